"""The terms under which the product's dependencies come, as each of them declares."""

import importlib.metadata
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).with_name("licences.toml")
_PREFIX: Final = "License :: "
_PARTS: Final = re.compile(r"\s+(?:AND|OR|WITH)\s+|[()]")


@dataclass(frozen=True)
class Terms:
    """`fine`: declarations that anybody may use and pass on beside EUPL-1.2. `looked_at`: packages by hand."""

    fine: frozenset[str]
    looked_at: Mapping[str, str]


def terms(file: Path = FILE) -> Terms:
    """Read the licences that are fine, and the packages that somebody looked at."""
    table: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    return Terms(frozenset(table["fine"]), table["looked-at"])


def not_fine(packages: Iterable[str], allowed: Terms) -> dict[str, str]:
    """Return what each installed package declares that is neither fine as a whole nor looked at by hand."""
    declared = {package: declared_by(package) for package in packages if package not in allowed.looked_at}
    return {
        package: " / ".join(sorted(parts)) or "nothing"
        for package, parts in declared.items()
        if not parts or not parts <= allowed.fine
    }


def declared_by(package: str) -> frozenset[str]:
    """Return the licences of an installed package: its SPDX expression in parts, else its classifiers or line."""
    about = importlib.metadata.metadata(package)
    classified = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or () if line.startswith(_PREFIX)]
    expressions = about.get_all("License-Expression")
    if classified and not expressions:
        return frozenset(classified)
    line = (expressions or about.get_all("License") or [""])[0].strip().partition("\n")[0]
    return frozenset(part.strip() for part in _PARTS.split(line) if part.strip())
