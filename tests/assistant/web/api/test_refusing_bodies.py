import httpx
import pytest


@pytest.mark.parametrize(
    ("body", "status"),
    [(b'{"question": "\xff\xfe"}', 400), (b'{"question": ' + b"[" * 100_000, 400), (b'{"question": ', 422)],
    ids=["no UTF-8", "nested deep", "broken"],
)
def test_a_body_that_cannot_be_read_is_refused_in_the_usual_shape(client: httpx.Client, body: bytes, status: int):
    refused = client.post("/api/v1/ask", content=body, headers={"content-type": "application/json"})
    assert refused.status_code == status
    assert set(refused.json()) == {"error", "detail"}
    described = client.get("/api/v1/openapi.json").json()["paths"]["/api/v1/ask"]["post"]["responses"]
    assert str(status) in described
