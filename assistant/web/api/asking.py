"""Questions over the API: one by one, streamed, or in a conversation that the server remembers."""

import json
import logging
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import chain
from typing import Annotated, Any

from fastapi import APIRouter, Header, Response
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel

from assistant.answer import Answer, Statement, as_json
from assistant.asking.question import without_untyped
from assistant.texts import text
from assistant.web.api import shapes
from assistant.web.api.context import ApiContext, documented, needs
from assistant.web.api.examples import ANSWER, STREAM
from assistant.web.api.refusing import IN_THE_LOG, Refused
from assistant.web.chat import HISTORY, QUESTION_LIMIT
from assistant.web.conversations import TURNS, Conversation, Turn, is_identifier
from assistant.web.keeping import keep_turn
from assistant.web.municipalities import asked_for
from assistant.web.port import Answering
from corpus.errors import ProductError

STREAM_TYPE = "text/event-stream"

# Between us and the program no proxy may hold events back, or keep them.
_STREAM_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}

Accept = Annotated[str, Header(alias="accept", include_in_schema=False)]

log = logging.getLogger(__name__)


def answered(model: type[BaseModel]) -> dict[int | str, dict[str, Any]]:
    """Return how the answer to a question is described: as one JSON object, or as events."""
    content = {"application/json": {"example": ANSWER}, STREAM_TYPE: {"example": STREAM, "schema": {"type": "string"}}}
    said = "The answer object; with `Accept: text/event-stream`, checked sentences as events and then that object."
    return {200: {"model": model, "description": said, "content": content}, **documented(400, 413, 422)}


def ask_routes(context: ApiContext) -> APIRouter:
    """Return the routes that answer."""
    router = APIRouter(tags=["ask"], dependencies=[needs(context, "ask")])

    @router.post("/ask", summary="Ask one question", response_class=Response, responses=answered(shapes.Asked))
    def ask(asked: shapes.Question, accept: Accept = "") -> Response:
        history = [_short_enough(without_untyped(earlier)) for earlier in asked.history]
        # Not held in memory: few programs come back to it, and those find it in the records.
        alone = Conversation(secrets.token_hex(16))
        return _answered(context, alone, words_of(asked.question), history, accept, asked.municipality)

    @router.post(
        "/conversations",
        summary="Start a conversation",
        response_class=Response,
        responses=answered(shapes.Asked),
    )
    def start(first: shapes.First, accept: Accept = "") -> Response:
        identifier = checked(first.id) if first.id is not None else secrets.token_hex(16)
        return _continued(context, identifier, first, accept)

    @router.post(
        "/conversations/{conversation}/questions",
        summary="Ask the next question",
        description="Starts the conversation where there is none of this id.",
        response_class=Response,
        responses=answered(shapes.Asked),
    )
    def ask_next(conversation: shapes.Id, following: shapes.Next, accept: Accept = "") -> Response:
        return _continued(context, checked(conversation), following, accept)

    return router


def words_of(question: str) -> str:
    """Return a question without what nobody types. Raises Refused when nothing is left, or too much."""
    words = without_untyped(question).strip()
    if not words:
        raise Refused(422, text("api.empty"), "question: empty")
    return _short_enough(words)


def checked(identifier: str) -> str:
    """Return the id of a conversation. Raises Refused for what is none."""
    if not is_identifier(identifier):
        raise Refused(422, text("api.conversation_id"), "conversation: 32 hexadecimal digits")
    return identifier


def _short_enough(words: str) -> str:
    if len(words) > QUESTION_LIMIT:
        raise Refused(
            422, text("api.too_long", limit=QUESTION_LIMIT), f"question: more than {QUESTION_LIMIT} characters"
        )
    return words


def _continued(context: ApiContext, identifier: str, asked: shapes.Next, accept: str) -> Response:
    question = words_of(asked.question)
    conversation = context.conversations.begin(identifier)
    if len(conversation.turns) >= TURNS:
        raise Refused(422, text("state.too_many", limit=TURNS), f"conversation: {TURNS} questions")
    history = [turn.question for turn in conversation.turns]
    return _answered(context, conversation, question, history, accept, asked.municipality)


def _answered(
    context: ApiContext,
    conversation: Conversation,
    question: str,
    history: list[str],
    accept: str,
    municipality: str | None,
) -> Response:
    answering = context.current()
    who = asked_for(answering, municipality)
    parts = _counted(context, answering.stream(question, history[-HISTORY:], municipality=who))
    taken = _taken(context, answering, conversation, parts)
    if STREAM_TYPE in accept.lower():
        # The first part is waited for, so that what fails at once still has a status of its own.
        return StreamingResponse(_events(chain([next(taken)], taken)), media_type=STREAM_TYPE, headers=_STREAM_HEADERS)
    return JSONResponse(next(part for part in taken if isinstance(part, dict)))


def _counted(context: ApiContext, parts: Iterator[Statement | Answer]) -> Iterator[Statement | Answer]:
    try:
        yield from parts
    except ProductError:
        context.metrics.failed("api")
        raise


def _taken(
    context: ApiContext, answering: Answering, conversation: Conversation, parts: Iterator[Statement | Answer]
) -> Iterator[Statement | dict[str, Any]]:
    """Give the sentences on, and the answer as the object that is sent once it is kept."""
    for part in parts:
        if isinstance(part, Statement):
            yield part
            continue
        context.metrics.answered(part, "api")
        turn = Turn(part.question, part, answering.generation, channel="api")
        with conversation.answering:
            conversation.turns.append(turn)
            number = len(conversation.turns)
            if not conversation.deleted:
                keep_turn(context.records, conversation.id, turn)
        yield {**as_json(part), "conversation": conversation.id, "number": number}


def _events(parts: Iterable[Statement | dict[str, Any]]) -> Iterator[str]:
    try:
        for part in parts:
            if isinstance(part, Statement):
                yield _event("sentence", asdict(part))
            else:
                yield _event("answer", part)
    except ProductError as error:
        log.error("an answer broke off: %s", error)
        yield _event("error", {"error": text("api.unavailable"), "detail": IN_THE_LOG})


def _event(name: str, data: Any) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
