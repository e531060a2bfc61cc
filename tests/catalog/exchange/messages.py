"""Writing small messages, running the commands, and taking the catalogue down as plain values."""

from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

from einamt.catalog.models import Organisation, PublicService, Responsibility

DATA = Path(__file__).parent / "data"
NAMESPACES = {"2.2": "http://xoev.de/schemata/xzufi/2_2_0", "2.3": "http://xoev.de/schemata/xzufi/2_3_1"}


def import_message(*files: Path, **options: Any) -> str:
    """Run the command; what it said."""
    out = StringIO()
    call_command("catalog", "import", *files, format="xzufi", stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


def export(path: Path, *, format: str, **options: Any) -> Path:  # noqa: A002 - as the command calls it
    """Run the command; the file it wrote."""
    call_command("catalog", "export", format=format, output=path, stdout=StringIO(), stderr=StringIO(), **options)
    return path


def write(path: Path, *operations: str, version: str = "2.2", head: str = "", encoding: str = "utf-8") -> Path:
    """A message of these operations."""
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>{head}'
        f'<x:transfer xmlns:x="{NAMESPACES[version]}"><x:nachrichtenkopf/>{"".join(operations)}</x:transfer>'
    )
    path.write_text(text, encoding=encoding)
    return path


def schreibe(inner: str) -> str:
    """An operation that writes."""
    return f"<x:schreibe>{inner}</x:schreibe>"


def loesche(kind: str, identifier: str, agency: str = "L1") -> str:
    """An operation that deletes."""
    return f'<x:loesche><x:{kind}><x:id schemeAgencyID="{agency}">{identifier}</x:id></x:{kind}></x:loesche>'


def leistung(identifier: str = "1", *inner: str, name: str = "Hund anmelden", agency: str = "L1") -> str:
    """A service with a German name."""
    return schreibe(
        f'<x:leistung><x:id schemeAgencyID="{agency}">{identifier}</x:id>'
        f"{module('02', name) if name else ''}{''.join(inner)}</x:leistung>"
    )


def module(code: str, text: str, language: str = "de") -> str:
    """A text module; `text` is escaped already."""
    return (
        f"<x:modulText><x:leikaTextmodul><code>{code}</code></x:leikaTextmodul>"
        f'<x:inhalt languageCode="{language}">{text}</x:inhalt></x:modulText>'
    )


def organisation(identifier: str, *inner: str, name: str = "Amt", agency: str = "L1") -> str:
    """An organisation."""
    return schreibe(
        f'<x:organisationseinheit><x:id schemeAgencyID="{agency}">{identifier}</x:id>'
        f'<x:name><x:name languageCode="de">{name}</x:name></x:name>{"".join(inner)}</x:organisationseinheit>'
    )


def zustaendigkeit(service: str, *areas: str, role: str = "01", agency: str = "L1") -> str:
    """That an organisation answers for a service."""
    return (
        f'<x:zustaendigkeit><x:leistungID schemeAgencyID="{agency}">{service}</x:leistungID>'
        f"{''.join(f'<x:gebietID>{area}</x:gebietID>' for area in areas)}"
        f"<x:rolle><code>{role}</code></x:rolle></x:zustaendigkeit>"
    )


def catalogue(*, with_extra: bool = False) -> dict[str, Any]:
    """All that a message carries, as values without keys of rows; positions are the order of the lists."""
    services = {
        f"{row.source}:{row.identifier}": _service(row, with_extra=with_extra)
        for row in PublicService.objects.select_related("organisation")
    }
    organisations = {
        f"{row.source}:{row.identifier}": (
            row.name,
            row.name_en,
            row.kind,
            f"{row.parent.source}:{row.parent.identifier}" if row.parent else None,
            row.area_key,
            row.residents,
        )
        for row in Organisation.objects.select_related("parent")
    }
    responsibilities = sorted(
        Responsibility.objects.values_list("service__identifier", "organisation__identifier", "area_key", "role")
    )
    return {"services": services, "organisations": organisations, "responsibilities": responsibilities}


def _service(row: PublicService, *, with_extra: bool) -> dict[str, Any]:
    return {
        "columns": (
            row.leika,
            f"{row.organisation.source}:{row.organisation.identifier}",
            row.needs_appointment,
            row.responsible,
            sorted(row.channels),
            row.online_url,
            row.is_public,
            row.is_listed,
            row.updated_at,
        ),
        "texts": {
            text.language: (
                *(text.name, text.summary, text.description, text.plain, text.procedure, text.duration),
                *(text.costs_note, text.responsible_body),
            )
            for text in row.texts.all()
        },
        "items": sorted(row.items.values_list("language", "kind", "position", "name", "description", "link"), key=str),
        "costs": list(row.costs.order_by("position").values_list("cents", "label", "label_en")),
        "words": sorted(row.synonyms.values_list("language", "text")),
        "life_events": sorted(row.life_events.values_list("key", flat=True)),
        "extra": row.extra if with_extra else None,
    }
