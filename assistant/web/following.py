"""An answer while a language model writes it: each sentence that passed the check, as an event of its own.

The page asks for it only while an answer is being written, and the stream ends with the answer, so that no idle page
holds one. What it shows is provisional: the answer that the page gets from Gradio afterwards counts, and takes back
what did not hold.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Final

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from assistant.web.conversations import Conversation, Conversations

LOOKS_A_SECOND: Final = 10
"""How often it is looked whether a sentence came: a reader sees no tenth of a second, and looking costs nothing."""

LONGEST_SECONDS: Final = 300
"""After that the stream ends, whatever happened to the answer: five times the limit of an answer."""


def following_routes(conversations: Conversations) -> APIRouter:
    """Return the route that tells the sentences of the answer that is being written in a conversation."""
    router = APIRouter()

    @router.get("/gesprek/{conversation}/zinnen")
    def sentences(conversation: str) -> StreamingResponse:
        found = conversations.find(conversation)
        return StreamingResponse(_events(found), media_type="text/event-stream", headers={"cache-control": "no-store"})

    return router


async def _events(conversation: Conversation | None) -> AsyncIterator[str]:
    """Yield an event for each sentence, and `klaar` when the last question has its answer or none will come."""
    told = 0
    for _ in range(LONGEST_SECONDS * LOOKS_A_SECOND):
        turn = conversation.turns[-1] if conversation and conversation.turns else None
        if turn is None or turn.answer is not None or turn.failed:
            break
        for sentence in turn.written[told:]:
            told += 1
            yield f"data: {json.dumps({'text': sentence.text, 'item': sentence.item}, ensure_ascii=False)}\n\n"
        await asyncio.sleep(1 / LOOKS_A_SECOND)
    yield "event: klaar\ndata: {}\n\n"
