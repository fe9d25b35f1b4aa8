import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import httpx
import pytest
from fastapi import APIRouter

from assistant.settings import Settings
from assistant.web.extension import GROUP, PageContext, pages_of
from assistant.web.server import create_app


@pytest.fixture
def context(answering, records) -> PageContext:
    return PageContext(Settings(), lambda: answering, records)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A package outside the product, with pages."""
    (tmp_path / "vreemd.py").write_text(
        "from fastapi import APIRouter\n"
        "def pages(context):\n"
        "    router = APIRouter()\n"
        "    @router.get('/vreemd')\n"
        "    def page():\n"
        "        return {'generation': context.current().generation, 'port': context.settings.port}\n"
        "    return router\n"
    )
    (tmp_path / "gebroken.py").write_text("import bestaat_niet_echt\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    for name in ("vreemd", "gebroken"):
        sys.modules.pop(name, None)


def test_pages_of_another_package_stand_before_the_chat(context, package, answering, records):
    routers, left_out = pages_of(context, [EntryPoint("vreemd", "vreemd:pages", GROUP)])
    assert left_out == ()

    async def get() -> httpx.Response:
        transport = httpx.ASGITransport(create_app(lambda: answering, records, more=routers))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.get("/vreemd")

    import anyio

    assert anyio.run(get).json() == {"generation": answering.generation, "port": 7860}


def test_pages_that_lack_a_module_are_left_out_and_named(context, package):
    found = [EntryPoint("stuk", "gebroken:pages", GROUP), EntryPoint("vreemd", "vreemd:pages", GROUP)]
    routers, left_out = pages_of(context, found)
    assert [isinstance(router, APIRouter) for router in routers] == [True]
    assert len(left_out) == 1
    assert "stuk" in left_out[0] and "bestaat_niet_echt" in left_out[0]
