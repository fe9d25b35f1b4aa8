"""Answers to people who do not ask in Dutch: the quotes are Dutch, and that is said in the language of the question."""

from dataclasses import replace

from assistant.answer import Answer, Outcome
from assistant.texts import text

DUTCH = "nl"


def announced(answer: Answer, language: str) -> Answer:
    """Return an answer whose lead-in begins in this language; a Dutch one comes back as it is."""
    if language == DUTCH:
        return answer
    name = "not_in_sources" if answer.outcome is Outcome.NOT_IN_SOURCES else "quotes"
    listed = text("answer.list", count=len(answer.statements))
    lines = [line for line in answer.lead.splitlines() if line not in {listed, *_said_already()}]
    return replace(answer, language=language, lead="\n".join([text(f"languages.{name}.{language}"), *lines]))


def _said_already() -> frozenset[str]:
    """Return the Dutch lines that say no more than the line in the other language."""
    return frozenset(text(f"answer.{name}") for name in ("quotes", "yes_no", "not_in_sources"))
