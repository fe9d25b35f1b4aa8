"""What the web application keeps of conversations: each answered question, the verdict on it, and old conversations.

Only masked questions come here: the assistant and the chat take personal numbers out before. Whoever reads the records
must not be able to open a conversation in somebody's browser, so a key made of its id is kept, not the id. Where the
records keep no conversations, nothing is written here.
"""

import logging
from collections.abc import Sequence

from assistant.answer import Answer, from_json
from assistant.records import Records, ratings, turns
from assistant.records.kept import Channel, KeptTurn
from assistant.web.conversations import Turn
from corpus.errors import RecordsError

log = logging.getLogger(__name__)


def keep_turn(records: Records, identifier: str, turn: Turn) -> None:
    """Keep a turn that was answered. When that fails the log says so: an official still gets the answer."""
    if turn.answer is not None:
        _keep(records, turn.answer, identifier, turn.channel, turn.generation, turn.id)


def kept_turns(records: Records, identifier: str) -> list[Turn]:
    """Return the turns of a conversation that an earlier run of the server kept. Raises RecordsError."""
    return [_turn(kept) for kept in own_turns(records, identifier)]


def own_turns(records: Records, identifier: str) -> Sequence[KeptTurn]:
    """Return what is kept of the conversation with this id. Raises RecordsError."""
    return turns.conversation(records, records.pseudonyms.key_of(identifier))


def delete_own(records: Records, identifier: str) -> bool:
    """Really delete what is kept of this conversation; False when that was nothing. Raises RecordsError."""
    return turns.delete_conversation(records, records.pseudonyms.key_of(identifier))


def rate(records: Records, turn: Turn, *, useful: bool, reason: str | None, note: str) -> None:
    """Keep what the official thought. Raises RecordMissing when the turn is no longer kept, and RecordsError."""
    if not records.keeps_conversations and turns.get(records, turn.id) is None:
        return
    ratings.rate(records, turn.id, useful=useful, reason=reason, note=note)


def _keep(
    records: Records, answer: Answer, identifier: str, channel: Channel, generation: str, turn: str | None
) -> None:  # fmt: skip
    if not records.keeps_conversations:
        return
    key = records.pseudonyms.key_of(identifier)
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
