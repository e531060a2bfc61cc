"""Reading findings."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from einamt.catalog.linting import registry
from einamt.catalog.linting.sentences import sentence
from einamt.catalog.models import Finding
from einamt.catalog.queries import service_names

ORDER = ("error", "warning", "notice")


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding in a list."""

    id: int
    code: str
    severity: str
    title: str
    """A German msgid."""
    sentence: str
    """In the reader's language."""
    service_id: int | None
    service_slug: str
    office_slug: str
    subject: str
    """Name of the service or office; empty where it is the city's."""
    found_at: datetime
    owner: str
    """Who sees to it, as `kind:id`; empty where that is all who edit for the organisation."""
    organisation: str
    """The organisation whose editors see to it; empty where it is the city's."""
    is_taken: bool
    """Whether an editor has said who and until when; else it follows from the text and the weight."""
    due_date: date | None
    note: str
    is_overdue: bool
    dismissal: str
    """Why it is no fault; empty where nobody has said so."""
    dismissed_by: str
    dismissed_at: datetime | None
    language: str
    """The language it is about; empty where it is about none."""

    @property
    def is_about_rules(self) -> bool:
        """Whether it is put right where rules of responsibility are edited."""
        return self.code.startswith(registry.ABOUT_RULES)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many open findings there are, by severity, and of them who has taken none."""

    error: int
    warning: int
    notice: int
    nobodys: int
    dismissed: int = 0
    """How many were dismissed with a reason; they are not among the others."""
    overdue: int = 0
    """How many should have been put right by now."""

    @property
    def all(self) -> int:
        """All of them."""
        return self.error + self.warning + self.notice


def open_findings(
    *,
    severity: str = "",
    code: str = "",
    owner: str | None = None,
    service_id: int | None = None,
    office_id: int | None = None,
    is_dismissed: bool = False,
    due_before: date | None = None,
) -> QuerySet[Finding]:
    """The open findings, the gravest first, then the oldest, or those that were dismissed. `owner`: None for all, ""
    for those of nobody. `due_before`: only what was to be put right before that day.
    """
    rows = Finding.objects.filter(ended_at=None, dismissed_at__isnull=not is_dismissed).select_related(
        "service__organisation", "office__organisation"
    )
    wanted = Q()
    if severity:
        wanted &= Q(severity=severity)
    if code:
        wanted &= Q(code=code)
    if owner is not None:
        wanted &= Q(owner=owner)
    if due_before is not None:
        wanted &= Q(due_date__lt=due_before)
    if service_id is not None:
        wanted &= Q(service_id=service_id)
    if office_id is not None:
        wanted &= Q(office_id=office_id)
    weight = Case(
        *(When(severity=name, then=Value(place)) for place, name in enumerate(ORDER)), output_field=IntegerField()
    )
    return rows.filter(wanted).order_by(weight, "code", "found_at", "pk")


def finding_lines(*, findings: list[Finding], language: str, today: date) -> list[FindingLine]:
    """Findings as a page shows them; one query for the names."""
    titles = {kind.code: kind.title for kind in registry.kinds()}
    ids = {finding.service_id for finding in findings if finding.service_id is not None}
    names = service_names(service_ids=ids, language=language)
    return [
        FindingLine(
            id=finding.pk,
            code=finding.code,
            severity=finding.severity,
            title=titles.get(finding.code, finding.code),
            sentence=sentence(message=finding.message, params=finding.params),
            service_id=finding.service_id,
            service_slug=finding.service.slug if finding.service else "",
            office_slug=finding.office.slug if finding.office else "",
            subject=_subject(finding, names),
            found_at=finding.found_at,
            owner=finding.owner,
            organisation=_organisation(finding, language),
            is_taken=finding.taken_date is not None,
            due_date=finding.due_date,
            note=finding.note,
            is_overdue=finding.due_date is not None and finding.due_date < today,
            dismissal=finding.dismissal,
            dismissed_by=finding.dismissed_by,
            dismissed_at=finding.dismissed_at,
            language=str(finding.params.get("language", "")),
        )
        for finding in findings
    ]


def owners() -> list[str]:
    """Everybody who has taken over an open finding, as `kind:id`."""
    rows = Finding.objects.filter(ended_at=None, dismissed_at=None).exclude(owner="")
    return list(rows.order_by("owner").values_list("owner", flat=True).distinct())


def counts(*, today: date) -> Counts:
    """How many open findings there are; one query."""
    rows = Finding.objects.filter(ended_at=None).values_list("severity", "owner", "due_date", "dismissed_at")
    by_severity: Counter[str] = Counter()
    nobodys = dismissed = overdue = 0
    for severity, owner, due_date, dismissed_at in rows:
        if dismissed_at is not None:
            dismissed += 1
            continue
        by_severity[severity] += 1
        nobodys += not owner
        overdue += due_date is not None and due_date < today
    return Counts(by_severity["error"], by_severity["warning"], by_severity["notice"], nobodys, dismissed, overdue)


def _subject(finding: Finding, names: dict[int, str]) -> str:
    if finding.service is not None:
        return names.get(finding.service.pk, finding.service.slug)
    return finding.office.name if finding.office else ""


def _organisation(finding: Finding, language: str) -> str:
    about = finding.service or finding.office
    if about is None:
        return ""
    return about.organisation.name if language == "de" else about.organisation.name_en or about.organisation.name
