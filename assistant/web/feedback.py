"""What an official thought of an answer, kept without the question."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

from assistant.web.conversations import Turn

StoreFeedback = Callable[[str], None]
"""Takes one JSON line."""


def feedback_line(turn: Turn, *, useful: bool, reason: str | None, at: datetime | None = None) -> str:
    """Return one verdict as a JSON line: when, useful or why not, and on what kind of answer. Never the question.

    The last line with the same `answer` counts: a reason follows the bare verdict in a line of its own.

    Raises ValueError when the turn has no answer yet.
    """
    if turn.answer is None:
        raise ValueError("there is no answer to judge yet")
    return json.dumps(
        {
            "answer": turn.id,
            "at": (at or datetime.now(UTC)).isoformat(timespec="seconds"),
            "useful": useful,
            "reason": reason,
            "outcome": turn.answer.outcome.value,
            "writer": turn.answer.writer,
            "generation": turn.generation,
            "cited": [
                {"passage": c.passage, "start": c.start, "end": c.end, "document": c.document, "page": c.page}
                for c in turn.answer.citations
            ],
        },
        ensure_ascii=False,
    )
