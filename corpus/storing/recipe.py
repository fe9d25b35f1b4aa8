"""How an index was made. An index made otherwise than this version would is refused, never half understood."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

from corpus.errors import IndexOutdated

# Raised by one whenever the files of a generation change their shape.
FORMAT = 3
# Raised by one whenever corpus/analysis.py gives other terms for the same text.
ANALYSIS = 2

REBUILD = "assistant ingest --rebuild"


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that decides what an index holds, apart from the documents."""

    embedder: str
    chunking: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    format: int = FORMAT
    analysis: int = ANALYSIS

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Read what `as_json` wrote; keys that another version wrote are left out of account."""
        return cls(
            embedder=str(values.get("embedder", "")),
            chunking=dict(values.get("chunking", {})),
            format=int(values.get("format", 0)),
            analysis=int(values.get("analysis", 0)),
        )

    def as_json(self) -> dict[str, Any]:
        """Return the recipe as it stands in a manifest."""
        return {
            "format": self.format,
            "embedder": self.embedder,
            "chunking": dict(self.chunking),
            "analysis": self.analysis,
        }

    def describe(self) -> str:
        """Return the recipe in one line for people."""
        chunking = ", ".join(f"{name} {value}" for name, value in sorted(self.chunking.items()))
        return f"format {self.format}, embedder {self.embedder}, analysis {self.analysis}, chunking ({chunking})"

    def difference(self, other: "Recipe") -> str:
        """Return in words where `other` departs from this recipe; empty when they are equal."""
        pairs = [
            ("format", self.format, other.format),
            ("embedding model", self.embedder, other.embedder),
            ("analysis", self.analysis, other.analysis),
            *(
                (f"chunking {name}", self.chunking.get(name), other.chunking.get(name))
                for name in sorted({*self.chunking, *other.chunking})
            ),
        ]
        return ", ".join(f"{what} {mine} instead of {theirs}" for what, mine, theirs in pairs if mine != theirs)


def outdated(index: Path, made: Recipe, expected: Recipe) -> IndexOutdated:
    """Return the error for an index made otherwise than this version would make it."""
    return IndexOutdated(
        f"{index}: this index was made otherwise ({made.difference(expected)}); run: {REBUILD} --index {index}"
    )
