"""The commands of docs/running.md that bring records back, run as they stand there but for places and users."""

import re
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant import switch
from assistant.records import Records, links
from assistant.records.pseudonyms import Pseudonyms
from assistant.settings import Settings
from corpus.storing import generations
from tests.docs.test_running import backed_up

PAGE = Path(__file__).resolve().parents[2] / "docs/running.md"
GENERATION = "20261123-000000-00000000\n"


@dataclass(frozen=True)
class Server:
    """A folder with what /var/lib/assistant holds, and the programs that the commands find first."""

    folder: Path
    programs: Path

    @property
    def index(self) -> Path:
        return self.folder / "index"

    @property
    def settings(self) -> Settings:
        return Settings(index=self.index)


def commands(*words: str) -> str:
    """Return the one block of the page that holds all these words."""
    blocks = re.findall(r"^```sh\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    [found] = [block for block in blocks if all(word in block for word in words)]
    return found


def run(block: str, server: Server, changes: dict[str, str]) -> str:
    """Run a block with these words changed, each of which must stand in it; return what the stand-ins were told."""
    for was, becomes in {**changes, "/var/lib/assistant": str(server.folder), "-o assistant -g assistant ": ""}.items():
        assert was in block, f"{PAGE} no longer has {was}"
        block = block.replace(was, becomes)
    environment = {"PATH": f"{server.programs}:/usr/bin:/bin", "TOLD": str(server.folder / "told")}
    done = subprocess.run(["/bin/sh", "-eu", "-c", block], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return (server.folder / "told").read_text(encoding="utf-8")


@pytest.fixture
def server(tmp_path: Path) -> Server:
    """A server with an index, one reviewer, a key and the chat page switched off; systemctl and the like write down."""
    one = Server(tmp_path / "assistant", tmp_path / "programs")
    one.programs.mkdir()
    for name in ("systemctl", "assistant"):
        stand_in = one.programs / name
        stand_in.write_text(f'#!/bin/sh\necho {name} "$@" >> "$TOLD"\n', encoding="utf-8")
        stand_in.chmod(0o755)
    with generations.locked(one.index):
        (one.index / generations.POINTER).write_text(GENERATION, encoding="utf-8")
    kept(one, "anna")
    switch.write(one.settings.switch_file, switch.turned(switch.always_on(), ("web",), off=True))
    return one


def kept(server: Server, reviewer: str) -> str:
    """Keep a link for a reviewer; return the key of a conversation, which hangs on the key of the pseudonyms."""
    pseudonyms = Pseudonyms.from_file(server.settings.pseudonym_key, make=True)
    records = Records.open(server.settings.database_address, pseudonyms=pseudonyms)
    links.make(records, reviewer, role="reviewer", expires_at=datetime.now(UTC) + timedelta(days=1))
    records.close()
    return pseudonyms.key_of("a conversation")


def reviewers(server: Server) -> list[str]:
    records = Records.open(server.settings.database_address)
    found = sorted(link.reviewer for link in links.all_of(records))
    records.close()
    return found


def test_what_was_backed_up_is_back_after_the_commands_of_the_page(server: Server) -> None:
    before = kept(server, "bert")
    made = backed_up(server.index, server.folder / "backups")
    server.settings.pseudonym_key.unlink()
    server.settings.switch_file.unlink()
    (server.index / generations.POINTER).write_text("something else\n", encoding="utf-8")
    assert kept(server, "later") != before

    block = commands("systemctl start assistant", "index.tar.gz")
    told = run(block, server, {"/var/backups/assistant/THE-ONE-YOU-WANT": str(made), "runuser -u assistant -- ": ""})
    assert told.splitlines() == ["systemctl stop assistant", "systemctl start assistant"]
    assert reviewers(server) == ["anna", "bert"]
    assert (server.index / generations.POINTER).read_text(encoding="utf-8") == GENERATION
    assert Pseudonyms.from_file(server.settings.pseudonym_key, make=False).key_of("a conversation") == before
    assert switch.read(server.settings.switch_file).off("web")
    assert server.settings.pseudonym_key.stat().st_mode & 0o077 == 0
    assert {path.name for path in server.folder.iterdir()} == {"index", "index-records", "backups", "told"}


def test_the_way_back_to_an_older_version_keeps_conversations_and_the_switch(server: Server) -> None:
    before = kept(server, "bert")
    made = backed_up(server.index, server.folder / "backups")
    kept(server, "later")
    current = server.folder / "current"
    current.symlink_to("releases/new")

    block = commands("releases/THE-OLD-VERSION", "index-records.newer")
    changes = {"/var/backups/assistant/THE-LAST-ONE": str(made), "/opt/assistant/current": str(current)}
    told = run(block, server, changes)
    documents = server.folder / "documents"
    assert told.splitlines() == [
        "systemctl stop assistant",
        f"assistant ingest {documents}",
        "systemctl start assistant",
    ]
    assert str(current.readlink()) == "releases/THE-OLD-VERSION"
    assert reviewers(server) == ["anna", "bert"]
    assert Pseudonyms.from_file(server.settings.pseudonym_key, make=False).key_of("a conversation") == before
    assert switch.read(server.settings.switch_file).off("web")


@pytest.mark.parametrize("named", ["ASSISTANT_PSEUDONYM_KEY_FILE", "ASSISTANT_DATABASE"])
def test_a_key_that_stands_elsewhere_is_backed_up_too(server: Server, tmp_path: Path, named: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    settings = {
        "ASSISTANT_PSEUDONYM_KEY_FILE": str(elsewhere / "key"),
        "ASSISTANT_DATABASE": f"sqlite:///{elsewhere}/records.sqlite",
    }
    read = Settings.from_environment({"ASSISTANT_INDEX": str(server.index), named: settings[named]})
    key = Pseudonyms.from_file(read.pseudonym_key, make=True).key_of("a conversation")
    assert read.pseudonym_key.parent == elsewhere
    Records.open(read.database_address).close()
    made = backed_up(server.index, server.folder / "backups", **{named: settings[named]})
    assert Pseudonyms.from_file(made / "pseudonym.key", make=False).key_of("a conversation") == key
