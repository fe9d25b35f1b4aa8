"""FreeDict's English-Dutch and French-Dutch dictionaries, where somebody installed them (Debian: dict-freedict-*).

They are GPL: read where they stand, never shipped, never needed.
"""

import gzip
import re
from functools import cache
from pathlib import Path

from corpus.dutch import fold

FOLDER = Path("/usr/share/dictd")
_FILES = {"en": "freedict-eng-nld.dict.dz", "fr": "freedict-fra-nld.dict.dz"}
# The first meanings are the usual ones.
MOST = 3

_HEAD = re.compile(r"^(\S.*?) /[^/]*/")
_NUMBER = re.compile(r"^\d+\.\s*")


def translations(word: str, language: str) -> tuple[str, ...] | None:
    """Return Dutch words for a folded word, None when no dictionary is installed or it does not know the word."""
    return _dictionary(FOLDER / _FILES[language]).get(word)


@cache
def _dictionary(path: Path) -> dict[str, tuple[str, ...]]:
    return read(gzip.decompress(path.read_bytes()).decode("utf-8", "replace")) if path.is_file() else {}


def read(text: str) -> dict[str, tuple[str, ...]]:
    """Return the single words of a dictionary in dictd's layout with their first Dutch words."""
    found: dict[str, list[str]] = {}
    meanings: list[str] = []
    for line in text.splitlines():
        if head := _HEAD.match(line):
            meanings = found.setdefault(fold(head[1]), [])
        else:
            words = (word.strip() for word in _NUMBER.sub("", line).split(","))
            meanings.extend(fold(word) for word in words if word and " " not in word)
    return {head: tuple(dict.fromkeys(words))[:MOST] for head, words in found.items() if words and " " not in head}
