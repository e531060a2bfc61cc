"""Findings in words."""

from collections.abc import Sequence

from django.utils.translation import gettext, ngettext

from einamt.insight.steering.indicators.definition import Indicator, Share
from einamt.insight.steering.quality.checking import Finding
from einamt.insight.steering.quality.definitions import Kind, OverCapacity, Rule, SilentDays, touches
from einamt.platform.shell import words

SIGNS = {Kind.LATE: "◷", Kind.INCOMPLETE: "◌", Kind.IMPLAUSIBLE: "?"}


def kind_words(kind: Kind) -> str:
    """What is wrong, in a word."""
    return {
        Kind.LATE: gettext("verspätet"),
        Kind.INCOMPLETE: gettext("unvollständig"),
        Kind.IMPLAUSIBLE: gettext("unglaubwürdig"),
    }[kind]


def limit_words(rule: Rule) -> str:
    """What is still accepted."""
    return gettext("höchstens %(limit)s") % {"limit": _in_unit(rule, rule.at_most)}


def value_words(finding: Finding) -> str:
    """The value where it is told, else that it is more than accepted."""
    if finding.told is None:
        return gettext("mehr als %(limit)s") % {"limit": _in_unit(finding.rule, finding.rule.at_most)}
    return _in_unit(finding.rule, finding.told)


def headline(found: Sequence[Finding], *, offices: int) -> str:
    """How many offices have to look into something."""
    flagged = len({one.office for one in found if one.is_flagged})
    if not flagged:
        if not offices:
            return gettext("Kein Amt ließ sich prüfen.")
        return ngettext(
            "%(count)s Amt ließ sich prüfen; seine Zahlen sind unauffällig.",
            "%(count)s Ämter ließen sich prüfen; keines hat auffällige Zahlen geliefert.",
            offices,
        ) % {"count": words.number(offices)}
    return ngettext(
        "%(flagged)s von %(count)s Ämtern hat auffällige Zahlen geliefert.",
        "%(flagged)s von %(count)s Ämtern haben auffällige Zahlen geliefert.",
        flagged,
    ) % {"flagged": words.number(flagged), "count": words.number(offices)}


def warning(found: Sequence[Finding], indicator: Indicator) -> str:
    """What is to be known of an indicator's data; empty where nothing is flagged that touches it."""
    touching = [one for one in found if one.is_flagged and touches(one.rule, indicator)]
    offices = len({one.office for one in touching})
    if not offices:
        return ""
    kinds = [kind_words(kind) for kind in Kind if any(one.rule.kind is kind for one in touching)]
    return ngettext(
        "Vorsicht: Ein Amt hat dafür auffällige Daten geliefert (%(kinds)s).",
        "Vorsicht: %(count)s Ämter haben dafür auffällige Daten geliefert (%(kinds)s).",
        offices,
    ) % {"count": words.number(offices), "kinds": ", ".join(kinds)}


def _in_unit(rule: Rule, value: float) -> str:
    if isinstance(rule.measure, Share | SilentDays | OverCapacity):
        return words.percent(value)
    if rule.kind is Kind.LATE:
        return words.days(value)
    return gettext("das %(times)s-Fache") % {"times": words.number(round(value, 1))}
