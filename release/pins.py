"""What `constraints.txt` pins, and what this project needs, directly or through what it needs."""

import importlib.metadata
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from corpus.errors import SettingError

ROOT: Final = Path(__file__).resolve().parents[1]
CONSTRAINTS: Final = ROOT / "constraints.txt"
INSTALLED_BY_USERS: Final = ("azure", "evals", "openai", "postgresql")
"""The extras that `docs/running.md` and the README install and that are pinned; mistralai and ollama are not."""

Needed = dict[str, frozenset[str]]
"""Canonical names with the extras asked of each."""


def pinned(file: Path = CONSTRAINTS) -> dict[str, str]:
    """Return the version of each canonical name that a constraints file pins for this Python.

    Raises SettingError for a line that pins no version, or a name that stands there twice.
    """
    pins: dict[str, str] = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        wanted = line.partition("#")[0].strip()
        if not wanted:
            continue
        requirement, version = _pin(wanted, f"{file.name}, line {number}")
        if requirement.marker is not None and not requirement.marker.evaluate():
            continue
        name = canonicalize_name(requirement.name)
        if name in pins:
            raise SettingError(f"{file.name}, line {number}: {name} is pinned twice; leave one of both out")
        pins[name] = version
    return pins


def needed(extras: Iterable[str], project: Path = ROOT / "pyproject.toml") -> Needed:
    """Return what the project needs with these extras on this machine, and what that needs in turn.

    Looks at what is installed. Raises SettingError for a package that is needed and not installed.
    """
    table = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    found: Needed = {}
    waiting = list(_own(table, extras))
    while waiting:
        requirement = waiting.pop()
        name, asked = canonicalize_name(requirement.name), frozenset(requirement.extras)
        if name in found and asked <= found[name]:
            continue
        found[name] = found.get(name, frozenset()) | asked
        waiting += _of_installed(name, found[name])
    return found


def _pin(wanted: str, where: str) -> tuple[Requirement, str]:
    try:
        requirement = Requirement(wanted)
    except InvalidRequirement as error:
        raise SettingError(f"{where}: {wanted} is no requirement; write name==version") from error
    exact = [one.version for one in requirement.specifier if one.operator == "==" and "*" not in one.version]
    if len(exact) != 1:
        raise SettingError(f"{where}: {wanted} pins no version; write name==version")
    return requirement, exact[0]


def _own(table: dict[str, Any], extras: Iterable[str]) -> Iterable[Requirement]:
    """The project's own lines; an extra that names other extras of the project stands for their lines."""
    yield from _that_hold(table["dependencies"], frozenset())
    for extra in extras:
        for requirement in _that_hold(table["optional-dependencies"][extra], frozenset()):
            if canonicalize_name(requirement.name) == canonicalize_name(table["name"]):
                yield from _own(table, requirement.extras)
            else:
                yield requirement


def _of_installed(name: str, extras: frozenset[str]) -> list[Requirement]:
    try:
        lines = importlib.metadata.requires(name) or []
    except importlib.metadata.PackageNotFoundError as error:
        raise SettingError(f"{name} is needed and not installed: run `make test` first") from error
    return list(_that_hold(lines, extras))


def _that_hold(lines: Iterable[str], extras: frozenset[str]) -> Iterable[Requirement]:
    """Requirements whose marker holds here, with one of the extras or without."""
    for requirement in map(Requirement, lines):
        if requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in (*extras, "")):
            yield requirement
