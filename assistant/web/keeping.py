"""What the web application keeps of conversations: each answered question, the verdict on it, and old conversations.

Only masked questions come here: the assistant and the chat take personal numbers out before.
"""

import logging
from hashlib import sha256

from assistant.answer import Answer, from_json
from assistant.records import Records, ratings, turns
from assistant.records.kept import Channel, KeptTurn
from assistant.web.conversations import Turn
from corpus.errors import RecordsError

log = logging.getLogger(__name__)


def key_of(identifier: str) -> str:
    """Return the key under which a conversation is kept.

    Whoever reads the records must not be able to open a conversation in somebody's browser, so its id is not kept.
    """
    return sha256(f"conversation {identifier}".encode()).hexdigest()[:32]


def keep_turn(records: Records, identifier: str, turn: Turn, *, channel: Channel = "chat") -> None:
    """Keep a turn that was answered. When that fails the log says so: an official still gets the answer."""
    if turn.answer is not None:
        _keep(records, turn.answer, key_of(identifier), channel, turn.generation, turn.id)


def kept_turns(records: Records, identifier: str) -> list[Turn]:
    """Return the turns of a conversation that an earlier run of the server kept. Raises RecordsError."""
    return [_turn(kept) for kept in turns.conversation(records, key_of(identifier))]


def delete_turns(records: Records, identifier: str) -> bool:
    """Delete a conversation with all that hangs on it; False when it was not kept. Raises RecordsError."""
    return turns.delete_conversation(records, key_of(identifier))


def rate(records: Records, turn: Turn, *, useful: bool, reason: str | None, note: str) -> None:
    """Keep what the official thought. Raises RecordMissing when the turn is no longer kept, and RecordsError."""
    ratings.rate(records, turn.id, useful=useful, reason=reason, note=note)


def _keep(records: Records, answer: Answer, key: str, channel: Channel, generation: str, turn: str | None) -> None:
    try:
        turns.log(records, answer, conversation=key, channel=channel, generation=generation, turn=turn)
    except RecordsError as error:
        log.error("an answer was not kept: %s", error)


def _turn(kept: KeptTurn) -> Turn:
    return Turn(
        kept.question,
        answer=from_json(kept.answer),
        generation=kept.generation,
        useful=kept.rating.useful if kept.rating else None,
        id=kept.id,
    )
