"""The parts of a golden set: no question may stand in two of them, or one would be tuned on what the other tests."""

import re
from collections.abc import Iterator, Mapping, Sequence

from evals.golden.questions import GoldenQuestion


def shared(parts: Mapping[str, Sequence[GoldenQuestion]]) -> Iterator[tuple[str, str]]:
    """Yield pairs of questions, each as `part id`, that stand in two parts: the same words, or the same id.

    Capitals and punctuation do not count; a follow-up is another question than its words alone.
    """
    seen: dict[tuple[str, ...], tuple[str, str]] = {}
    for part, questions in parts.items():
        for question in questions:
            name = f"{part} {question.id}"
            for key in (("id", question.id), _words(question)):
                before = seen.setdefault(key, (part, name))
                if before[0] != part:
                    yield before[1], name


def _words(question: GoldenQuestion) -> tuple[str, ...]:
    return tuple(" ".join(re.findall(r"\w+", each.casefold())) for each in (*question.history, question.question))
