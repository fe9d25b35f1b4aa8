"""What is kept of somebody's own conversation: shown, taken along and deleted.

Nobody has a name here. Who holds the random id of a conversation, which only their browser tab does, is the person that
it is about; `static/page.js` sends it as a header, so that it stands in no address, no history and no log.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from html import escape
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Header, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from assistant.answer import from_json
from assistant.records import Records
from assistant.records.kept import KeptTurn
from assistant.texts import DUTCH, DUTCH_WORDS, Words, words_in
from assistant.web.conversations import Conversations
from assistant.web.keeping import delete_own, own_turns
from assistant.web.own_data_box import PLACE
from assistant.web.pages import whole_page
from assistant.web.scope import Scope, no_widgets
from assistant.web.spoken import lang

BELGIUM: Final = ZoneInfo("Europe/Brussels")
_PRIVATE: Final = {"cache-control": "no-store"}

Own = Annotated[str, Header(alias="x-gesprek", max_length=64)]


def own_data_routes(
    conversations: Conversations,
    records: Records,
    *,
    keep_days: int | None,
    scope: Callable[[Mapping[str, str]], Scope] = no_widgets,
) -> APIRouter:
    """Return the routes below `/gegevens`; `keep_days` is for how long questions are kept, None for not at all.

    `scope` gives in which language a request asks, by its headers.
    """
    router = APIRouter()

    @router.get(PLACE)
    def show(request: Request, x_gesprek: Own = "") -> Response:
        words = words_in(scope(request.headers).language)
        return HTMLResponse(kept_page(own_turns(records, x_gesprek), keep_days, words), headers=_PRIVATE)

    @router.get(f"{PLACE}.json")
    def download(request: Request, x_gesprek: Own = "") -> Response:
        words = words_in(scope(request.headers).language)
        content = {"conversation": [exported(turn) for turn in own_turns(records, x_gesprek)]}
        headers = {
            **_PRIVATE,
            "content-disposition": f'attachment; filename="{words.text("own_data.script.file_name")}"',
        }
        return JSONResponse(content, headers=headers)

    @router.delete(PLACE)
    def delete(x_gesprek: Own = "") -> dict[str, bool]:
        conversation = conversations.find(x_gesprek)
        if conversation is None:
            return {"deleted": delete_own(records, x_gesprek)}
        # An answer under way would be kept after it was deleted.
        with conversation.answering:
            was_kept = delete_own(records, x_gesprek)
            conversations.forget(x_gesprek)
        return {"deleted": was_kept}

    return router


def kept_page(turns: Sequence[KeptTurn], keep_days: int | None, words: Words = DUTCH_WORDS) -> str:
    """Return the page that shows these turns: all that is kept of a conversation, as it is kept."""
    if not turns:
        said = words.text("own_data.nothing")
    elif len(turns) == 1:
        said = words.text("own_data.count_one")
    else:
        said = words.text("own_data.count", count=len(turns))
    items = "".join(_item(turn, keep_days, words) for turn in turns)
    listed = f'<ol class="bewaard">{items}</ol>' if items else ""
    title = words.text("own_data.title")
    body = f'<h2 tabindex="-1">{escape(title)}</h2><p>{escape(said)}</p>{listed}'
    return whole_page(title, body, kind="tekst", words=words)


def exported(turn: KeptTurn) -> dict[str, Any]:
    """Return all that is kept of a turn, ready for `json.dumps`. What reviewers wrote of the answer is theirs."""
    rating = turn.rating
    return {
        "number": turn.number,
        "asked_at": turn.at.isoformat(timespec="seconds"),
        "channel": turn.channel,
        "question": turn.question,
        "searched_for": turn.searched_for,
        "outcome": turn.outcome.value,
        "answer": dict(turn.answer),
        "generation": turn.generation,
        "verdict": {"useful": rating.useful, "reason": rating.reason, "note": rating.note,
                    "at": rating.at.isoformat(timespec="seconds")} if rating else None,
        "reviewed": turn.verdicts > 0,
    }  # fmt: skip


def _item(turn: KeptTurn, keep_days: int | None, words: Words) -> str:
    at = turn.at.astimezone(BELGIUM)
    lines = [
        words.text("own_data.asked_at", day=words.long_date(at.date().isoformat()), hour=f"{at:%H.%M}"),
        words.text("own_data.outcome", outcome=words.text(f"own_data.outcomes.{turn.outcome.value}")),
        *_verdict(turn, words),
    ]
    if keep_days is not None:
        until = (at + timedelta(days=keep_days)).date().isoformat()
        lines.append(words.text("own_data.until", day=words.long_date(until)))
    shown = "".join(f'<p class="herkomst">{escape(line)}</p>' for line in lines)
    answered, spoken = from_json(turn.answer), lang(DUTCH, words.language)
    answer = "".join(f"<p{spoken}>{escape(line)}</p>" for line in answered.text.splitlines() if line.strip())
    folded = f"<details><summary>{escape(words.text('own_data.answer'))}</summary>{answer}</details>"
    asked = lang(answered.language, words.language)
    return f"<li><p{asked}><strong>{escape(turn.question)}</strong></p>{shown}{folded}</li>"


def _verdict(turn: KeptTurn, words: Words) -> list[str]:
    rating = turn.rating
    if rating is None:
        return []
    said = words.text("answer_card.useful" if rating.useful else "answer_card.not_useful")
    parts = [said, words.text(f"verdicts.{rating.reason}") if rating.reason else "", rating.note]
    return [words.text("own_data.judged", verdict=", ".join(part for part in parts if part))]
