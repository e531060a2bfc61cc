"""Areas and their boundaries from a GeoJSON file (RFC 7946), all or nothing."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from einamt.catalog.models import Area, Organisation
from einamt.catalog.rules.polygons import BadGeometry, MultiPolygon, bounds, multi_polygon
from einamt.catalog.steps import bump_revision


class AreasRefused(ValueError):
    """The file cannot be used; `problems` says what is wrong, a line a feature."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))


@dataclass(frozen=True, slots=True)
class AreaRecord:
    """One area of a file."""

    key: str
    name: str
    boundary: MultiPolygon


@dataclass(frozen=True, slots=True)
class AreasImported:
    """What an import did. `without_organisation` names areas for which nobody stands yet."""

    new: int
    changed: int
    unchanged: int
    without_organisation: list[str]


def read_areas(
    *, path: Path, key_property: str, name_property: str, key_prefix: str = "", key_digits: int = 0
) -> list[AreaRecord]:
    """The areas in a FeatureCollection. A key is `key_prefix` and the property, filled with zeros to `key_digits`.

    :raises AreasRefused: the file is not GeoJSON, or a feature lacks a property, repeats a key or has a bad geometry.
    """
    features = _features(path)
    records: dict[str, AreaRecord] = {}
    problems: list[str] = []
    for number, feature in enumerate(features, start=1):
        try:
            record = _record(feature, key_property, name_property, key_prefix, key_digits)
        except BadGeometry as error:
            problems.append(f"feature {number}: {error}")
            continue
        if record.key in records:
            problems.append(f"feature {number}: its key {record.key} is also that of {records[record.key].name}")
        records[record.key] = record
    if problems:
        raise AreasRefused(problems)
    return list(records.values())


@transaction.atomic
def import_areas(*, records: list[AreaRecord], kind: Area.Kind, parent_key: str = "") -> AreasImported:
    """Write `records`; what is stored already is brought up to date, what the file does not name stays.

    An area that nobody stands for yet is given to the organisation of the same name, where there is exactly one.

    :raises AreasRefused: there is no area `parent_key`.
    """
    parent = Area.objects.filter(key=parent_key).first() if parent_key else None
    if parent_key and parent is None:
        raise AreasRefused([f"there is no area {parent_key}; import it first, or leave --parent out"])
    counts = {"new": 0, "changed": 0, "unchanged": 0}
    without = []
    for record in records:
        area = Area.objects.filter(key=record.key).first()
        before = None if area is None else _state(area)
        area = area or Area(key=record.key)
        area.name, area.kind = record.name, kind
        if parent is not None and parent.key != record.key:
            area.parent = parent
        around = bounds(record.boundary)
        # as the database gives it back: lists, no tuples
        area.boundary = json.loads(json.dumps(record.boundary))
        area.south, area.west, area.north, area.east = around.south, around.west, around.north, around.east
        area.organisation = area.organisation or _organisation_named(record.name)
        if area.organisation is None:
            without.append(record.name)
        change = "new" if before is None else "changed" if before != _state(area) else "unchanged"
        counts[change] += 1
        if change != "unchanged":
            area.save()
    if counts["new"] or counts["changed"]:
        bump_revision()
    return AreasImported(**counts, without_organisation=without)


def _state(area: Area) -> tuple[object, ...]:
    return (area.name, area.kind, area.parent_id, area.organisation_id, area.boundary)


def _organisation_named(name: str) -> Organisation | None:
    found = list(Organisation.objects.filter(name=name)[:2])
    return found[0] if len(found) == 1 else None


def _features(path: Path) -> list[Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise AreasRefused([f"{path.name} is not JSON: {error}"]) from None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        raise AreasRefused([f"{path.name} is not a GeoJSON FeatureCollection with features"])
    return features


def _record(feature: Any, key_property: str, name_property: str, key_prefix: str, key_digits: int) -> AreaRecord:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise BadGeometry("it has no properties")
    missing = [name for name in (key_property, name_property) if properties.get(name) in (None, "")]
    if missing:
        known = ", ".join(sorted(properties)) or "none"
        raise BadGeometry(f"it has no property {' and no '.join(missing)}; its properties: {known}")
    key = key_prefix + str(properties[key_property]).strip().zfill(key_digits)
    if len(key) > 12 or not key.isascii() or not key.isalnum():
        raise BadGeometry(f"{key!r} is no key: at most 12 letters and digits")
    name = str(properties[name_property]).strip()
    if len(name) > 200:
        raise BadGeometry("its name is longer than 200 characters")
    return AreaRecord(key=key, name=name, boundary=multi_polygon(feature.get("geometry")))
