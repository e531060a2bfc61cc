"""The city's rules of booking in sentences, as citizens and staff read them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from einamt.catalog.models import Organisation
from einamt.catalog.queries import service_names
from einamt.platform.shell import words
from einamt.procedures.appointments.ruleset import RuleSet


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule: what it is about, what it says, and what it is taken from. `codes` are the rules behind it."""

    codes: Collection[str]
    title: str
    sentence: str
    source: str
    points: Collection[str] = ()
    """What is listed below the sentence."""


def hours(value: int) -> str:
    """1 Stunde, 48 Stunden / 1 hour, 48 hours."""
    return ngettext("%(count)s Stunde", "%(count)s Stunden", value) % {"count": words.number(value)}


def rule_lines(rules: RuleSet, *, language: str) -> list[RuleLine]:
    """All rules, a line each, in the order in which somebody who wants an appointment meets them."""
    lines = [
        (("horizon_days",), gettext("Wie weit voraus"), _horizon(rules), ()),
        (("release_minute",), gettext("Wann neue Zeiten kommen"), _release(rules), ()),
        (("promise_days",), gettext("Wie bald"), _promise(rules), ()),
        (("is_open_on_all_channels",), gettext("Auf welchen Wegen"), _channels(rules), ()),
        (
            ("late_share_percent", "late_release_hours", "late_open_hours", "urgent_service_ids"),
            gettext("Was zurückgehalten wird"),
            _late(rules),
            _urgent(rules, language) if rules.late_share_percent else (),
        ),
        (("draw_minutes", "bulk_release_minimum"), gettext("Wenn viele Zeiten auf einmal kommen"), _draw(rules), ()),
        (("offer_minutes", "offer_ahead_hours", "offers_unanswered"), gettext("Warteliste"), _waitlist(rules), ()),
        (
            ("backlog_offer_hours", "backlog_ahead_hours", "backlog_nearer_days", "backlog_offers"),
            gettext("Wenn wir einen Termin absagen müssen"),
            _backlog(rules),
            (),
        ),
        (("lead_minutes",), gettext("Bis wann"), _lead(rules), ()),
        (("hold_minutes",), gettext("Beim Ausfüllen"), _hold(rules), ()),
        (("appointments_per_contact",), gettext("Wie viele"), _contact(rules), ()),
        (("proof_fewest", "proof_most"), gettext("Schutz vor Programmen"), _proof(), ()),
        (("reminder_hours",), gettext("Erinnerung"), _reminders(rules), ()),
        (("late_arrival_minutes", "no_show_minutes"), gettext("Wenn Sie sich verspäten"), _grace(rules), ()),
        (("overbook_percent_max",), gettext("Überbuchung"), _overbooking(rules), ()),
        (("staff_hours_tolerance_percent",), gettext("Angebot und besetzte Schalter"), _staff_hours(rules), ()),
        (("step_minutes",), gettext("Raster"), _grid(rules), ()),
        (("minimum_supply",), gettext("Mindestangebot"), _minimum(rules), _minimums(rules)),
    ]
    return [
        RuleLine(codes, title, sentence, rules.source_of(codes[0]), tuple(points))
        for codes, title, sentence, points in lines
    ]


def _horizon(rules: RuleSet) -> str:
    if not rules.horizon_days:
        return gettext("Zurzeit werden keine neuen Termine vergeben.")
    return ngettext(
        "Buchen können Sie nur für heute.",
        "Buchen können Sie für die nächsten %(count)s Tage, heute ist der erste.",
        rules.horizon_days,
    ) % {"count": words.number(rules.horizon_days)}


def _release(rules: RuleSet) -> str:
    if not rules.release_minute:
        return gettext("Jede Nacht um 0:00 Uhr kommt ein neuer Tag dazu. Abgesagte Termine werden sofort wieder frei.")
    return gettext(
        "Jeden Tag um %(time)s Uhr kommt ein neuer Tag dazu. Abgesagte Termine werden sofort wieder frei."
    ) % {"time": words.clock(rules.release_minute)}


def _promise(rules: RuleSet) -> str:
    return ngettext(
        "Zugesagt ist ein Termin binnen eines Tages. Ob das gehalten wird, messen und veröffentlichen wir.",
        "Zugesagt ist ein Termin binnen %(count)s Tagen. Ob das gehalten wird, messen und veröffentlichen wir.",
        rules.promise_days,
    ) % {"count": words.number(rules.promise_days)}


def _channels(rules: RuleSet) -> str:
    if rules.is_open_on_all_channels:
        return gettext("Jede freie Zeit ist im Internet, am Telefon und am Schalter zu haben, für alle die gleiche.")
    return gettext("Nicht jede Zeit ist auf jedem Weg zu haben: Manche vergibt nur das Telefon oder der Schalter.")


def _late(rules: RuleSet) -> str:
    if not rules.late_share_percent:
        return gettext("Nichts: Jede freie Zeit können alle sehen und buchen.")
    return gettext(
        "%(percent)s der Zeiten eines Tages werden erst %(release)s vor Beginn frei, und nur für dringende Anliegen. "
        "Was %(open)s vorher davon übrig ist, können alle buchen. Dringend sind:"
    ) % {
        "percent": words.percent(rules.late_share_percent / 100),
        "release": hours(rules.late_release_hours),
        "open": hours(rules.late_open_hours),
    }


def _urgent(rules: RuleSet, language: str) -> Iterable[str]:
    names = service_names(service_ids=rules.urgent_service_ids, language=language)
    return sorted(names.values())


def _draw(rules: RuleSet) -> str:
    if not rules.draw_minutes:
        return gettext("Wer zuerst bucht, bekommt die Zeit. Verlost wird nicht.")
    return gettext(
        "Kommen %(count)s oder mehr Zeiten auf einmal dazu, sammeln wir %(minutes)s lang alle Wünsche und losen dann. "
        "Schnell zu sein hilft nicht. Das Los lässt sich nachprüfen."
    ) % {"count": words.number(rules.bulk_release_minimum), "minutes": words.minutes(rules.draw_minutes)}


def _waitlist(rules: RuleSet) -> str:
    return gettext(
        "Eine Zeit, auf die jemand wartet, bieten wir zuerst der Warteliste an. Ein Angebot gilt %(minutes)s. "
        "Was in weniger als %(hours)s beginnt, können gleich alle buchen. Wer auf %(count)s Angebote nicht antwortet, "
        "verlässt die Liste."
    ) % {
        "minutes": words.minutes(rules.offer_minutes),
        "hours": hours(rules.offer_ahead_hours),
        "count": words.number(rules.offers_unanswered),
    }


def _backlog(rules: RuleSet) -> str:
    return gettext(
        "Wer seinen Termin verliert, erfährt es sofort und bekommt vor allen anderen eine neue Zeit angeboten, zuerst, "
        "wem das Gesetz eine Frist setzt, dann, wer am längsten wartet. Die Zeit liegt mindestens %(ahead)s voraus und "
        "wird %(hold)s lang gehalten. Sie liegt im selben Amt, außer ein anderes hat eine mehr als %(days)s früher. "
        "Nach %(count)s Angeboten rufen wir an."
    ) % {
        "ahead": hours(rules.backlog_ahead_hours),
        "hold": hours(rules.backlog_offer_hours),
        "days": words.days(rules.backlog_nearer_days),
        "count": words.number(rules.backlog_offers),
    }


def _lead(rules: RuleSet) -> str:
    if not rules.lead_minutes:
        return gettext("Eine freie Zeit können Sie buchen, bis sie beginnt.")
    return gettext("Eine freie Zeit bieten wir an, bis es noch %(minutes)s bis zu ihrem Beginn sind.") % {
        "minutes": words.minutes(rules.lead_minutes)
    }


def _hold(rules: RuleSet) -> str:
    return gettext("Während Sie Ihre Angaben machen, halten wir die Zeit %(minutes)s lang frei.") % {
        "minutes": words.minutes(rules.hold_minutes)
    }


def _contact(rules: RuleSet) -> str:
    return ngettext(
        "Mit einer E-Mail-Adresse oder Telefonnummer kann %(count)s Termin offen sein, damit es für alle reicht.",
        "Mit einer E-Mail-Adresse oder Telefonnummer können %(count)s Termine offen sein, damit es für alle reicht.",
        rules.appointments_per_contact,
    ) % {"count": words.number(rules.appointments_per_contact)}


def _proof() -> str:
    return gettext(
        "Beim Buchen löst Ihr Gerät eine kleine Rechenaufgabe, damit Programme nicht alles wegbuchen. Sie merken davon "
        "nichts. Wo das nicht geht, bestätigen Sie per E-Mail."
    )


def _reminders(rules: RuleSet) -> str:
    if not rules.reminder_hours:
        return gettext("Wir erinnern nicht an Termine.")
    each = [hours(value) for value in rules.reminder_hours]
    return gettext("Wir erinnern Sie so lange vorher: %(hours)s.") % {"hours": ", ".join(each)}


def _grace(rules: RuleSet) -> str:
    return gettext(
        "Wer bis zu %(late)s zu spät kommt, behält den Platz. Wer %(missed)s nach dem Termin nicht da ist, kann als "
        "nicht erschienen gelten."
    ) % {"late": words.minutes(rules.late_arrival_minutes), "missed": words.minutes(rules.no_show_minutes)}


def _overbooking(rules: RuleSet) -> str:
    if not rules.overbook_percent_max:
        return gettext("Es werden nie mehr Termine vergeben, als Schalter offen sind.")
    return gettext(
        "Ein Amt darf höchstens %(percent)s mehr Termine vergeben, als Schalter offen sind, und nie mehr, als dort "
        "gemessen nicht wahrgenommen werden."
    ) % {"percent": words.percent(rules.overbook_percent_max / 100)}


def _staff_hours(rules: RuleSet) -> str:
    return gettext(
        "An jedem Tag bietet ein Amt so viele Zeiten an, wie seine Schalter besetzt sind; geprüft wird, ob es mehr als "
        "%(percent)s davon abweicht."
    ) % {"percent": words.percent(rules.staff_hours_tolerance_percent / 100)}


def _grid(rules: RuleSet) -> str:
    return gettext("Termine beginnen in Schritten von %(minutes)s und dauern ein Vielfaches davon.") % {
        "minutes": words.minutes(rules.step_minutes)
    }


def _minimum(rules: RuleSet) -> str:
    if not rules.minimum_supply:
        return gettext("Wie viele Termine ein Amt mindestens anbieten muss, ist nicht festgelegt.")
    return gettext("So viele Termine müssen an jedem Werktag mindestens angeboten werden. Wir prüfen es täglich.")


def _minimums(rules: RuleSet) -> Iterable[str]:
    parts: Mapping[int, Organisation] = Organisation.objects.in_bulk(
        [minimum.organisation_id for minimum in rules.minimum_supply]
    )
    for minimum in rules.minimum_supply:
        part = parts[minimum.organisation_id]
        needed = minimum.needed(residents=part.residents)
        measure = ""
        if minimum.per_1000_residents is not None:
            measure = gettext(" (%(rate)s je 1.000 Einwohner)") % {
                "rate": words.number(float(minimum.per_1000_residents))
            }
        yield f"{part.name}: {'–' if needed is None else words.number(needed)}{measure}"
