import io

import httpx
import pypdf
import pytest
from PIL import Image

from assistant.web.api.shapes import Documents, Passages

from ..conftest import Running


@pytest.fixture
def place(client: httpx.Client) -> str:
    cited = client.post("/api/v1/ask", json={"question": "wat is een regio"}).json()["citations"][0]
    return f"/api/v1/citations/{cited['passage']}/{cited['start']}/{cited['end']}"


def test_passages_are_found_by_address_and_by_body(client: httpx.Client) -> None:
    by_address = client.get("/api/v1/search", params={"question": "tips", "k": 2}).json()
    by_body = client.post("/api/v1/search", json={"question": "tips", "k": 2}).json()
    assert by_address["passages"] == by_body["passages"] and len(by_body["passages"]) == 2
    assert Passages.model_validate(by_body).model_dump(mode="json") == by_body


def test_nobody_searches_for_a_personal_number(client: httpx.Client, running: Running) -> None:
    found = client.post("/api/v1/search", json={"question": "tips van 0475 12 34 56"}).json()
    assert (found["question"], found["masked"]) == ("tips van [telefoonnummer]", ["phone"])
    assert running.answering.histories[-1] == ("tips van [telefoonnummer]",)


@pytest.mark.parametrize("query", ["", "?question=", "?question=x&k=0", "?question=x&k=101", "?question=" + "x" * 2001])
def test_a_search_that_cannot_be_is_refused(client: httpx.Client, query: str) -> None:
    assert client.get(f"/api/v1/search{query}").status_code == 422


def test_documents_have_the_shape_that_is_described(client: httpx.Client) -> None:
    listed = client.get("/api/v1/documents").json()
    assert Documents.model_validate(listed).model_dump() == listed


def test_a_citation_has_a_picture_of_the_width_asked_for(client: httpx.Client, place: str) -> None:
    whole = Image.open(io.BytesIO(client.get(f"{place}/picture.png?width=600").content))
    crop = Image.open(io.BytesIO(client.get(f"{place}/picture.png?width=600&crop=true").content))
    assert abs(whole.width - 600) <= 2 and abs(crop.width - 600) <= 2
    assert crop.height < whole.height


def test_a_citation_has_a_pdf_with_the_quote_highlighted(client: httpx.Client, place: str) -> None:
    response = client.get(f"{place}/document.pdf")
    assert response.headers["content-type"] == "application/pdf"
    pages = pypdf.PdfReader(io.BytesIO(response.content)).pages
    assert [number for number, page in enumerate(pages, start=1) if "/Annots" in page] == [1]


@pytest.mark.parametrize("file", ["picture.png", "document.pdf"])
def test_a_citation_that_is_gone_is_said_in_the_one_shape(client: httpx.Client, place: str, file: str) -> None:
    for address in (f"/api/v1/citations/onbekend/0/5/{file}", f"{place.rsplit('/', 1)[0]}/9999/{file}"):
        gone = client.get(address)
        assert gone.status_code == 404
        assert gone.json()["error"].startswith("Deze bron is er niet")
