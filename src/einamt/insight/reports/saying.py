"""A report in the words of one language: sections of paragraphs and tables, as plain data to be frozen."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import get_language, get_language_info, gettext, ngettext

from einamt.catalog.models import Office, Organisation, PublicService
from einamt.catalog.queries import service_names
from einamt.insight.reports.access import AccessFound, Maturity, names_of
from einamt.insight.reports.definitions import Report
from einamt.insight.reports.gathering import (
    AccessSection,
    BookedByFound,
    ComparedFound,
    Found,
    OverviewFound,
)
from einamt.insight.reports.stated import Stated
from einamt.insight.steering.assessing import Light
from einamt.insight.steering.indicators import INDICATORS
from einamt.insight.steering.indicators.definition import Dimension
from einamt.insight.steering.overview import Telling
from einamt.insight.steering.wording import CHANNELS, aim_words, told, told_before
from einamt.kernel.errors import N_
from einamt.kernel.periods import Days
from einamt.platform.facts.basis import Basis
from einamt.platform.shell import city, words

Said = dict[str, Any]
"""Plain data: what JSON can hold."""

LIGHTS = {
    Light.MET: N_("Ziel erreicht"),
    Light.NEARER: N_("verfehlt, aber näher als im Vorjahr"),
    Light.MISSED: N_("Ziel verfehlt"),
}
WAYS = {"office": N_("vor Ort"), "online": N_("im Netz"), "post": N_("per Post"), "phone": N_("am Telefon")}
MATURITIES = {
    Maturity.OFFLINE: N_("0: nicht erklärt"),
    Maturity.INFORMATION: N_("1: erklärt, Formulare zum Ausdrucken"),
    Maturity.ONLINE: N_("mindestens 2: im Netz zu beantragen"),
    Maturity.UNKNOWN: N_("unbekannt: im Netz, aber ohne Adresse im Katalog"),
}
ACCESSIBILITY = {
    "step_free": N_("stufenlos"),
    "lift": N_("mit Aufzug"),
    "limited": N_("eingeschränkt"),
    "unknown": N_("nicht bekannt"),
}
ASPECTS = {
    "new": N_("neu"),
    "gone": N_("entfallen"),
    "name": N_("anderer Name"),
    "formula": N_("andere Formel"),
    "computed": N_("anders gerechnet"),
    "target": N_("anderes Ziel"),
    "target_source": N_("andere Quelle des Ziels"),
    "not_for": N_("anderer Vorbehalt"),
}


def period_words(days: Days) -> str:
    """1.7.2026 bis 31.12.2026."""
    return gettext("%(first)s bis %(last)s") % {
        "first": words.date_numeric(days.start),
        "last": words.date_numeric(days.last),
    }


def said(
    *,
    report: Report,
    days: Days,
    found: Sequence[Found],
    definitions: Sequence[Stated],
    changed: Sequence[Said] | None,
    basis: Basis,
) -> Said:
    """The report in the active language; `changed` is None where there is no issue before."""
    return {
        "title": gettext(report.name),
        "city": city.current().in_language(get_language() or "de").name,
        "period": period_words(days),
        "lead": gettext(report.purpose),
        "sections": [
            *(_section(each) for each in found),
            definitions_said(definitions),
            _changed(changed),
            basis_said(basis),
        ],
    }


def section(title: str, paragraphs: Sequence[str], *tables: Said) -> Said:
    """A section: its title, its paragraphs, its tables."""
    return {"title": title, "paragraphs": list(paragraphs), "tables": list(tables)}


def table(caption: str, columns: Sequence[str], rows: Sequence[Sequence[str]], *, numbers: Sequence[int] = ()) -> Said:
    """A table; the first cell of a row is its head, `numbers` are the columns that stand to the right."""
    return {
        "caption": caption,
        "columns": [{"text": text, "is_number": place in numbers} for place, text in enumerate(columns)],
        "rows": [list(row) for row in rows],
    }


def _section(found: Found) -> Said:
    match found:
        case OverviewFound():
            return _overview(found)
        case ComparedFound():
            return _compared(found)
        case BookedByFound():
            return _booked_by(found)
        case AccessSection():
            return _access(gettext(found.section.title), found.found)


def _overview(found: OverviewFound) -> Said:
    judged = [line for line in found.lines if line.assessment.light is not Light.NONE]
    met = sum(line.assessment.light is Light.MET for line in judged)
    rows = [
        (
            gettext(line.indicator.name),
            told(line),
            aim_words(line.indicator, line.aim) or "–",
            gettext(LIGHTS[line.assessment.light]) if line.assessment.light in LIGHTS else "–",
            told_before(line) or "–",
        )
        for line in found.lines
    ]
    columns = [gettext("Kennzahl"), gettext("Wert"), gettext("Ziel"), gettext("Urteil"), gettext("Vorjahr")]
    sentence = (
        gettext("%(met)s von %(all)s Zielen sind erreicht.") % {"met": met, "all": len(judged)}
        if judged
        else gettext("Für diese Auswahl lässt sich kein Ziel beurteilen.")
    )
    title = gettext(found.section.title)
    return section(title, [sentence], table(title, columns, rows, numbers=[1]))


def _compared(found: ComparedFound) -> Said:
    title = gettext(found.section.title)
    if found.lines is None:
        return section(title, [_whole_months_only()])
    lines = found.lines
    names = key_names(found.section.by)
    keys = sorted({key for of in lines.values() for key in of}, key=lambda key: names.get(key, key))
    rows = [
        (
            names.get(key, key),
            *(told(line) if (line := lines[code].get(key)) else gettext("keine Daten") for code in lines),
        )
        for key in keys
    ]
    if not rows:
        return section(title, [gettext("Für diese Auswahl gibt es keine Daten.")])
    columns = [_head(found.section.by), *(gettext(INDICATORS[code].name) for code in lines)]
    return section(title, [], table(title, columns, rows, numbers=range(1, len(columns))))


def _booked_by(found: BookedByFound) -> Said:
    title = gettext(found.section.title)
    if found.lines is None:
        return section(title, [_whole_months_only()])
    names = key_names(Dimension.CHANNEL)
    rows = [
        (
            names.get(key, key),
            gettext("zu wenige") if line.telling is Telling.TOO_FEW else words.number(line.cases or 0),
        )
        for key, line in sorted(found.lines.items(), key=lambda pair: -(pair[1].cases or 0))
    ]
    if not rows:
        return section(title, [gettext("Für diese Auswahl gibt es keine Daten.")])
    return section(title, [], table(title, [gettext("Gebucht über"), gettext("Termine")], rows, numbers=[1]))


def _access(title: str, found: AccessFound) -> Said:
    count = len(found.services)
    online = found.at(Maturity.ONLINE)
    bookable = sum(service.is_bookable for service in found.services)
    share = (lambda part: words.percent(part / count)) if count else (lambda _part: "–")
    paragraphs = [
        ngettext(
            "Von %(count)s Leistung ist %(online)s im Netz zu beantragen.",
            "Von %(count)s Leistungen sind %(online)s im Netz zu beantragen.",
            count,
        )
        % {"count": words.number(count), "online": words.number(online)},
        gettext("Für %(bookable)s davon kann ein Termin im Netz gebucht werden.")
        % {"bookable": words.number(bookable)},
        gettext(
            "Die Stufen sind die des Reifegradmodells zum Onlinezugangsgesetz. Ob Nachweise mitgeschickt werden können "
            "(Stufe 3) oder die Verwaltung sie selbst abruft (Stufe 4), steht in keinem Katalog; deshalb heißt es hier "
            "„mindestens 2“ und nicht mehr."
        ),
    ]
    return section(
        title,
        paragraphs,
        _counts(gettext("Reifegrad"), {gettext(MATURITIES[each]): found.at(each) for each in Maturity}, share),
        _counts(gettext("Weg"), {gettext(name): found.on(way) for way, name in WAYS.items()}, share),
        _counts(
            gettext("Erklärt auf"),
            {
                **{_language_words(code): count for code, count in found.languages.items()},
                gettext("Deutsch in Leichter Sprache"): found.in_plain_language,
            },
            share,
        ),
        table(
            gettext("Zugang zu den Ämtern"),
            [gettext("Eingang"), gettext("Ämter")],
            [(gettext(ACCESSIBILITY[each]), words.number(number)) for each, number in found.offices.items()],
            numbers=[1],
        ),
        _each_service(found),
    )


def _language_words(code: str) -> str:
    """Arabisch; a language that Django has no name for by its code."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def _counts(head: str, counts: Mapping[str, int], share: Callable[[int], str]) -> Said:
    rows = [(name, words.number(number), share(number)) for name, number in counts.items()]
    return table(head, [head, gettext("Leistungen"), gettext("Anteil")], rows, numbers=[1, 2])


def _each_service(found: AccessFound) -> Said:
    names = names_of(found, language=get_language() or "de")
    rows = [
        (
            names.get(service.service_id, str(service.service_id)),
            gettext(MATURITIES[service.maturity]),
            ", ".join(gettext(WAYS[way]) for way in service.channels if way in WAYS) or gettext("nicht bekannt"),
            gettext("ja") if service.is_bookable else gettext("nein"),
        )
        for service in found.services
    ]
    columns = [gettext("Leistung"), gettext("Reifegrad"), gettext("Wege"), gettext("Termin im Netz")]
    return table(gettext("Jede Leistung"), columns, sorted(rows))


def definitions_said(definitions: Sequence[Stated]) -> Said:
    """What the figures mean."""
    language = get_language() or "de"
    rows = [
        (
            each["name"][language],
            each["formula"][language],
            _target(each, language),
            each["not_for"][language],
        )
        for each in definitions
    ]
    columns = [gettext("Kennzahl"), gettext("Formel"), gettext("Ziel und Quelle"), gettext("Wofür sie nicht taugt")]
    caption = gettext("Was die Zahlen bedeuten")
    paragraphs = [
        gettext("Nicht gezeigt wird, was aus weniger als fünf Fällen gerechnet ist oder sich daraus errechnen ließe.")
    ]
    return section(caption, paragraphs, table(caption, columns, rows))


def _target(each: Stated, language: str) -> str:
    target, source = each["target"][language], each["target_source"][language]
    return f"{target} ({source})" if target and source else target or "–"


def _changed(changed: Sequence[Said] | None) -> Said:
    title = gettext("Was sich an den Definitionen geändert hat")
    if changed is None:
        return section(title, [gettext("Dies ist der erste Bericht dieser Art.")])
    if not changed:
        return section(title, [gettext("Seit dem letzten Bericht nichts.")])
    language = get_language() or "de"
    rows = [
        (
            each["name"][language],
            gettext(ASPECTS[kind]),
            _in(each.get("before"), language),
            _in(each.get("now"), language),
        )
        for each in changed
        for kind in [each["kind"]]
    ]
    columns = [gettext("Kennzahl"), gettext("Änderung"), gettext("vorher"), gettext("jetzt")]
    return section(title, [], table(title, columns, rows))


def _in(said_before: Any, language: str) -> str:
    """A text that may be one for all languages."""
    if isinstance(said_before, dict):
        return said_before[language] or "–"
    return said_before or "–"


def basis_said(basis: Basis) -> Said:
    """The files of facts with their checksums, and whether they can still change."""
    title = gettext("Worauf die Zahlen beruhen")
    paragraphs = [
        gettext("Alle Monate sind abgeschlossen und versiegelt; die Zahlen ändern sich nicht mehr.")
        if basis.is_final
        else gettext("Vorläufig: Nicht alle Monate sind versiegelt, nachgetragene Fälle können Zahlen noch ändern.")
    ]
    rows = [
        (
            file.schema,
            file.month,
            words.number(file.rows),
            gettext("ja") if file.is_sealed else gettext("nein"),
            file.sha256,
        )
        for file in basis.files
    ]
    if not rows:
        return section(title, [*paragraphs, gettext("Noch liegt keine Datei vor.")])
    columns = [gettext("Fakten"), gettext("Monat"), gettext("Zeilen"), gettext("versiegelt"), "SHA-256"]
    return section(title, paragraphs, table(gettext("Dateien"), columns, rows, numbers=[2]))


def _whole_months_only() -> str:
    return gettext("Aufgeteilt gibt es Zahlen nur für ganze Monate, die vorbei sind.")


def _head(by: Dimension) -> str:
    if by is Dimension.DISTRICT:
        return gettext("Gemeinde") if city.current().is_community else gettext("Bezirk")
    return gettext("Amt") if by is Dimension.OFFICE else gettext("Leistung")


def key_names(by: Dimension) -> dict[str, str]:
    """What the districts, offices, services or channels are called, by identifier."""
    if by is Dimension.CHANNEL:
        return {channel.value: gettext(name) for channel, name in CHANNELS.items()}
    if by is Dimension.DISTRICT:
        return dict(Organisation.objects.filter(kind__in=Organisation.PARTS).values_list("identifier", "name"))
    if by is Dimension.OFFICE:
        return dict(Office.objects.values_list("identifier", "name"))
    identifiers = dict(PublicService.objects.values_list("pk", "identifier"))
    called = service_names(service_ids=identifiers, language=get_language() or "de")
    return {identifiers[key]: name for key, name in called.items()}
