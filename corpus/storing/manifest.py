"""The list of what a generation holds: its recipe and its files."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from corpus.storing.durable import write
from corpus.storing.recipe import FORMAT, Recipe
from corpus.types import Document

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class IndexedFile:
    """One file of a generation.

    `path` is where it was found, `pdf_title` what the PDF calls itself, `provenance` a hash of what its folder's
    sources say of it, and `without_text` lists the pages that need OCR. `segment` holds its passages.
    """

    document: Document
    path: str
    passages: int = 0
    pdf_title: str | None = None
    provenance: str = ""
    without_text: tuple[int, ...] = ()
    segment: str = ""

    @property
    def name(self) -> str:
        """The file's name, by which passages and citations know it."""
        return self.document.name

    @property
    def sha256(self) -> str:
        """The hash of the file's bytes."""
        return self.document.sha256

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Read what `as_json` wrote."""
        document = dict(values["document"])
        document["page_labels"] = tuple(document["page_labels"])
        return cls(
            Document(name=values["name"], sha256=values["sha256"], pages=values["pages"], **document),
            values["path"],
            values["passages"],
            values["pdf_title"],
            values["provenance"],
            tuple(values["without_text"]),
            values["segment"],
        )

    def as_json(self) -> dict[str, Any]:
        """Return the file as it stands in a manifest."""
        document = asdict(self.document)
        return {
            "name": document.pop("name"),
            "sha256": document.pop("sha256"),
            "pages": document.pop("pages"),
            "path": self.path,
            "passages": self.passages,
            "pdf_title": self.pdf_title,
            "provenance": self.provenance,
            "without_text": list(self.without_text),
            "segment": self.segment,
            "document": document,
        }


@dataclass(frozen=True, slots=True)
class Wording:
    """What a generation knows of words: its folder, from how many passages it was learnt, and how many came since."""

    name: str
    learnt: int
    since: int = 0


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is: its name, the one before it, its recipe, its files in order and its words."""

    generation: str
    recipe: Recipe
    files: tuple[IndexedFile, ...] = ()
    previous: str | None = None
    wording: Wording = Wording("", 0)

    @property
    def segments(self) -> tuple[str, ...]:
        """The names of the segments that hold the passages, in order of name."""
        return tuple(sorted({file.segment for file in self.files}))

    @property
    def passages(self) -> int:
        """The number of passages of all files."""
        return sum(file.passages for file in self.files)

    def save(self, folder: Path) -> None:
        """Write the manifest into a generation's folder."""
        values = {
            "generation": self.generation,
            "previous": self.previous,
            "recipe": self.recipe.as_json(),
            "wording": asdict(self.wording),
            "files": [file.as_json() for file in self.files],
        }
        write(folder / MANIFEST, json.dumps(values, ensure_ascii=False, indent=1) + "\n")

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Read the manifest of a generation's folder.

        A manifest of another format is returned without its files, which may have another shape. Raises
        FileNotFoundError when there is none.
        """
        values = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        recipe = Recipe.from_json(values["recipe"])
        if recipe.format != FORMAT:
            return cls(values["generation"], recipe, previous=values["previous"])
        files = tuple(IndexedFile.from_json(file) for file in values["files"])
        return cls(values["generation"], recipe, files, values["previous"], Wording(**values["wording"]))
