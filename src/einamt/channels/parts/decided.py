"""Decisions as the pages of a case tell of them: where each is, since when it has effect, until when one can object."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext

from einamt.cases.decisions.queries import DecisionView, Stage, decisions_of
from einamt.cases.decisions.rules import Law, Remedy
from einamt.cases.models import Case
from einamt.cases.telling import TABLE, Asker, Told
from einamt.kernel.errors import N_
from einamt.platform.shell import words
from einamt.procedures.objections.queries import open_against

_WHERE: Mapping[Stage, str] = {
    Stage.TO_FETCH: N_("Er liegt bis %(fetch_until)s zum Abruf bereit. Danach kommt er mit der Post."),
    Stage.TO_POST: N_("Er wird gedruckt und kommt mit der Post."),
    Stage.UNDER_WAY: N_("Er ist seit %(posted_on)s mit der Post unterwegs und gilt ab %(effective_on)s."),
    Stage.TO_SERVE: N_("Er wird förmlich zugestellt."),
    Stage.CAME_BACK: N_("Er kam nicht an und gilt noch nicht."),
    Stage.FETCHED: N_("Er ist abgerufen und gilt ab %(effective_on)s."),
    Stage.KNOWN: N_("Er gilt seit %(effective_on)s."),
}
_ARRIVAL_UNKNOWN = N_(
    "Er ist seit %(posted_on)s mit der Post unterwegs. Ab wann er gilt, wissen wir, wenn er angekommen ist."
)
_READY = N_("Er liegt zum Abruf bereit.")
_REVOKED = N_("Er ist widerrufen und gilt nicht mehr.")
_UNTIL: Mapping[Remedy, tuple[str, str]] = {
    Remedy.OBJECTION: (
        N_("Widerspruch ist möglich bis %(day)s."),
        N_("Die Frist für einen Widerspruch war am %(day)s zu Ende."),
    ),
    Remedy.ACTION: (N_("Klage ist möglich bis %(day)s."), N_("Die Frist für eine Klage war am %(day)s zu Ende.")),
    Remedy.NONE: (
        N_("Widerspruch ist möglich bis %(day)s: ein Jahr, weil der Bescheid dazu nichts sagt."),
        N_("Die Frist für einen Widerspruch war am %(day)s zu Ende."),
    ),
}
_A_YEAR = N_("Widerspruch oder Klage ist möglich bis %(day)s: ein Jahr, weil der Bescheid dazu Falsches sagt.")


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision in words; `until` is empty where no deadline runs, `objection` is the reference of the open one."""

    view: DecisionView
    where: str
    until: str
    objection: str

    @property
    def may_object(self) -> bool:
        """Whether its person is offered to object now."""
        return self.view.may_object and not self.objection

    @property
    def lies_ready(self) -> bool:
        """Whether its person can fetch it."""
        return self.view.stage is Stage.TO_FETCH and self.view.revoked_at is None


def decided(*, case: Case, asker: Asker, now: datetime) -> list[Decided]:
    """The decisions on a case that `asker` is told of: none, where the table of telling says so."""
    if Told.DECISIONS not in TABLE[asker]:
        return []
    views = decisions_of(case_id=case.pk, now=now)
    objections = open_against(document_ids=[view.document_id for view in views]) if views else {}
    return [in_words(view, objection=objections.get(view.document_id, "")) for view in views]


def in_words(view: DecisionView, *, objection: str) -> Decided:
    """One of them, in the active language."""
    return Decided(view=view, where=_where(view), until=_until(view), objection=objection)


def _where(view: DecisionView) -> str:
    if view.revoked_at is not None:
        return gettext(_REVOKED)
    sentence = _WHERE[view.stage]
    if view.stage is Stage.UNDER_WAY and view.effective_on is None:
        sentence = _ARRIVAL_UNKNOWN
    if view.stage is Stage.TO_FETCH and view.law is not Law.GENERAL:
        sentence = _READY
    return gettext(sentence) % {
        "fetch_until": _day(view.fetch_until),
        "posted_on": _day(view.posted_on),
        "effective_on": _day(view.effective_on),
    }


def _until(view: DecisionView) -> str:
    if view.revoked_at is not None or view.last_day is None:
        return ""
    in_time, over = _UNTIL[view.remedy]
    sentence = over if view.is_over else _A_YEAR if view.is_remedy_wrong else in_time
    return gettext(sentence) % {"day": _day(view.last_day)}


def _day(day: date | None) -> str:
    return words.date_long(day) if day else ""
