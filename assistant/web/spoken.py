"""In which language each part of an answer is, so that a screen reader reads it with the right voice (WCAG 3.1.2).

The page is Dutch, unless a widget speaks another language. Quotes stay as they stand in the documents; a line of our
own, and what a language model wrote, may be in the language of the question.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from assistant.answer import Answer
from assistant.texts import DUTCH, Words, table, texts

_TABLES: Final = ("languages", "writing")
"""The tables of `texts.nl.toml` that hold a text in several languages."""


def lang(language: str, page: str = DUTCH) -> str:
    """Return the attribute that names a language in HTML; nothing for that of the page around it."""
    return "" if language == page else f' lang="{language}"'


def dutch(html: str, words: Words) -> str:
    """Return HTML that is Dutch, marked as such where the page of these words is not."""
    marked = lang(DUTCH, words.language)
    return f"<span{marked}>{html}</span>" if marked else html


def told(line: str, language: str, words: Words) -> tuple[str, str]:
    """Return one line of an answer in `language` as the page of these words shows it, and the language it then is in.

    Answers are made, and kept, with our Dutch lines; a page in another language tells those in its own.
    """
    spoken = language_of_line(line, language)
    if spoken == words.language or spoken != DUTCH:
        return line, spoken
    for key, pattern in _patterns():
        if found := pattern.fullmatch(line):
            return words.text(f"answer.{key}", **found.groupdict()), words.language
    return line, spoken


def language_of_line(line: str, language: str) -> str:
    """Return the language of one line of a lead-in, in an answer in `language`: other lines than ours are Dutch."""
    return language if line in _lines(language) else DUTCH


def language_of_statements(answer: Answer) -> str:
    """Return the language of the statements: Dutch for quotes, that of the answer when a model worded them."""
    return answer.language if answer.ai_written else DUTCH


def suggested(question: str, words: Words) -> tuple[str, str]:
    """Return a question that an answer suggests as the page of these words shows it, and the language it then is in.

    Those that everybody may begin with are told in the language of the page; others come from the documents.
    """
    ours = dict(zip(texts("first.questions"), words.texts("first.questions"), strict=True))
    return (ours[question], words.language) if question in ours else (question, DUTCH)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The lines of our own, by their names, with what is filled in as groups."""
    return tuple((key, re.compile(_pattern(line))) for key, line in table("answer").items())


def _pattern(line: str) -> str:
    parts = re.split(r"{(\w+)}", line)
    return "".join(f"(?P<{part}>.+)" if place % 2 else re.escape(part) for place, part in enumerate(parts))


@cache
def _lines(language: str) -> frozenset[str]:
    return frozenset(line for name in _TABLES for line in _in(table(name), language))


def _in(texts: dict[str, Any], language: str) -> Iterator[str]:
    for name, found in texts.items():
        if isinstance(found, dict):
            yield from _in(found, language)
        elif name == language:
            yield found
