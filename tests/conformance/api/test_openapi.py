"""The interface keeps to its own description: requests made from it, good and bad, are answered as it says."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from pytest_django.live_server_helper import LiveServer
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from einamt.channels.api import limits
from tests.channels.api.conftest import city_clock, place
from tests.factories.appointments import Bookable

__all__ = ["city_clock", "place"]

load_all_checks()
KEPT = [
    CHECKS.get_one(name)
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
        "missing_required_header",
    )
]
EXAMPLES = 12
"""For each operation and each way of making requests; more were tried by hand."""


@pytest.fixture
def described(live_server: LiveServer, place: Bookable, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The description as a server gives it that listens on a port."""
    for name in limits.ALLOWED:
        monkeypatch.setitem(limits.ALLOWED, name, limits.Limit(10**6, 10**6, timedelta(minutes=1)))
    return schemathesis.openapi.from_url(f"{live_server.url}/api/v1/openapi.json")


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_answer_is_one_that_the_description_names(described: Any, place: Bookable, mode: GenerationMode) -> None:
    tried = set()
    for found in described.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            _name_what_exists(case, place)
            case.call_and_validate(checks=KEPT)

        with suppress(Unsatisfiable):  # nothing wrong can be sent to an address without parameters
            ask()
            tried.add(operation.label)
    assert len(tried) >= {GenerationMode.POSITIVE: 17, GenerationMode.NEGATIVE: 11}[mode]


def _name_what_exists(case: Any, place: Bookable) -> None:
    """Let about half of the requests be about the office and the service that there are."""
    if not isinstance(case.body, dict):
        return
    if len(str(case.body.get("office", ""))) % 2:
        case.body["office"] = place.office.slug
    wishes = case.body.get("services")
    for wish in wishes if isinstance(wishes, list) else []:
        if isinstance(wish, dict) and len(str(wish.get("service", ""))) % 2:
            wish["service"] = place.service.slug
