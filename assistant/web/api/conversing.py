"""Conversations over the API: read, judged, deleted. Whoever knows the id of one may."""

from fastapi import APIRouter, Response

from assistant.answer import as_json
from assistant.records.kept import REASONS
from assistant.texts import text
from assistant.web.api import shapes
from assistant.web.api.asking import checked
from assistant.web.api.context import ApiContext, documented, needs
from assistant.web.api.refusing import Refused
from assistant.web.conversations import Conversation, Turn
from assistant.web.keeping import delete_own, rate
from corpus.errors import RecordMissing


def conversation_routes(context: ApiContext) -> APIRouter:
    """Return the routes that show, judge and delete."""
    router = APIRouter(tags=["conversations"], dependencies=[needs(context, "ask")])

    @router.get(
        "/conversations/{conversation}", summary="Read a conversation", response_model=shapes.Conversation,
        responses=documented(404, 422),
    )  # fmt: skip
    def read(conversation: shapes.Id) -> dict[str, object]:
        found = _found(context, conversation)
        return {"id": found.id, "turns": [_turn(turn, number) for number, turn in enumerate(found.turns, start=1)]}

    @router.delete(
        "/conversations/{conversation}", summary="Delete a conversation, also from the records", status_code=204,
        description="Its questions, answers, feedback and the verdicts of reviewers on them are gone.",
        responses=documented(404, 422),
    )  # fmt: skip
    def delete(conversation: shapes.Id) -> Response:
        identifier = checked(conversation)
        if not context.conversations.delete(identifier, lambda: delete_own(context.records, identifier)):
            raise Refused(404, text("api.no_conversation"), "conversation: unknown")
        return Response(status_code=204)

    @router.post(
        "/conversations/{conversation}/answers/{number}/feedback", summary="Say whether an answer was useful",
        description="A later one takes the place of an earlier one. Personal numbers are taken out of the note.",
        response_model=shapes.Thanks, responses=documented(400, 404, 413, 422),
    )  # fmt: skip
    def judge(conversation: shapes.Id, number: shapes.Number, feedback: shapes.Feedback) -> dict[str, str]:
        if feedback.reason is not None and feedback.reason not in REASONS:
            raise Refused(422, text("api.reason", reasons=", ".join(REASONS)), "reason: unknown")
        turn = _answered_turn(_found(context, conversation), number)
        try:
            rate(context.records, turn, useful=feedback.useful, reason=feedback.reason, note=feedback.note)
        except RecordMissing as error:
            raise Refused(404, text("api.no_answer"), "answer: no longer kept") from error
        turn.useful = feedback.useful
        is_kept = context.records.keeps_conversations
        return {"message": text("answer_card.thanks" if is_kept else "own_data.judged_nothing")}

    return router


def _found(context: ApiContext, identifier: str) -> Conversation:
    found = context.conversations.find(checked(identifier))
    if found is None:
        raise Refused(404, text("api.no_conversation"), "conversation: unknown")
    return found


def _answered_turn(conversation: Conversation, number: int) -> Turn:
    turn = conversation.turns[number - 1] if number <= len(conversation.turns) else None
    if turn is None or turn.answer is None:
        raise Refused(404, text("api.no_answer"), "answer: unknown")
    return turn


def _turn(turn: Turn, number: int) -> dict[str, object]:
    return {
        "number": number,
        "question": turn.question,
        "answer": as_json(turn.answer) if turn.answer else None,
        "generation": turn.generation,
        "useful": turn.useful,
    }
