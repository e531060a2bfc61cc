"""Reading a city's content from its folder of TOML files into plain values.

Every key is expected; a missing or mistyped one is a `BadContent` that names the file and the key. German and English
are required; a service may be said in further languages, each a table named by its code (ISO 639-1).
"""

import re
import tomllib
from functools import partial
from pathlib import Path
from typing import Any

from einamt.catalog.city.content import (
    AddressContent,
    AuthorityContent,
    BadContent,
    CityContent,
    ContactContent,
    DistrictContent,
    MatterContent,
    OfficeContent,
    RuleContent,
    ServiceContent,
    ServiceWords,
    Words,
)
from einamt.catalog.linting.rules.complaints import Severity

REQUIRED_LANGUAGES = ("de", "en")
PARTS = ("district", "municipality")
"""What a city may consist of; the tables of its parts in `offices.toml` are called so."""
LANGUAGE_CODE = re.compile(r"[a-z]{2,3}")
SETTINGS = frozenset(
    {"name", "name_en", "organisation", "state", "timezone", "ars", "parts"}
    | {"booking_rules", "counter_group", "hotline", "local_holidays"}
)
"""What `city.toml` says; it may say more, such as how busy a demo is."""


def read_city(*, folder: Path) -> CityContent:
    """Read the city in `folder`.

    :raises BadContent: a file is missing, is not TOML, or lacks a key.
    """
    settings = _toml(folder / "city.toml")
    parts = _read(_parts, settings, folder / "city.toml")
    file = folder / "offices.toml"
    offices = _toml(file)
    rules_file, addresses = folder / "responsibilities.toml", folder / "addresses.csv"
    responsibilities = _toml(rules_file) if rules_file.exists() else {}
    authorities_file, events_file = folder / "authorities.toml", folder / "life_events.toml"
    authorities = _tables(_toml(authorities_file), "authority", authorities_file) if authorities_file.exists() else []
    return CityContent(
        key=folder.name,
        settings=settings,
        parts=parts,
        finding_days=_read(_finding_days, settings, folder / "city.toml"),
        districts=[_read(_district, entry, file) for entry in _tables(offices, parts, file)],
        offices=[_read(partial(_office, parts=parts), entry, file) for entry in _tables(offices, "office", file)],
        life_events=[
            _read(_life_event, entry, events_file) for entry in _tables(_toml(events_file), "event", events_file)
        ],
        services=[_read(_service, _toml(path), path) for path in sorted((folder / "services").glob("*.toml"))],
        postal_codes=_postal_codes(folder / "postal_codes.csv"),
        authorities=[_read(_authority, entry, authorities_file) for entry in authorities],
        matters=[_read(_matter, entry, rules_file) for entry in responsibilities.get("matter", [])],
        rules=[_read(_rule, entry, rules_file) for entry in responsibilities.get("rule", [])],
        addresses=addresses if addresses.exists() else None,
    )


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_text(path))
    except tomllib.TOMLDecodeError as error:
        raise BadContent(f"{path}: {error}") from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BadContent(f"{path} is missing") from None
    except UnicodeDecodeError as error:
        raise BadContent(f"{path}: {error}") from error


def _tables(content: dict[str, Any], name: str, path: Path) -> list[dict[str, Any]]:
    tables: list[dict[str, Any]] = content.get(name, [])
    if not tables:
        raise BadContent(f"{path}: no [[{name}]]")
    if any(table.get("key") == path.parent.name for table in tables):
        raise BadContent(f"{path}: a [[{name}]] has the key of the city itself, {path.parent.name}")
    return tables


def _read(reader: Any, entry: dict[str, Any], path: Path) -> Any:
    try:
        return reader(entry)
    except (KeyError, TypeError, ValueError) as error:
        raise BadContent(f"{path} ({entry.get('key', '?')}): {error!r}") from error


def _parts(settings: dict[str, Any]) -> str:
    if missing := sorted(SETTINGS - set(settings)):
        message = f"missing: {', '.join(missing)}"
        raise ValueError(message)
    parts: str = settings["parts"]
    if parts not in PARTS:
        message = f"parts is {parts!r}; a city consists of one of {PARTS}"
        raise ValueError(message)
    return parts


def _finding_days(settings: dict[str, Any]) -> dict[str, int]:
    days: dict[str, int] = settings.get("finding_days", {})
    for severity, number in days.items():
        if severity not in set(Severity) or not isinstance(number, int) or not 1 <= number <= 366:
            message = (
                f"[finding_days] {severity} = {number!r}; a weight is one of {', '.join(Severity)}, days are 1 to 366"
            )
            raise ValueError(message)
    return days


def _district(entry: dict[str, Any]) -> DistrictContent:
    return DistrictContent(
        key=entry["key"],
        code=entry["code"],
        area_key=entry["ars"],
        name=_said(entry["name"]),
        residents=entry["residents"],
        also_called=entry.get("also_called", []),
        contact=_contact(entry["contact"]) if "contact" in entry else None,
    )


def _contact(entry: dict[str, Any]) -> ContactContent:
    texts = {key: entry[key] for key in ("street", "postal_code", "city", "phone", "email")}
    return ContactContent(**texts, hours=_said(entry["hours"]))


def _authority(entry: dict[str, Any]) -> AuthorityContent:
    name, above = _said(entry["name"]), entry.get("belongs_to", "part")
    if "{part}" not in name.de or "{part}" not in name.en:
        message = "name says {part} nowhere"
        raise ValueError(message)
    if above not in ("part", "city"):
        message = f"belongs_to is {above!r}; it is part or city"
        raise ValueError(message)
    return AuthorityContent(
        key=entry["key"],
        name=name,
        is_of_city=above == "city",
        services=entry["services"],
        addresses={part: AddressContent(**address) for part, address in entry.get("addresses", {}).items()},
    )


def _life_event(entry: dict[str, Any]) -> tuple[str, Words, Words]:
    return entry["key"], _said(entry["name"]), _said(entry["hint"])


def _matter(entry: dict[str, Any]) -> MatterContent:
    return MatterContent(entry["service"], entry["key"], _said(entry["name"]))


def _rule(entry: dict[str, Any]) -> RuleContent:
    first, last = entry.get("letters", ("", ""))
    return RuleContent(
        service=entry["service"],
        district=entry["district"],
        unit=_said(entry["unit"]),
        letters=(first, last),
        matter=entry.get("matter", ""),
    )


def _office(entry: dict[str, Any], *, parts: str) -> OfficeContent:
    return OfficeContent(
        id=entry["id"],
        key=entry["key"],
        name=entry["name"],
        district=entry[parts],
        street=entry["street"],
        postal_code=entry["postal_code"],
        city=entry["city"],
        phone=entry["phone"],
        email=entry["email"],
        contact_url=entry.get("contact_url", ""),
        latitude=entry["lat"],
        longitude=entry["lon"],
        coordinate_source=entry["coordinate_source"],
        transit=_said(entry["transit"]),
        accessibility=entry["accessibility"],
        hours=[(span["weekday"], _minute(span["opens"]), _minute(span["closes"])) for span in entry["hours"]],
        counter_groups=[(group["key"], group["counters"]) for group in entry["counter_groups"]],
    )


def _service(entry: dict[str, Any]) -> ServiceContent:
    return ServiceContent(
        key=entry["key"],
        leika=entry["leika"],
        needs_appointment=entry["needs_appointment"],
        steps=entry["steps"],
        demand=entry["demand"],
        counter_groups=entry["counter_groups"],
        channels=entry["channels"],
        online_url=entry["online_url"],
        responsible=entry["responsible"],
        responsible_body=_said(entry["responsible_body"]),
        life_events=entry["life_events"],
        costs=[(cost["cents"], _said(cost["label"])) for cost in entry.get("costs", [])],
        legal=[(basis["name"], basis["link"]) for basis in entry.get("legal", [])],
        words={language: _words(entry[language]) for language in _languages(entry, but=("responsible_body",))},
    )


def _languages(entry: dict[str, Any], *, but: tuple[str, ...]) -> list[str]:
    """The languages that have a table in `entry`: the required ones, then what else is there, by code.

    :raises ValueError: a table is named by no language code.
    """
    tables = {key for key, value in entry.items() if isinstance(value, dict) and key not in but}
    if strange := sorted(key for key in tables if not LANGUAGE_CODE.fullmatch(key)):
        message = f"no language codes: {', '.join(strange)}"
        raise ValueError(message)
    return [*REQUIRED_LANGUAGES, *sorted(tables - set(REQUIRED_LANGUAGES))]


def _said(entry: dict[str, str]) -> Words:
    if strange := sorted(key for key in entry if not LANGUAGE_CODE.fullmatch(key)):
        message = f"no language codes: {', '.join(strange)}"
        raise ValueError(message)
    further = {language: text for language, text in entry.items() if language not in REQUIRED_LANGUAGES}
    return Words(de=entry["de"], en=entry["en"], further=further)


def _words(entry: dict[str, Any]) -> ServiceWords:
    return ServiceWords(
        name=entry["name"],
        summary=entry["summary"],
        description=entry["description"],
        plain=entry["plain"],
        conditions=entry["conditions"],
        evidence=[(paper["name"], paper["hint"]) for paper in entry["evidence"]],
        procedure=entry["procedure"],
        duration=entry["duration"],
        costs_note=entry.get("costs_note", ""),
        synonyms=entry["synonyms"],
    )


def _postal_codes(path: Path) -> list[tuple[str, float, float, list[str]]]:
    """The rows of the table below its head."""
    found = []
    for number, line in enumerate(_text(path).splitlines()[1:], start=2):
        try:
            code, latitude, longitude, districts = line.split(",")
            found.append((code, float(latitude), float(longitude), districts.split(";")))
        except ValueError as error:
            raise BadContent(f"{path}, line {number}: {error}") from error
    return found


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
