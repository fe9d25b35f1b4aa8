"""Commands that the documents show are commands: the shell can read them, and ours have these options."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from assistant.cli import parser

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "evals/README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
SETTING = r"(?:export )?[A-Z_]+=\S+\s+"
OURS = re.compile(rf"^\s*(?:{SETTING})*(?:\S*/)?assistant\s(.*)")


def blocks() -> list[tuple[Path, str]]:
    return [(page, block) for page in PAGES for block in BLOCK.findall(page.read_text(encoding="utf-8"))]


def ours(block: str) -> list[list[str]]:
    """The arguments of every `assistant …` in a block, also of those behind settings."""
    lines = block.replace("\\\n", " ").splitlines()
    parts = [OURS.match(part) for line in lines for part in re.split(r"\|\||&&|\|", line)]
    return [shlex.split(part[1], comments=True) for part in parts if part]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_shell_can_read_every_block(page: Path) -> None:
    for one, block in blocks():
        if one == page:
            read = subprocess.run(["/bin/sh", "-n"], input=block, capture_output=True, text=True)
            assert (read.returncode, read.stderr) == (0, ""), block


def test_every_command_of_ours_has_these_options() -> None:
    shown = [(page.name, arguments) for page, block in blocks() for arguments in ours(block)]
    assert len(shown) > 15
    for name, arguments in shown:
        try:
            parser().parse_args(arguments)
        except SystemExit:
            pytest.fail(f"{name}: assistant {shlex.join(arguments)}")


def test_every_file_that_is_installed_is_shipped() -> None:
    page = (ROOT / "docs/running.md").read_text(encoding="utf-8")
    installed = set(re.findall(r"^install -m \d+ (?:-[og] \w+ )*((?:[\w-]+\.[\w.]+ ?)+)/", page, re.MULTILINE))
    names = {name for group in installed for name in group.split()}
    assert {"assistant.env", "assistant.service", "nginx.conf", "backup.sh", "assistant-backup.timer"} <= names
    assert [name for name in names if not (ROOT / "docs/running" / name).is_file()] == []
