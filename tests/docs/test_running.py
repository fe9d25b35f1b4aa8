import os
import re
import shutil
import ssl
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from assistant.records import Records, links
from assistant.settings import Settings
from assistant.web.extension import PageContext, pages_of
from assistant.web.server import create_app
from corpus.errors import IndexBusy
from corpus.storing import generations
from tests.assistant.web.conftest import make_answering
from tests.docs.proxy import EXAMPLE, NAME, PATIENCE, Proxy, Told, listening, prepare, proxied
from tests.needs import nginx

DOCS = EXAMPLE.parent


@pytest.fixture(scope="module")
def told() -> Told:
    return Told()


@pytest.fixture(scope="module")
def proxy(told: Told, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    with listening(told) as port, proxied(nginx(), tmp_path_factory.mktemp("nginx"), to=port) as running:
        yield running


@pytest.fixture(scope="module")
def client(proxy: Proxy) -> Iterator[httpx.Client]:
    with httpx.Client(
        base_url=proxy.address, headers={"host": NAME}, verify=trusting(proxy), timeout=PATIENCE, trust_env=False
    ) as one:
        yield one


def trusting(proxy: Proxy) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(proxy.certificate))


def test_nginx_accepts_the_example(tmp_path: Path) -> None:
    prepare(tmp_path, to=7860)
    said = subprocess.run(
        [nginx(), "-e", tmp_path / "early.log", "-t", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True
    )
    assert "syntax is ok" in said.stderr, said.stderr
    assert "[emerg]" not in said.stderr


def test_the_server_behind_learns_who_asked_and_how(client: httpx.Client) -> None:
    claimed = {"x-forwarded-for": "203.0.113.5", "forwarded": "for=203.0.113.5", "x-forwarded-proto": "http",
               "x-remote-user": "burgemeester", "x-remote-groups": "beheerders"}  # fmt: skip
    headers = client.get("/", headers=claimed).json()["headers"]
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert headers["x-forwarded-proto"] == "https"
    assert headers["host"] == NAME
    assert not {"forwarded", "x-remote-user", "x-remote-groups"} & set(headers)


def test_plain_http_leads_to_the_named_host_over_tls(proxy: Proxy) -> None:
    elsewhere = {"host": "elders.example"}
    answer = httpx.get(f"http://127.0.0.1:{proxy.plain}/documenten", headers=elsewhere, trust_env=False)
    assert answer.status_code == 301
    assert answer.headers["location"] == f"https://{NAME}/documenten"


def test_there_is_one_word_on_https_only(client: httpx.Client) -> None:
    assert client.get("/").headers.get_list("strict-transport-security") == ["max-age=31536000"]


def test_a_stream_passes_word_by_word(client: httpx.Client, told: Told) -> None:
    told.more.clear()
    with client.stream("GET", "/stroom") as answer:
        lines = (line for line in answer.iter_lines() if line)
        assert next(lines) == "data: eerst"  # the second word has not been said yet
        told.more.set()
        assert next(lines) == "data: dan"


def test_an_upload_of_the_review_page_passes_and_a_larger_one_does_not(client: httpx.Client) -> None:
    fair = client.post("/beoordeling/reeks", content=b"x" * (8 * 1024 * 1024 + 10_000))
    assert fair.json()["size"] == 8 * 1024 * 1024 + 10_000
    assert client.post("/beoordeling/reeks", content=b"x" * (10 * 1024 * 1024)).status_code == 413


def logged(log: Path, *, until: str) -> str:
    """Return the log once it has the line with these words: nginx writes it after it has answered."""
    end = time.monotonic() + PATIENCE
    while until not in (lines := log.read_text(encoding="utf-8")):
        assert time.monotonic() < end, lines
        time.sleep(0.02)
    return lines


def test_the_log_holds_no_address_of_a_conversation_and_no_signature(client: httpx.Client, proxy: Proxy) -> None:
    client.get("/gesprek/geheim-nummer/antwoord/1.docx?handtekening=geheim-teken")
    client.get("/api/v1/conversations/geheim-nummer")
    client.get("/logged-last")
    lines = logged(proxy.log, until="/logged-last")
    assert "GET /gesprek 200" in lines
    assert "GET /api/v1/conversations 200" in lines
    assert "GET /logged-last 200" in lines
    assert "geheim" not in lines


def test_a_server_that_is_down_leaves_no_address_in_the_log_of_errors(tmp_path: Path) -> None:
    with proxied(nginx(), tmp_path, to=1) as proxy:
        answer = httpx.get(
            f"{proxy.address}/gesprek/geheim-nummer", headers={"host": NAME}, verify=trusting(proxy), trust_env=False
        )
        assert answer.status_code == 502
        assert "geheim" not in proxy.errors.read_text(encoding="utf-8")


def test_the_review_page_is_closed_to_who_comes_through_the_proxy(tmp_path: Path) -> None:
    """The real application: nginx on the same machine must not make everybody somebody at the machine."""
    records = Records.open(f"sqlite:///{tmp_path}/records.sqlite")
    answering = make_answering(tmp_path)
    settings = Settings(index=tmp_path / "index", public_address=f"https://{NAME}")
    more, left_out = pages_of(PageContext(settings, lambda: answering, records))
    assert not left_out
    app = create_app(lambda: answering, records, public_address=settings.public_address, more=more)
    with (
        listening(app) as port,
        proxied(nginx(), tmp_path, to=port) as proxy,
        httpx.Client(
            base_url=proxy.address, headers={"host": NAME}, verify=trusting(proxy), timeout=PATIENCE, trust_env=False
        ) as one,
    ):
        assert one.get("/beoordeling").status_code in (401, 403)
        page = one.get("/")
        assert page.status_code == 200
        assert "frame-ancestors 'self'" in page.headers["content-security-policy"]
        assert one.get("/readyz").json()["status"] == "ready"
        asked = one.post("/api/v1/ask", json={"question": "Wat is een regio?"})
        assert asked.json()["outcome"] == "answered"
    records.close()


def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is missing: install Debian's package `systemd`")
    unit = (DOCS / "assistant.service").read_text(encoding="utf-8")
    started = re.findall(r"^ExecStart=(\S+) serve$", unit, re.MULTILINE)
    assert started == ["/opt/assistant/current/.venv/bin/assistant"]
    # Only this machine's own program can be looked for.
    (tmp_path / "assistant.service").write_text(unit.replace(started[0], "/bin/true"), encoding="utf-8")
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / "assistant.service"], capture_output=True, text=True
    )
    assert (said.returncode, said.stderr) == (0, "")


def backed_up(index: Path, to: Path, **settings: str) -> Path:
    """Run backup.sh as its unit does; return the folder it made."""
    environment = {"PATH": "/usr/bin:/bin", "ASSISTANT_INDEX": str(index), "PYTHON": sys.executable, **settings}
    made = subprocess.run(
        ["/bin/sh", DOCS / "backup.sh", to], env=environment, capture_output=True, text=True, check=True
    )
    return Path(made.stdout.strip())


def an_index(folder: Path) -> Path:
    index = folder / "index"
    with generations.locked(index):
        (index / generations.POINTER).write_text("20261123-000000-00000000\n", encoding="utf-8")
    return index


def test_a_backup_of_records_in_use_is_one_moment_that_opens(tmp_path: Path) -> None:
    index = an_index(tmp_path)
    records = Records.open(f"sqlite:///{tmp_path}/index-records/records.sqlite")
    links.make(records, "anna", role="reviewer", expires_at=datetime.now(UTC) + timedelta(days=1))
    made = backed_up(index, tmp_path / "backups")
    links.make(records, "bert", role="reviewer", expires_at=datetime.now(UTC) + timedelta(days=1))
    records.close()

    copy = Records.open(f"sqlite:///{made}/records.sqlite")
    assert [link.reviewer for link in links.all_of(copy)] == ["anna"]
    copy.close()
    with tarfile.open(made / "index.tar.gz") as packed:
        pointer = packed.extractfile(f"./{generations.POINTER}")
        assert pointer is not None
        assert pointer.read() == b"20261123-000000-00000000\n"
    assert made.stat().st_mode & 0o077 == 0


def test_a_backup_keeps_the_lock_that_an_ingest_takes(tmp_path: Path) -> None:
    index = an_index(tmp_path)
    assert 'flock "$index/lock"' in (DOCS / "backup.sh").read_text(encoding="utf-8")
    with generations.locked(index):
        tried = subprocess.run(["flock", "--nonblock", index / generations.LOCK, "true"])
    assert tried.returncode == 1
    held = subprocess.Popen(["flock", index / generations.LOCK, "cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert held.stdin is not None and held.stdout is not None
    held.stdin.write(b"held\n")
    held.stdin.flush()
    assert held.stdout.readline() == b"held\n"
    with pytest.raises(IndexBusy), generations.locked(index, patience=0.1):
        pass
    held.communicate()


def test_a_backup_that_fails_leaves_nothing_and_takes_nothing(tmp_path: Path) -> None:
    index, to = an_index(tmp_path), tmp_path / "backups"
    (to / "20200101-000000").mkdir(parents=True)
    os.utime(to / "20200101-000000", (0, 0))
    with pytest.raises(subprocess.CalledProcessError) as failed:
        backed_up(index, to, ASSISTANT_DATABASE=f"sqlite:///{tmp_path}/nowhere/records.sqlite")
    assert "unable to open" in failed.value.stderr
    assert [folder.name for folder in to.iterdir()] == ["20200101-000000"]


def test_old_backups_go_and_nothing_else_does(tmp_path: Path) -> None:
    index = an_index(tmp_path)
    Records.open(f"sqlite:///{tmp_path}/index-records/records.sqlite").close()
    to = tmp_path / "backups"
    for name in ("20200101-000000", "20991231-000000", "mijn-eigen-map"):
        (to / name).mkdir(parents=True)
    for name in ("20200101-000000", "mijn-eigen-map"):
        os.utime(to / name, (0, 0))
    made = backed_up(index, to)
    assert {folder.name for folder in to.iterdir()} == {"20991231-000000", "mijn-eigen-map", made.name}


def test_the_settings_shown_are_settings(tmp_path: Path) -> None:
    lines = (DOCS / "assistant.env").read_text(encoding="utf-8").splitlines()
    shown = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    settings = Settings.from_environment(shown)
    assert settings.host == "127.0.0.1"
    assert f"http://{settings.host}:{settings.port}" in EXAMPLE.read_text(encoding="utf-8")
    assert settings.public_address == f"https://{NAME}"
