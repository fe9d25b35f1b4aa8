"""The bill of what is in a release: a CycloneDX file, made by cyclonedx-py and checked here."""

import json
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from packaging.utils import canonicalize_name

from corpus.errors import ProductError
from release.pins import ROOT

CYCLONEDX: Final = ROOT / ".venv-tools/bin/cyclonedx-py"


@dataclass(frozen=True)
class Bill:
    """What the file names: the product with its version, and the version and licence of each canonical name."""

    product: str
    version: str
    parts: Mapping[str, str]
    without_licence: frozenset[str]


def write(python: Path, to: Path, *, command: Path = CYCLONEDX, validate: bool = True) -> None:
    """Write the bill of all that is installed beside a Python. The same environment gives the same bytes.

    `validate` holds it against the schema of CycloneDX, which takes 15 s of the 16.

    Raises ProductError when the tool is missing or fails.
    """
    to.parent.mkdir(parents=True, exist_ok=True)
    options: list[str | Path] = [
        "--pyproject",
        ROOT / "pyproject.toml",
        "--output-reproducible",
        "--output-format=JSON",
    ]
    options += [] if validate else ["--no-validate"]
    try:
        done = subprocess.run(
            [command, "environment", *options, "--output-file", to, python], capture_output=True, text=True, check=False
        )
    except FileNotFoundError as error:
        raise ProductError(f"{command} is missing: `make .venv-tools/.installed` installs it") from error
    if done.returncode:
        raise ProductError(f"{to}: cyclonedx-py failed: {done.stderr.strip()}")


def read(file: Path) -> Bill:
    """Read a bill. Raises ProductError for a file that is none."""
    try:
        content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        product, parts = content["metadata"]["component"], content["components"]
    except (OSError, ValueError, KeyError) as error:
        raise ProductError(f"{file}: is no CycloneDX file ({error}); run `make release` again") from error
    return Bill(
        product["name"],
        product["version"],
        {canonicalize_name(part["name"]): part["version"] for part in parts},
        frozenset(canonicalize_name(part["name"]) for part in parts if not part.get("licenses")),
    )


def faults(bill: Bill, version: str, needed: Iterable[str], pins: Mapping[str, str]) -> list[str]:
    """Return what is wrong with a bill: another version of ours, and what is needed and not named as it is pinned."""
    told = [] if bill.version == version else [f"the bill is of version {bill.version}, and this is {version}"]
    for name in sorted(needed):
        listed = bill.parts.get(name)
        if listed is None:
            told.append(f"{name} is needed and not in the bill")
        elif listed.partition("+")[0] != pins.get(name):  # torch has the kind of processor behind a plus
            told.append(f"{name} is {listed} in the bill and {pins.get(name, 'not there')} in constraints.txt")
    return told
