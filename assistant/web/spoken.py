"""In which language each part of an answer is, so that a screen reader reads it with the right voice (WCAG 3.1.2).

The page is Dutch. Quotes stay as they stand in the documents; a line of our own, and what a language model wrote, may
be in the language of the question.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from assistant.answer import Answer
from assistant.texts import table

DUTCH: Final = "nl"

_TABLES: Final = ("languages", "writing")
"""The tables of `texts.nl.toml` that hold a text in several languages."""


def lang(language: str) -> str:
    """Return the attribute that names a language in HTML; nothing for Dutch, which is that of the page."""
    return "" if language == DUTCH else f' lang="{language}"'


def language_of_line(line: str, language: str) -> str:
    """Return the language of one line of a lead-in, in an answer in `language`: other lines than ours are Dutch."""
    return language if line in _lines(language) else DUTCH


def language_of_statements(answer: Answer) -> str:
    """Return the language of the statements: Dutch for quotes, that of the answer when a model worded them."""
    return answer.language if answer.ai_written else DUTCH


@cache
def _lines(language: str) -> frozenset[str]:
    return frozenset(line for name in _TABLES for line in _in(table(name), language))


def _in(texts: dict[str, Any], language: str) -> Iterator[str]:
    for name, found in texts.items():
        if isinstance(found, dict):
            yield from _in(found, language)
        elif name == language:
            yield found
