"""The interface described: as OpenAPI 3.1 for programs, and as plain values for the page."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext, override

from einamt.channels.api.door import guarded
from einamt.channels.api.endpoints import api
from einamt.channels.api.languages import sentence_language
from einamt.channels.api.problems import MEDIA_TYPE

ROOT = "/api/v1/"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an address."""

    name: str
    is_in_path: bool
    is_header: bool
    is_required: bool
    description: str
    kind: str


@dataclass(frozen=True, slots=True)
class Operation:
    """An address and a method that it knows; `takes` and `answers` name the schemas of what is sent and answered."""

    method: str
    path: str
    summary: str
    parameters: list[Parameter]
    takes: str
    answers: str
    is_list: bool


@dataclass(frozen=True, slots=True)
class Property:
    """A field of a schema."""

    name: str
    kind: str
    description: str


@guarded
def openapi(request: HttpRequest) -> HttpResponse:
    """The description for programs, in the caller's language."""
    language = sentence_language(request)
    with override(language):
        response = JsonResponse(described(), json_dumps_params={"ensure_ascii": False})
    response["Content-Language"] = language
    return response


def described() -> dict[str, Any]:
    """The OpenAPI document, its sentences in the active language."""
    document: dict[str, Any] = _translated(dict(api.get_openapi_schema(path_prefix=ROOT)))
    document["servers"] = [{"url": settings.PUBLIC_URL}]
    for _, _, operation in _operations(document):
        operation.pop("description", None)  # the docstring, which speaks to who works on the code
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                answer["content"] = {MEDIA_TYPE: next(iter(answer["content"].values()))}
    return document


def operations() -> list[Operation]:
    """Every address, in the order of the description, in the active language."""
    return [_operation(path, method, operation) for path, method, operation in _operations(described())]


def shapes() -> dict[str, list[Property]]:
    """Every schema with its fields, by name."""
    schemas = described()["components"]["schemas"]
    return {
        name: [
            Property(name=field, kind=_kind(said), description=said.get("description", ""))
            for field, said in schema.get("properties", {}).items()
        ]
        for name, schema in sorted(schemas.items())
    }


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method.upper(), operation


def _operation(path: str, method: str, operation: dict[str, Any]) -> Operation:
    done = next(answer for status, answer in operation["responses"].items() if int(status) < 300)
    shape = done["content"]["application/json"]["schema"] if "content" in done else {}
    sent = operation.get("requestBody", {"content": {"application/json": {"schema": {}}}})
    return Operation(
        method=method,
        path=path,
        summary=operation["summary"],
        parameters=[
            Parameter(
                name=said["name"],
                is_in_path=said["in"] == "path",
                is_header=said["in"] == "header",
                is_required=said.get("required", False),
                description=said["schema"].get("description", said.get("description", "")),
                kind=_kind(said["schema"]),
            )
            for said in operation.get("parameters", [])
        ],
        takes=_name(sent["content"]["application/json"]["schema"]),
        answers=_name(shape.get("items", shape)),
        is_list="items" in shape,
    )


def _kind(schema: dict[str, Any]) -> str:
    """What a value is, in a few words: a type, a list of them, or another schema."""
    if "$ref" in schema:
        return _name(schema)
    if "anyOf" in schema:
        return " | ".join(_kind(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"[{_kind(schema['items'])}]"
    bounds = [str(schema[bound]) for bound in ("minimum", "maximum") if bound in schema]
    return str(schema.get("format") or schema.get("type", "")) + (f" {'…'.join(bounds)}" if bounds else "")


def _name(schema: dict[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _translated(value: Any) -> Any:
    """The document with its summaries and descriptions in the active language; docstrings of the code are left out."""
    if isinstance(value, list):
        return [_translated(one) for one in value]
    if not isinstance(value, dict):
        return value
    is_schema = "properties" in value or "enum" in value
    return {
        key: gettext(one)
        if key in {"summary", "description", "title"} and isinstance(one, str) and one
        else _translated(one)
        for key, one in value.items()
        if not (key == "description" and is_schema)
    }
