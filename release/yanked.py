"""Versions that their makers withdrew from the package index (PEP 592), as pip reports them."""

import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from release.accepted import Finding
from release.asking import OutOfReach, said

SERVICE: Final = "the package index"
WITHDRAWN: Final = ("numpy", "2.4.0")
"""Withdrawn by its makers: an index that does not say so says nothing of others either."""

_COPIES: Final = ("extra-index-url", "find-links", "no-index")
"""Options of pip that lead to copies, which carry no mark."""


def yanked(pins: Mapping[str, str]) -> list[Finding]:
    """Return the pinned versions that were withdrawn.

    Asks the index that pip is configured with, and no other place that it is configured with: copies carry no mark.
    Raises OutOfReach when that index cannot be asked, or does not mark what was withdrawn.
    """
    if not _of(_report([WITHDRAWN])):
        raise OutOfReach(f"{SERVICE} cannot be asked from here: it does not tell which versions were withdrawn")
    return _of(_report(list(pins.items())))


def main_index_only(configured: str) -> str:
    """Turn the lines of `pip config list` into a configuration file without additional indexes and folders."""
    kept = ["[global]"]
    for line in configured.splitlines():
        place, _, value = line.partition("=")
        name = place.rpartition(".")[2]
        if place.startswith(("global.", "install.")) and name not in _COPIES:
            kept.append(f"{name} = {value.strip(chr(39))}")
    return "\n".join(kept) + "\n"


def _report(wanted: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Ask pip which files it would install. No file is fetched where the index gives metadata apart (PEP 658)."""
    with tempfile.TemporaryDirectory() as folder:
        settings, lines, report = (Path(folder) / name for name in ("pip.conf", "wanted.txt", "report.json"))
        pip = (sys.executable, "-m", "pip")
        configured = said([*pip, "config", "list"], SERVICE, environ=_plain(), may_be_silent=True)
        settings.write_text(main_index_only(configured), encoding="utf-8")
        lines.write_text("".join(f"{name}=={version}\n" for name, version in wanted), encoding="utf-8")
        command: list[str | Path] = [
            *pip,
            "install",
            "--dry-run",
            "--ignore-installed",
            "--no-deps",
            "--report",
            report,
            "-r",
            lines,
        ]
        said(command, SERVICE, environ={**_plain(), "PIP_CONFIG_FILE": str(settings)}, may_be_silent=True)
        if not report.exists():
            raise OutOfReach(f"{SERVICE} cannot be asked from here: pip did not find every version there")
        return dict(json.loads(report.read_text(encoding="utf-8")))


def _plain() -> dict[str, str]:
    """The environment without what leads pip to copies."""
    left_out = {f"PIP_{name.replace('-', '_').upper()}" for name in _COPIES}
    return {name: value for name, value in os.environ.items() if name not in left_out}


def _of(report: Mapping[str, Any]) -> list[Finding]:
    files: list[Mapping[str, Any]] = report["install"]
    copies = [file["metadata"]["name"] for file in files if file["download_info"]["url"].startswith("file:")]
    if copies:
        raise OutOfReach(f"{SERVICE} cannot be asked from here: pip takes {', '.join(copies)} from a folder")
    named = [(file["metadata"]["name"], file["metadata"]["version"]) for file in files if file.get("is_yanked")]
    return [Finding(name, version, f"{name}=={version}", "withdrawn by its makers") for name, version in named]
