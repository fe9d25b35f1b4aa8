"""A follow-up becomes a question that stands by itself: the model rewrites, rules check."""

import re
from collections.abc import Sequence
from typing import Final

from assistant.asking.question import LONGEST, cleaned
from assistant.checking.check import Check, Cited, Fault
from assistant.writing.prompts import FOLLOW_UP, numbered, prompt
from assistant.writing.writer import DUTCH, Writer

ALLOWED: Final = frozenset(
    {Fault.NEGATION, Fault.EXCEPTION, Fault.OPPOSITE, Fault.STRONGER, Fault.VERDICT, Fault.NO_SENTENCE}
)
"""What the check of a statement finds wrong and a question may have: it asserts nothing, and may be short."""


def rewritten(
    question: str, history: Sequence[str], *, writer: Writer, check: Check, language: str = DUTCH
) -> str | None:
    """Return the question as it stands by itself, in words of the conversation; None when the model gives none.

    Names, numbers and dates of the rewriting must come from the conversation, and so must each of its words that says
    what it is about; and it must say more than the question itself, else it resolves nothing.
    """
    said = [*history, question]
    lines = [numbered(number, one) for number, one in enumerate(said, start=1)]
    answer = writer.ask(prompt(FOLLOW_UP).messages(lines, language=language))
    if answer is None:
        return None
    found = [cleaned(line) for line in re.sub(r"<think>.*?</think>", "", answer, flags=re.DOTALL).splitlines()]
    questions = [line.strip("\"“”'* ") for line in found if line]
    if len(questions) != 1 or not questions[0].endswith("?") or len(questions[0]) > LONGEST:
        return None
    fault = check.fault(questions[0], [Cited("\n".join(said))], language)
    if fault is not None and fault not in ALLOWED:
        return None
    adds, invents = (check.unsaid(questions[0], words, language) for words in (question, " ".join(said)))
    return questions[0] if adds and not invents else None
