"""The description of the API: complete, with examples that are what they say."""

from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from assistant.web.api.examples import ANSWER
from assistant.web.api.shapes import Asked


@pytest.fixture(scope="module")
def description(client: httpx.Client) -> dict[str, Any]:
    return dict(client.get("/api/v1/openapi.json").json())


def operations(description: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    ]


def test_every_refusal_of_every_route_is_described(description: dict[str, Any]) -> None:
    for path, method, operation in operations(description):
        if not path.startswith("/api/"):
            continue
        expected = {"401", "403", "429", "503"}
        expected |= {"413"} if method == "post" else set()
        expected |= {"404"} if "{" in path and not path.endswith("/questions") else set()
        expected |= {"422"} if "{" in path or path != "/api/v1/documents" else set()
        assert expected <= set(operation["responses"]), (path, method)
        assert operation["security"] == [{"key": []}], (path, method)
        assert operation["summary"]


def test_every_body_and_address_has_an_example(description: dict[str, Any]) -> None:
    schemas = description["components"]["schemas"]
    for name in ("Question", "First", "Next", "Wanted"):
        assert schemas[name]["properties"]["question"]["examples"]
    for path, _, operation in operations(description):
        given = [one for one in operation.get("parameters", []) if one["in"] == "path"]
        assert all(one["schema"].get("examples") or one.get("example") for one in given), path


def test_the_example_of_an_answer_is_one(description: dict[str, Any]) -> None:
    assert Asked.model_validate(ANSWER).model_dump(mode="json") == ANSWER
    shown = description["paths"]["/api/v1/ask"]["post"]["responses"]["200"]["content"]
    assert set(shown) == {"application/json", "text/event-stream"}
    schema = {**shown["application/json"]["schema"], "components": description["components"]}
    assert list(Draft202012Validator(schema).iter_errors(ANSWER)) == []


def test_an_unknown_address_and_method_get_the_one_shape(client: httpx.Client) -> None:
    unknown = client.get("/api/v1/bestaat-niet")
    assert unknown.status_code == 404 and set(unknown.json()) == {"error", "detail"}
    other = client.delete("/api/v1/ask")
    assert other.status_code == 405 and other.headers["allow"] == "POST"
    large = client.post("/api/v1/ask", content=b"x" * 300_000)
    assert large.status_code == 413 and set(large.json()) == {"error", "detail"}
