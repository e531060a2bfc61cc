"""Who is responsible for keeping the city's rules at a place, and telling them where they are not kept.

One mail a person and day at most: what is new, and what should be in order by now. Each finding is told once when it is
found and once when its day has passed, and then the city's monitoring unit is told as well. What goes out is noted in
the transaction that gives it to the worker; the message's number is made of person and day.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override

from einamt.accounts.models import Staff
from einamt.accounts.queries import Permissions, permissions_of, staff_with_right
from einamt.accounts.rights import Right
from einamt.catalog.models import Organisation
from einamt.kernel.errors import N_
from einamt.kernel.localtime import local_date
from einamt.platform.links import absolute, require
from einamt.platform.notifications import registry as kinds_of_messages
from einamt.platform.notifications.operations import send_mail
from einamt.platform.notifications.registry import MessageKind
from einamt.platform.outbox import registry as topics
from einamt.platform.outbox import steps as outbox
from einamt.platform.shell import city, words
from einamt.procedures.appointments.keeping import CHECKS
from einamt.procedures.appointments.models import RuleFinding

FOUND = "appointments.rule-findings"
"""Topic: somebody is to be told of findings. The payload names person, day and findings."""
_MAILS = UUID("0198f3a2-7c1d-7def-8123-5c6d2f90ab41")


def _example(_language: str) -> Mapping[str, object]:
    """Nobody's findings, for staff who look at the texts."""
    line = "Bürgeramt Rathaus: Nicht bis zum Ende geplant"
    return {"name": "Kim Beispiel", "new": [f"{line}, bis 04.12.2026"], "late": [], "link": "https://example.org"}


RULES_NOT_KEPT = MessageKind(
    code="appointments.rules-not-kept",
    subject_template="appointments/mail/rules_not_kept_subject.txt",
    text_template="appointments/mail/rules_not_kept.txt",
    needs=frozenset({"name", "new", "late", "link"}),
    in_sight=frozenset(),
    name=N_("Regeln, die nicht eingehalten werden"),
    example=_example,
)


def register() -> None:
    """Declare the message, the page it names and the topic that causes it."""
    require("rule-monitoring")
    kinds_of_messages.register(RULES_NOT_KEPT)
    topics.subscribe(topic=FOUND, name="appointments.mails", handler=_tell)


def is_responsible(*, permissions: Permissions, finding: RuleFinding) -> bool:
    """Whether somebody manages the place of a finding; what is the whole city's is the monitoring unit's."""
    if finding.office is not None:
        return permissions.may(right=Right.MANAGE_OFFICE, office=finding.office)
    if finding.organisation_id is not None:
        return permissions.may(right=Right.MANAGE_OFFICE, organisation_id=finding.organisation_id)
    return is_monitoring(permissions=permissions)


def is_monitoring(*, permissions: Permissions) -> bool:
    """Whether somebody watches over the rules of the whole city: who lays them down there and sees its figures."""
    roots = Organisation.objects.filter(parent=None, kind=Organisation.Kind.CITY).values_list("pk", flat=True)
    return any(
        permissions.may(right=Right.SET_RULES, organisation_id=root)
        and permissions.may(right=Right.SEE_STEERING, organisation_id=root)
        for root in roots
    )


@transaction.atomic
def announce_findings(*, now: datetime) -> int:
    """Have everybody told of what is new at their places and of what is late; how many are told.

    A finding is new, and late, once: two calls at once tell nobody twice.
    """
    today = local_date(moment=now, zone=city.zone())
    related = RuleFinding.objects.select_for_update(of=("self",)).select_related("office", "organisation")
    still_open = list(related.filter(ended_at=None).order_by("pk"))
    new = [row for row in still_open if row.told_at is None]
    late = [row for row in still_open if row.reminded_at is None and row.due_date is not None and row.due_date < today]
    if not new and not late:
        return 0
    told: dict[str, dict[str, list[int]]] = defaultdict(lambda: {"new": [], "late": []})
    people = _people()
    for kind, rows in (("new", new), ("late", late)):
        for row in rows:
            for person in _recipients(row, people, is_late=kind == "late"):
                told[person][kind].append(row.pk)
    for person, numbers in told.items():
        payload = {kind: ",".join(map(str, pks)) for kind, pks in numbers.items()}
        outbox.publish(topic=FOUND, payload=payload | {"staff": person, "day": today.isoformat()}, now=now)
    RuleFinding.objects.filter(pk__in=[row.pk for row in new]).update(told_at=now)
    RuleFinding.objects.filter(pk__in=[row.pk for row in late]).update(reminded_at=now)
    return len(told)


def _people() -> dict[str, tuple[Permissions, bool]]:
    """Who manages offices and can be mailed: what they may do, and whether they watch over the whole city."""
    actors = staff_with_right(right=Right.MANAGE_OFFICE)
    found = {}
    for staff in Staff.objects.filter(pk__in=[actor.partition(":")[2] for actor in actors]).exclude(email=""):
        permissions = permissions_of(staff=staff)
        found[str(staff.pk)] = (permissions, is_monitoring(permissions=permissions))
    return found


def _recipients(
    finding: RuleFinding, people: Mapping[str, tuple[Permissions, bool]], *, is_late: bool
) -> Iterable[str]:
    """Who manages the place; the monitoring unit where nobody does, and beside them what is late."""
    watching = {person for person, (_, watches) in people.items() if watches}
    lay_down_rules = {person for person, (mine, _) in people.items() if mine.may(right=Right.SET_RULES)}
    managing = {
        person
        for person, (permissions, _) in people.items()
        if person not in lay_down_rules and is_responsible(permissions=permissions, finding=finding)
    }
    return sorted(managing | watching if is_late else managing or watching)


def _tell(payload: Mapping[str, str], now: datetime) -> None:
    """Mail one person what is still so; nobody who has left, and nothing that has ended meanwhile."""
    staff = Staff.objects.filter(pk=int(payload["staff"]), is_active=True).exclude(email="").first()
    if staff is None:
        return
    with override(settings.LANGUAGE_CODE):
        new, late = (_lines(payload[kind]) for kind in ("new", "late"))
    if not new and not late:
        return
    send_mail(
        kind=RULES_NOT_KEPT,
        to=staff.email,
        language=settings.LANGUAGE_CODE,
        context={
            "name": staff.full_name,
            "new": new,
            "late": late,
            "link": absolute(name="rule-monitoring", parameters={}),
        },
        command_id=uuid5(_MAILS, f"{payload['staff']}|{payload['day']}|{payload['new']}|{payload['late']}"),
        now=now,
    )


def _lines(numbers: str) -> list[str]:
    pks = [int(each) for each in numbers.split(",") if each]
    rows = RuleFinding.objects.filter(pk__in=pks, ended_at=None).select_related("office", "organisation")
    return [
        gettext("%(place)s: %(rule)s, bis %(day)s")
        % {"place": place_of(row), "rule": title_of(row), "day": words.date_numeric(row.due_date or date.max)}
        for row in rows.order_by("due_date", "pk")
    ]


def place_of(finding: RuleFinding) -> str:
    """Where a rule is not kept."""
    place = finding.office or finding.organisation
    return place.name if place else gettext("die ganze Stadt")


def title_of(finding: RuleFinding) -> str:
    """Which rule it is."""
    return gettext(CHECKS[finding.rule].title) if finding.rule in CHECKS else finding.rule
