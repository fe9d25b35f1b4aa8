"""A form that was sent, read with the rights checked before its body is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Final

from starlette.datastructures import FormData, UploadFile

LARGEST_TEXT: Final = 20_000
"""Characters of one field; a note holds 2,000 and a quote a few hundred."""

LARGEST_FILE: Final = 8 << 20
"""Bytes of an uploaded set: 5,000 questions in a workbook take about 2 MB."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody chose: its bare name and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form as texts, trimmed; what is not there is empty."""

    data: FormData

    def text(self, name: str) -> str:
        """Return one field."""
        value = self.data.get(name)
        return value.strip()[:LARGEST_TEXT].replace("\r\n", "\n") if isinstance(value, str) else ""

    def texts(self, name: str) -> Sequence[str]:
        """Return all values of a field, such as those of ticked boxes."""
        return [value.strip()[:LARGEST_TEXT] for value in self.data.getlist(name) if isinstance(value, str)]

    def ticked(self, name: str) -> bool:
        """Whether a box is ticked."""
        return bool(self.text(name))

    def whole(self, name: str) -> int | None:
        """Return a whole number from 1, None for anything else."""
        return whole(self.text(name))

    async def upload(self, name: str) -> Upload | None:
        """Return the file of a field, None when none was chosen or it is larger than LARGEST_FILE."""
        file = self.data.get(name)
        if not isinstance(file, UploadFile) or not file.filename:
            return None
        content = await file.read(LARGEST_FILE + 1)
        return (
            Upload(PurePath(file.filename.replace("\\", "/")).name, content) if len(content) <= LARGEST_FILE else None
        )


def whole(words: str | None) -> int | None:
    """Return a whole number from 1 to a million that somebody typed, None for anything else."""
    typed = (words or "").strip()
    return int(typed) if typed.isascii() and typed.isdecimal() and 0 < int(typed[:8]) <= 1_000_000 else None


def iso_day(words: str | None) -> date | None:
    """Return the day of an ISO date, None for anything else."""
    try:
        return date.fromisoformat((words or "").strip())
    except ValueError:
        return None
