"""The review page over the shipped documents and a database of the test's own, asked as a browser would ask it."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.assistant import Assistant
from assistant.records import Records, links, turns
from assistant.settings import Settings
from assistant.web.extension import PageContext
from corpus.index import Index
from evals.review import access
from evals.review.pages import pages

HERE = "http://127.0.0.1:7860"
DEFINITION = "Wat is een referentieregio?"
TIPS = "Wat zijn de tien gouden tips?"
GREETING = "goeiedag"


class Browser:
    """A browser that keeps cookies, and sends forms as our pages do."""

    def __init__(self, app: FastAPI, *, client: str = "127.0.0.1", address: str = HERE, **headers: str) -> None:
        self._address = address
        self._client = TestClient(app, base_url=address, client=(client, 50_000), headers=headers)

    def get(self, path: str, **options: object) -> httpx.Response:
        return self._client.get(f"/beoordeling{path}", **options)  # type: ignore[arg-type]

    def send(self, path: str, data: dict[str, object] | None = None, **options: object) -> httpx.Response:
        """Send a form from a page of ours, and follow to the page after it."""
        self.get("/gesprekken")
        token = self._client.cookies.get(access.FORM_COOKIE, "")
        fields = {access.FORM_FIELD: token, **(data or {})}
        options.setdefault("headers", {"origin": self._address})
        return self._client.post(f"/beoordeling{path}", data=fields, **options)  # type: ignore[arg-type]

    def enter(self, records: Records, name: str, role: str = "reviewer", days: float = 14) -> httpx.Response:
        """Come in by a link."""
        secret = links.make(records, name, role=role, expires_at=datetime.now(UTC) + timedelta(days=days))
        return self.get(f"/toegang/{secret}")


def words_of(page: httpx.Response) -> str:
    """Return what somebody reads on a page."""
    main = page.text.partition("<main")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.fixture(scope="session")
def answering(shipped: Index) -> Assistant:
    return Assistant(shipped, public_address=HERE)


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    opened = Records.open(f"sqlite:///{tmp_path}/records.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def context(tmp_path: Path, answering: Assistant, records: Records) -> PageContext:
    return PageContext(Settings(index=tmp_path / "index"), lambda: answering, records)


@pytest.fixture
def app(context: PageContext) -> FastAPI:
    made = FastAPI()
    made.include_router(pages(context))
    return made


@pytest.fixture
def owner(app: FastAPI) -> Browser:
    """Somebody at the machine itself."""
    return Browser(app)


@pytest.fixture
def reviewer(app: FastAPI, records: Records) -> Callable[[str], Browser]:
    """Return a function that gives a browser elsewhere in which a reviewer came in by their link."""

    def make(name: str) -> Browser:
        browser = Browser(app, client="10.1.2.3", address="https://assistent.voorbeeld.be")
        assert browser.enter(records, name).status_code == 200
        return browser

    return make


@pytest.fixture
def ask(records: Records, answering: Assistant) -> Callable[..., str]:
    """Return a function that asks a question as a user does; gives the id of the turn."""
    asked = 0

    def one(question: str = DEFINITION, *, conversation: str | None = None, days_ago: int = 0) -> str:
        nonlocal asked
        asked += 1
        return turns.log(
            records, answering.answer(question), conversation=conversation or f"gesprek-{asked}", channel="chat",
            generation=answering.generation, at=datetime.now(UTC) - timedelta(days=days_ago, seconds=60 - asked),
        )  # fmt: skip

    return one
