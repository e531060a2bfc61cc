"""What was issued, what was answered, and how mails of reports fare."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from einamt.accounts.models import Staff
from einamt.accounts.queries import Permissions, permissions_of
from einamt.accounts.rights import Right
from einamt.catalog.models import Office, Organisation
from einamt.insight.reports.errors import ReportUnknown
from einamt.insight.reports.gathering import Seen
from einamt.insight.reports.models import EvidencePackage, IssuedReport, ReportFile, Subscription
from einamt.platform.notifications.models import SentMessage

_LISTED = ("pk", "report", "number", "start", "until", "issued_at", "is_public")


def issues(*, only_public: bool) -> list[IssuedReport]:
    """All issues, the newest of each report first, without what stands in them."""
    found = IssuedReport.objects.only(*_LISTED)
    return list(found.filter(is_public=True) if only_public else found)


def issue(*, code: str, number: int, only_public: bool) -> IssuedReport:
    """One issue.

    :raises ReportUnknown: there is none.
    """
    found = IssuedReport.objects.filter(report=code, number=number)
    if only_public:
        found = found.filter(is_public=True)
    if (issued := found.first()) is None:
        raise ReportUnknown
    return issued


def issue_content(issued: IssuedReport, *, language: str) -> dict[str, Any]:
    """What stands in it in a language, else in German."""
    contents: dict[str, dict[str, Any]] = issued.data["contents"]
    return contents.get(language) or contents["de"]


def issue_pdf(issued: IssuedReport, *, language: str) -> bytes:
    """Its sealed file in a language, else in German."""
    files = {file.language: file for file in ReportFile.objects.filter(report=issued)}
    return bytes((files.get(language) or files["de"]).pdf)


def packages() -> list[EvidencePackage]:
    """All answers, the newest first, without their archives."""
    return list(EvidencePackage.objects.only("pk", "number", "title", "made_at"))


def package(*, package_id: UUID) -> EvidencePackage:
    """One answer.

    :raises ReportUnknown: there is none.
    """
    if (found := EvidencePackage.objects.filter(pk=package_id).first()) is None:
        raise ReportUnknown
    return found


def seen_by(permissions: Permissions) -> Seen | None:
    """What somebody may see of a draft: None where that is the whole city."""
    mine = permissions.organisations_with(right=Right.SEE_STEERING)
    parts = dict(Organisation.objects.filter(kind__in=Organisation.PARTS).values_list("pk", "identifier"))
    if mine and parts.keys() <= mine:
        return None
    offices = Office.objects.filter(organisation_id__in=mine).values_list("identifier", flat=True)
    return Seen(
        districts=frozenset(identifier for pk, identifier in parts.items() if pk in mine), offices=frozenset(offices)
    )


def may_be_mailed(staff: Staff) -> bool:
    """Whether somebody works here, has an address and may see figures of a part of the city as a whole."""
    permissions = permissions_of(staff=staff)
    return bool(staff.is_active and staff.email and permissions.organisations_with(right=Right.SEE_STEERING))


@dataclass(frozen=True, slots=True)
class SubscriptionLine:
    """A subscription and how its last mail fared."""

    subscription: Subscription
    last: SentMessage | None
    """None: nothing was sent yet, or the message is erased."""


def subscriptions_of(staff: Staff) -> Sequence[SubscriptionLine]:
    """Somebody's own; two queries."""
    found = list(Subscription.objects.filter(staff=staff).order_by("report", "rhythm"))
    ids = {each.pk: each.mail_id(start=each.last_start) for each in found if each.last_start}
    sent = SentMessage.objects.in_bulk(list(ids.values()))
    return [SubscriptionLine(each, sent.get(ids[each.pk]) if each.pk in ids else None) for each in found]
