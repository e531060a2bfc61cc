"""The specialist systems in a city's folder: `[[specialist_system]]` of city.toml. A city may have none."""

from collections.abc import Iterator, Mapping
from typing import Any

from einamt.catalog.city.content import BadContent, CityContent
from einamt.catalog.models import PublicService, SpecialistSystem
from einamt.catalog.specialist_systems.rules import faults_of_link
from einamt.platform.transactions import require_transaction

KEYS = {"key", "name", "link", "services"}


def write_specialist_systems(*, content: CityContent, services: Mapping[str, PublicService]) -> None:
    """Write the tables down.

    :raises BadContent: the text has a line for each fault.
    """
    require_transaction()
    tables: list[dict[str, Any]] = content.settings.get("specialist_system", [])
    if wrong := [f"city.toml ({fault})" for table in tables for fault in _faults(table, services)]:
        raise BadContent("\n".join(wrong))
    for table in tables:
        row = SpecialistSystem.objects.create(key=table["key"], name=table["name"], link=table.get("link", ""))
        row.services.set(services[key] for key in table["services"])


def _faults(table: Mapping[str, Any], services: Mapping[str, PublicService]) -> Iterator[str]:
    where = f"specialist_system {table.get('key', '')!r}"
    if missing := KEYS - {"link"} - set(table):
        yield f"{where}: missing: {', '.join(sorted(missing))}"
        return
    if unknown := set(table) - KEYS:
        yield f"{where}: unknown: {', '.join(sorted(unknown))}"
    yield from (f"{where}: {fault}" for fault in faults_of_link(table.get("link", "")))
    yield from (f"{where}: there is no service {key!r}" for key in table["services"] if key not in services)
