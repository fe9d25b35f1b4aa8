"""What the API shows of the documents: passages found, the documents themselves, the pages behind a citation."""

import time
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from assistant.found import as_json
from assistant.masking import mask
from assistant.texts import text
from assistant.web.api import shapes
from assistant.web.api.asking import words_of
from assistant.web.api.context import ApiContext, documented, needs
from assistant.web.api.refusing import Refused
from assistant.web.pictures import HEADERS, NARROWEST, WIDEST, highlighted_of, picture_of
from assistant.web.port import Answering
from assistant.web.sources import Source, find_source
from corpus.types import Document

PASSAGE = "5a1c0e7b9d3f2468"

Passage = Annotated[str, Path(min_length=1, max_length=64, description="`passage` of a citation.", examples=[PASSAGE])]
Place = Annotated[int, Path(ge=0, le=shapes.MOST_NUMBER, description="`start` or `end` of a citation.", examples=[0])]


def search_routes(context: ApiContext) -> APIRouter:
    """Return the routes that search without answering."""
    router = APIRouter(tags=["search"], dependencies=[needs(context, "search")])

    @router.get(
        "/search", summary="Search the passages", response_model=shapes.Passages, responses=documented(422),
        description="The question stands in the address, which proxies like to log: prefer POST.",
    )  # fmt: skip
    def search(
        question: Annotated[
            str, Query(examples=[shapes.EXAMPLE_QUESTION], json_schema_extra={"minLength": 1, "maxLength": 2000})
        ],
        k: Annotated[int, Query(ge=1, le=100, description="Passages to return.")] = 10,
    ) -> dict[str, Any]:
        return _found(context, question, k)

    @router.post(
        "/search", summary="Search the passages, the question in the body", response_model=shapes.Passages,
        responses=documented(400, 413, 422),
    )  # fmt: skip
    def search_by_body(wanted: shapes.Wanted) -> dict[str, Any]:
        return _found(context, wanted.question, wanted.k)

    return router


def document_routes(context: ApiContext) -> APIRouter:
    """Return the routes that show documents and their pages; who may ask or search may see what is cited."""
    router = APIRouter(tags=["documents"], dependencies=[needs(context, "documents", "ask", "search")])
    place = "/citations/{passage}/{start}/{end}"

    @router.get(
        "/documents", summary="List the documents", response_model=shapes.Documents, responses=documented()
    )  # fmt: skip
    def documents() -> dict[str, Any]:
        answering = context.current()
        return {"generation": answering.generation, "documents": [_document(known) for known in answering.documents]}

    @router.get(
        f"{place}/picture.png", summary="The page with the quote marked", response_class=Response,
        responses={200: _file("image/png"), **documented(404, 422)},
    )  # fmt: skip
    def picture(
        passage: Passage, start: Place, end: Place,
        width: Annotated[int, Query(ge=NARROWEST, le=WIDEST, description="Pixels.")] = 1280,
        crop: Annotated[bool, Query(description="Only the lines of the quote, with a few around them.")] = False,
    ) -> Response:  # fmt: skip
        answering = context.current()
        found = _source(answering, passage, start, end)
        return Response(picture_of(answering, found, width=width, crop=crop), media_type="image/png", headers=HEADERS)

    @router.get(
        f"{place}/document.pdf", summary="The PDF with the quote highlighted", response_class=Response,
        responses={200: _file("application/pdf"), **documented(404, 422)},
    )  # fmt: skip
    def highlighted(passage: Passage, start: Place, end: Place) -> Response:
        answering = context.current()
        found = _source(answering, passage, start, end)
        return Response(highlighted_of(answering, found), media_type="application/pdf", headers=HEADERS)

    return router


def _found(context: ApiContext, question: str, k: int) -> dict[str, Any]:
    asked = mask(words_of(question))
    started = time.perf_counter()
    hits = context.current().search(asked.text, k=k)
    milliseconds = (time.perf_counter() - started) * 1000
    return {**as_json(asked.text, hits, milliseconds=milliseconds), "masked": list(asked.found)}


def _source(answering: Answering, passage: str, start: int, end: int) -> Source:
    found = find_source(answering, passage, start, end)
    if found is None:
        raise Refused(404, text("api.no_source"), "citation: unknown in this generation")
    return found


def _file(media_type: str) -> dict[str, Any]:
    return {"description": "The file.", "content": {media_type: {"schema": {"type": "string", "format": "binary"}}}}


def _document(document: Document) -> dict[str, Any]:
    return {name: getattr(document, name) for name in shapes.Document.model_fields}
