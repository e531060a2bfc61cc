import re
from http import HTTPStatus
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from einamt.channels.api.description import described
from einamt.channels.api.views import REFUSALS
from tests.factories.catalog import make_office, make_service

pytestmark = pytest.mark.django_db
OPENAPI = "/api/v1/openapi.json"


def document(client: Client, language: str = "de") -> dict[str, Any]:
    found: dict[str, Any] = client.get(OPENAPI, headers={"accept-language": language}).json()
    return found


def test_the_description_is_openapi_3_1_and_every_reference_in_it_leads_somewhere(client: Client) -> None:
    said = document(client)
    assert said["openapi"].startswith("3.1")
    names = set(re.findall(r"#/components/schemas/(\w+)", client.get(OPENAPI).content.decode()))
    assert names <= said["components"]["schemas"].keys()
    ids = [operation["operationId"] for methods in said["paths"].values() for operation in methods.values()]
    assert len(set(ids)) == len(ids)


def test_every_address_answers_as_it_is_described(client: Client) -> None:
    office = make_office()
    service = make_service(offices=[office])
    said = document(client)
    values = {"{slug}": service.slug, "{key}": "reisen"}
    for path in (path for path, methods in said["paths"].items() if "get" in methods):
        address = path.replace("offices/{slug}", f"offices/{office.slug}")
        for name, value in values.items():
            address = address.replace(name, value)
        response = client.get(address, {"q": "reisepass"})
        answers = said["paths"][path]["get"]["responses"]
        assert str(response.status_code) in answers, path
        content = answers[str(response.status_code)]["content"]
        assert response["Content-Type"].partition(";")[0] in content, path
        schema = next(iter(content.values()))["schema"]
        assert_fits(response.json(), schema, said["components"]["schemas"])


def assert_fits(value: Any, schema: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Every field that the description calls for is there, and none that it does not know."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    if schema.get("type") == "array":
        for one in value:
            assert_fits(one, schema["items"], schemas)
    elif "properties" in schema:
        assert set(schema["required"]) <= value.keys() <= schema["properties"].keys()
        for name in value:
            assert_fits(value[name], schema["properties"][name], schemas)


def test_the_description_speaks_the_callers_language(client: Client) -> None:
    assert document(client)["paths"]["/api/v1/offices"]["get"]["summary"].startswith("Alle Ämter")
    assert document(client, "en")["paths"]["/api/v1/offices"]["get"]["summary"].startswith("All offices")


def test_no_sentence_of_the_description_is_left_in_german_for_english_readers() -> None:
    from django.utils.translation import override

    def sentences(value: Any) -> list[str]:
        if isinstance(value, list):
            return [one for inner in value for one in sentences(inner)]
        if not isinstance(value, dict):
            return []
        own = [value[key] for key in ("summary", "description") if isinstance(value.get(key), str)]
        return own + [one for inner in value.values() for one in sentences(inner)]

    with override("de"):
        german = sentences(described())
    with override("en"):
        english = sentences(described())
    same = {one for one, other in zip(german, english, strict=True) if one == other}
    assert same <= {"office, online, post, phone", *(status.phrase for status in HTTPStatus)}


def test_the_page_names_every_address_every_answer_and_every_refusal(client: Client) -> None:
    page = client.get("/api/").content.decode()
    said = described()
    operations = [f"{method.upper()} {path}" for path, methods in said["paths"].items() for method in methods]
    assert [operation for operation in operations if operation not in page] == []
    assert [name for name in said["components"]["schemas"] if f'id="form-{name}"' not in page] == []
    assert [error.code for error in REFUSALS if f'id="{error.code}"' not in page] == []


def test_the_page_needs_nothing_from_other_hosts_and_no_script_of_its_own(client: Client) -> None:
    page = client.get("/api/").content.decode()
    assert re.findall(rf'(?:src|href)="(?!{settings.PUBLIC_URL}/)(?:https?:)?//', page) == []
    assert "<script>" not in page
    assert "style=" not in page


def test_the_foot_of_every_page_leads_there(client: Client) -> None:
    make_service()
    assert 'href="/api/"' in client.get("/leistungen/").content.decode()
    assert 'href="/en/api/"' in client.get("/en/leistungen/").content.decode()
