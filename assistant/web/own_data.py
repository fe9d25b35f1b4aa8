"""What is kept of somebody's own conversation: shown, taken along and deleted.

Nobody has a name here. Who holds the random id of a conversation, which only their browser tab does, is the person that
it is about; `static/page.js` sends it as a header, so that it stands in no address, no history and no log.
"""

from collections.abc import Sequence
from datetime import timedelta
from html import escape
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Header
from fastapi.responses import HTMLResponse, JSONResponse, Response

from assistant.answer import from_json
from assistant.records import Records
from assistant.records.kept import KeptTurn
from assistant.texts import long_date, text
from assistant.web.conversations import Conversations
from assistant.web.keeping import delete_own, own_turns
from assistant.web.own_data_box import PLACE
from assistant.web.pages import whole_page

BELGIUM: Final = ZoneInfo("Europe/Brussels")
_PRIVATE: Final = {"cache-control": "no-store"}

Own = Annotated[str, Header(alias="x-gesprek", max_length=64)]


def own_data_routes(conversations: Conversations, records: Records, *, keep_days: int | None) -> APIRouter:
    """Return the routes below `/gegevens`; `keep_days` is for how long questions are kept, None for not at all."""
    router = APIRouter()

    @router.get(PLACE)
    def show(x_gesprek: Own = "") -> Response:
        return HTMLResponse(kept_page(own_turns(records, x_gesprek), keep_days), headers=_PRIVATE)

    @router.get(f"{PLACE}.json")
    def download(x_gesprek: Own = "") -> Response:
        content = {"conversation": [exported(turn) for turn in own_turns(records, x_gesprek)]}
        headers = {**_PRIVATE, "content-disposition": f'attachment; filename="{text("own_data.script.file_name")}"'}
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


def kept_page(turns: Sequence[KeptTurn], keep_days: int | None) -> str:
    """Return the page that shows these turns: all that is kept of a conversation."""
    if not turns:
        said = text("own_data.nothing")
    elif len(turns) == 1:
        said = text("own_data.count_one")
    else:
        said = text("own_data.count", count=len(turns))
    items = "".join(_item(turn, keep_days) for turn in turns)
    listed = f'<ol class="bewaard">{items}</ol>' if items else ""
    title = text("own_data.title")
    body = f'<h2 tabindex="-1">{escape(title)}</h2><p>{escape(said)}</p>{listed}'
    return whole_page(title, body, kind="tekst")


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


def _item(turn: KeptTurn, keep_days: int | None) -> str:
    at = turn.at.astimezone(BELGIUM)
    lines = [
        text("own_data.asked_at", day=long_date(at.date().isoformat()), hour=f"{at:%H.%M}"),
        text("own_data.outcome", outcome=text(f"own_data.outcomes.{turn.outcome.value}")),
        *_verdict(turn),
    ]
    if keep_days is not None:
        until = (at + timedelta(days=keep_days)).date().isoformat()
        lines.append(text("own_data.until", day=long_date(until)))
    shown = "".join(f'<p class="herkomst">{escape(line)}</p>' for line in lines)
    answer = "".join(f"<p>{escape(line)}</p>" for line in from_json(turn.answer).text.splitlines() if line.strip())
    folded = f"<details><summary>{escape(text('own_data.answer'))}</summary>{answer}</details>"
    return f"<li><p><strong>{escape(turn.question)}</strong></p>{shown}{folded}</li>"


def _verdict(turn: KeptTurn) -> list[str]:
    rating = turn.rating
    if rating is None:
        return []
    word = text("answer_card.useful" if rating.useful else "answer_card.not_useful")
    parts = [word, text(f"verdicts.{rating.reason}") if rating.reason else "", rating.note]
    return [text("own_data.judged", verdict=", ".join(part for part in parts if part))]
