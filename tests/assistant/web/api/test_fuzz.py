"""Odd requests, made from the description: no 500, and no answer that the description does not name."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from ..conftest import Running

EXAMPLES = 40
"""Requests for each route, ever the same ones: some ten seconds in all."""

NOT_CHECKED = [
    ignored_auth,  # it sends our key along; `test_keys` asks each route without one
    positive_data_acceptance,  # a question of nothing but control characters is refused, which no schema says
]


@pytest.fixture(scope="module")
def described(closed: Running) -> Any:
    return schemathesis.openapi.from_url(f"{closed.address}/api/v1/openapi.json")


def test_every_answer_is_one_that_is_described(
    described: Any, all_scopes: dict[str, str], subtests: pytest.Subtests
) -> None:
    for found in described.get_all_operations():
        operation = found.ok()

        @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def send(case: Any) -> None:
            case.call_and_validate(headers=all_scopes, excluded_checks=NOT_CHECKED)

        with subtests.test(operation.label):
            send()
