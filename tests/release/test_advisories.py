import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from release import advisories
from release.accepted import accepted, not_accepted
from release.asking import OutOfReach
from release.pins import pinned

FAULT = {"id": "PYSEC-2019-217", "description": "a sandbox escape", "aliases": ["CVE-2019-10906"]}
Client = Callable[[str], Path]


@pytest.fixture
def client(tmp_path: Path) -> Client:
    """Return a function that writes a program which reads the lines after `-r`, and answers as its body says."""

    def write(body: str) -> Path:
        file = tmp_path / "client"
        head = f"#!{sys.executable}\nimport json, sys\nlines = open(sys.argv[-1]).read().split()\n"
        file.write_text(f"{head}{body}\n", encoding="utf-8")
        file.chmod(0o755)
        return file

    return write


def answering(vulnerable: str) -> str:
    """The body of a client that knows one vulnerable package, nothing of `unknown`, and no fault of others."""
    return (
        f"fault = {FAULT!r}\n"
        "def told(line):\n"
        "    name, version = line.split('==')\n"
        "    if name == 'unknown': return {'name': name, 'skip_reason': 'not found'}\n"
        f"    return {{'name': name, 'version': version, 'vulns': [fault] if name == {vulnerable!r} else []}}\n"
        "print(json.dumps({'dependencies': [told(line) for line in lines]}))\nsys.exit(1)"
    )


def test_no_pinned_version_has_a_known_vulnerability() -> None:
    assert advisories.PIP_AUDIT.exists(), "`make .venv-tools/.installed` installs pip-audit"
    try:
        found = advisories.of_python(pinned())
    except OutOfReach as error:
        pytest.skip(str(error))
    assert not_accepted(found, accepted(), date.today()) == []


def test_nothing_that_the_tests_have_from_npm_has_a_known_vulnerability() -> None:
    try:
        found = advisories.of_npm()
    except OutOfReach as error:
        pytest.skip(str(error))
    assert not_accepted(found, accepted(), date.today()) == []


def test_a_known_vulnerability_and_a_version_that_nobody_knows_are_found(client: Client) -> None:
    found = advisories.of_python({"jinja2": "2.10", "click": "8", "unknown": "1"}, command=client(answering("jinja2")))
    assert [str(one) for one in found] == [
        "jinja2 2.10: PYSEC-2019-217 (a sandbox escape)",
        f"unknown 1: unknown==1 ({advisories.UNKNOWN})",
    ]
    assert found[0].also == ("CVE-2019-10906",)


@pytest.mark.parametrize(
    "body",
    [
        answering("nothing at all"),  # a service that calls everything harmless
        "print(json.dumps({'dependencies': [{'name': 'jinja2', 'skip_reason': 'not found'}]}))",
        "print('<html>')",
        "sys.exit('no connection')",
    ],
)
def test_a_service_that_does_not_know_what_is_known_cannot_be_asked(client: Client, body: str) -> None:
    with pytest.raises(OutOfReach, match="PyPI cannot be asked from here"):
        advisories.of_python({"click": "8"}, command=client(body))


def test_without_pip_audit_nothing_is_known(tmp_path: Path) -> None:
    with pytest.raises(OutOfReach, match="is not installed"):
        advisories.of_python({"click": "8"}, command=tmp_path / "absent")


@pytest.fixture
def npm(tmp_path: Path) -> Client:
    def write(answer: str) -> Path:
        file = tmp_path / "npm"
        file.write_text(f"#!{sys.executable}\nimport sys\nprint({answer!r})\nsys.exit(1)\n", encoding="utf-8")
        file.chmod(0o755)
        return file

    return write


def test_what_npm_knows_is_named_once_where_it_is(npm: Client, tmp_path: Path) -> None:
    advisory = {"source": 1, "title": "slow", "url": "https://advisories.example/GHSA-1234", "name": "below"}
    answer = {
        "vulnerabilities": {
            "below": {"range": "<2", "via": [advisory]},
            "above": {"range": "*", "via": ["below"]},
        }
    }
    found = advisories.of_npm(tmp_path, command=[npm(json.dumps(answer))])
    assert [str(one) for one in found] == ["below <2: GHSA-1234 (slow)"]


def test_a_registry_that_refuses_the_audit_cannot_be_asked(npm: Client, tmp_path: Path) -> None:
    with pytest.raises(OutOfReach, match="npm cannot be asked from here"):
        advisories.of_npm(tmp_path, command=[npm(json.dumps({"statusCode": 405}))])
