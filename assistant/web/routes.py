"""The routes beside the chat page: sources and their pictures, documents, answers to take along."""

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import FileResponse, HTMLResponse, Response
from pydantic import BaseModel, Field

from assistant.answer import Answer
from assistant.records import Records
from assistant.records.kept import REASONS
from assistant.records.writing import LONGEST_NOTE
from assistant.texts import DUTCH, DUTCH_WORDS, Language, Words, words_in
from assistant.web import pages
from assistant.web.api.refusing import is_api, unavailable
from assistant.web.conversations import Conversations, Turn
from assistant.web.exports import copy_of, word_file
from assistant.web.keeping import rate
from assistant.web.pictures import HEADERS, NARROWEST, WIDEST, highlighted_of, picture_of
from assistant.web.port import Answering, Current
from assistant.web.responsible import NOBODY_NAMED, Responsible
from assistant.web.scope import Scope, no_widgets
from assistant.web.sources import Source, find_source
from assistant.writing.settings import WritingSettings
from corpus.errors import ProductError
from corpus.pdf.pictures import measure_page

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

log = logging.getLogger(__name__)


class Verdict(BaseModel):
    """What an official thought of an answer."""

    useful: bool
    reason: str | None = None
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""


def source_routes(current: Current, scope: Callable[[Mapping[str, str]], Scope] = no_widgets) -> APIRouter:
    """Return the routes that show a quote on its page, and the documents themselves.

    `scope` gives what a request may ask, by its headers.
    """
    router = APIRouter()
    place = "/bron/{passage}/{start:int}-{end:int}"

    @router.get(place)
    def source(request: Request, passage: str, start: int, end: int) -> Response:
        answering, found = _source(current, passage, start, end)
        measures = measure_page(answering.file(found.document.name), found.quote.page, found.quote.rectangles[0])
        return HTMLResponse(pages.source_page(found, measures, words_in(scope(request.headers).language)))

    @router.get(f"{place}/beeld.png")
    def picture(
        passage: str, start: int, end: int,
        width: Annotated[int, Query(alias="breedte", ge=NARROWEST, le=WIDEST)] = 1280,
        crop: Annotated[bool, Query(alias="uitsnede")] = False,
    ) -> Response:  # fmt: skip
        answering, found = _source(current, passage, start, end)
        return Response(picture_of(answering, found, width=width, crop=crop), media_type="image/png", headers=HEADERS)

    @router.get(f"{place}/document.pdf")
    def highlighted(passage: str, start: int, end: int) -> Response:
        answering, found = _source(current, passage, start, end)
        return Response(highlighted_of(answering, found), media_type="application/pdf", headers=HEADERS)

    @router.get("/documenten")
    def documents(request: Request) -> Response:
        reach = scope(request.headers)
        known = [one for one in current().documents if reach.documents is None or one.name in reach.documents]
        return HTMLResponse(pages.documents_page(known, words_in(reach.language)))

    @router.get("/documents/{name}")
    def document(name: str) -> Response:
        answering = current()
        if not any(known.name == name for known in answering.documents):
            return on_gone()
        return FileResponse(answering.file(name), media_type="application/pdf", content_disposition_type="inline")

    return router


def conversation_routes(
    current: Current,
    conversations: Conversations,
    records: Records,
    *,
    keep_days: int | None,
    model: WritingSettings | None,
    responsible: Responsible = NOBODY_NAMED,
    scope: Callable[[Mapping[str, str]], Scope] = no_widgets,
) -> APIRouter:
    """Return the routes that take an answer along or judge it, and the page on what is kept for `keep_days` days.

    `keep_days` is None where nothing is kept. `model` is the language model that the page must name, None where there
    is none, and `responsible` who answers for it. `scope` gives what a request may ask, by its headers.
    """
    router = APIRouter()
    place = "/gesprek/{conversation}/antwoord/{number:int}"

    @router.get(f"{place}.docx")
    def word(conversation: str, number: int, language: Annotated[Language, Query(alias="taal")] = DUTCH) -> Response:
        _, answer = _turn(conversations, conversation, number)
        words = words_in(language)
        name = words.text("word.file_name", number=number)
        content = word_file(answer, today=datetime.now(UTC).date(), words=words)
        return Response(content, media_type=_DOCX, headers={"content-disposition": f'attachment; filename="{name}"'})

    @router.get(f"{place}/kopie")
    def copy(request: Request, conversation: str, number: int) -> dict[str, str]:
        _, answer = _turn(conversations, conversation, number)
        made = copy_of(answer, words_in(scope(request.headers).language))
        return {"html": made.html, "plain": made.plain}

    @router.post(f"{place}/oordeel")
    def judge(request: Request, conversation: str, number: int, verdict: Verdict) -> dict[str, str]:
        turn, _ = _turn(conversations, conversation, number)
        if verdict.reason is not None and verdict.reason not in REASONS:
            raise HTTPException(422, "unknown reason")
        rate(records, turn, useful=verdict.useful, reason=verdict.reason, note=verdict.note)
        turn.useful = verdict.useful
        words = words_in(scope(request.headers).language)
        return {"message": words.text("own_data.judged_nothing" if keep_days is None else "answer_card.thanks")}

    @router.post(f"{place}/eenvoudiger")
    def simpler(conversation: str, number: int) -> dict[str, str]:
        turn, answer = _turn(conversations, conversation, number)
        if turn.plainer:
            turn.plainer = False
            turn.answer = current().simpler(answer)
        return {"message": ""}

    @router.get("/gegevens")
    def privacy(request: Request) -> Response:
        reach = scope(request.headers)
        words = words_in(reach.language)
        return HTMLResponse(pages.privacy_page(keep_days, model, responsible, keeps=reach.keeps, words=words))

    return router


def on_product_error(path: str, error: ProductError, words: Words) -> Response:
    """Return what a request gets that met an error of ours: JSON for scripts, a page in these words for people.

    The message itself goes to the log.
    """
    if is_api(path):
        return unavailable(error)
    log.error("a page failed: %s", error)
    title, said = words.text("source.unreachable_title"), words.text("source.unreachable")
    return HTMLResponse(pages.message_page(title, said, words), 503)


class SourceGone(Exception):
    """A source or answer was asked for that is not, or no longer, there."""


def on_gone(words: Words = DUTCH_WORDS) -> Response:
    """Return what a reader sees who follows a link to something that is no longer there."""
    return HTMLResponse(pages.message_page(words.text("source.gone_title"), words.text("source.gone"), words), 404)


def _source(current: Current, passage: str, start: int, end: int) -> tuple[Answering, Source]:
    answering = current()
    found = find_source(answering, passage, start, end)
    if found is None:
        raise SourceGone
    return answering, found


def _turn(conversations: Conversations, conversation: str, number: int) -> tuple[Turn, Answer]:
    found = conversations.find(conversation)
    if found is None or not 1 <= number <= len(found.turns):
        raise SourceGone
    turn = found.turns[number - 1]
    if turn.answer is None:
        raise SourceGone
    return turn, turn.answer
