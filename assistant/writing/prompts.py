"""The prompts: Dutch files in `assistant/writing/prompts`, each with a version that answers name."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from string import Template
from typing import Final

from assistant.texts import text
from assistant.writing.model import Message

ANSWER: Final = "antwoord"
SIMPLER: Final = "eenvoudiger"
FOLLOW_UP: Final = "vervolgvraag"

_PARTS = re.compile(r"\Aversie: (?P<version>\d+)\n+# systeem\n+(?P<system>.+?)\n+# vraag\n+(?P<asked>.+)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt file. `version` is its name and number, such as `antwoord 1`."""

    version: str
    system: Template
    asked: Template

    def messages(self, lines: Sequence[str], *, language: str, question: str = "") -> tuple[Message, ...]:
        """Return the messages for this material; a fence that nobody can guess stands around it."""
        values = {
            "fence": f"=== {secrets.token_hex(8)} ===",
            "sources": "\n".join(map(harmless, lines)),
            "language": text(f"writing.languages.{language}"),
            "question": harmless(question),
        }
        return Message("system", self.system.substitute(values)), Message("user", self.asked.substitute(values))


@cache
def prompt(name: str) -> Prompt:
    """Return one of the prompts. Raises ValueError for a file that is not in the form of the others."""
    written = resources.files("assistant").joinpath("writing", "prompts", f"{name}.md").read_text(encoding="utf-8")
    parts = _PARTS.match(written)
    if parts is None:
        raise ValueError(f"assistant/writing/prompts/{name}.md needs: versie: N, # systeem, # vraag")
    return Prompt(f"{name} {parts['version']}", Template(parts["system"]), Template(parts["asked"].rstrip()))


def numbered(number: int, words: str, headings: str = "") -> str:
    """Return one line of material: its number, what it stands under, and its words."""
    under = f" ({' '.join(headings.split())})" if headings else ""
    # Brackets of the text itself would look like marks.
    return f"[{number}]{_without_marks(under)} {_without_marks(words)}"


def harmless(line: str) -> str:
    """Return a line on one line, so that nothing in it stands where a fence or a heading would."""
    return " ".join(line.split())


def _without_marks(words: str) -> str:
    return words.replace("[", "(").replace("]", ")")
