"""Reading representations: those of an account, those about it, those that wait, and what may be done by them."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from einamt.cases.models import Case
from einamt.citizens.acting.errors import NotActing, OutOfScope, UnknownRepresentation
from einamt.citizens.acting.models import ProofFile, Representation
from einamt.citizens.acting.rules import State
from einamt.citizens.models import CitizenAccount
from einamt.citizens.rules import normal_address
from einamt.kernel.assurance import Level
from einamt.kernel.errors import DomainError
from einamt.kernel.references import parse_reference
from einamt.platform.attachments.errors import FileNotThere
from einamt.platform.attachments.rules import State as FileState
from einamt.platform.shell import city

MOST_LISTED = 200


def today(*, now: datetime) -> date:
    """By the city's clock."""
    return now.astimezone(city.zone()).date()


def in_force(*, now: datetime) -> Q:
    """What is confirmed and has not ended."""
    return Q(state=State.CONFIRMED, ends_date__gt=today(now=now))


def acting_as(*, representation_id: UUID, account_id: UUID, now: datetime) -> Representation | None:
    """The representation by which the account acts; None where it may not, or not any more."""
    found = Representation.objects.filter(in_force(now=now), pk=representation_id, account=account_id)
    return found.first()


def representations_of(*, account: CitizenAccount) -> list[Representation]:
    """Those that the account has asked for, the latest first."""
    return list(account.representations.order_by("-asked_at").prefetch_related("services"))


def representations_about(*, account: CitizenAccount, now: datetime) -> list[Representation]:
    """Those in force by which others act for whoever has proved the address that stands there, to the letter."""
    proved = {each.address_index: each.address for each in account.addresses.all()}
    found = Representation.objects.filter(in_force(now=now), person_index__in=proved).exclude(account=account)
    return [each for each in found if normal_address(each.person_email) == normal_address(proved[each.person_index])]


def check_scope(*, representation: Representation, service_ids: Collection[int | None]) -> None:
    """Whether it is for all of the services.

    :raises OutOfScope: it is not.
    """
    if representation.is_for_all:
        return
    if not set(service_ids) <= set(representation.services.values_list("pk", flat=True)):
        raise OutOfScope


def cases_acted_in(*, representation: Representation) -> QuerySet[Case]:
    """The cases begun by it: those that are open first."""
    begun = Case.objects.filter(acted__representation=representation)
    related = begun.select_related("service", "organisation", "office")
    return related.order_by(F("closed_at").desc(nulls_first=True), "-opened_at", "-pk")


def acted_case(*, representation: Representation, case_id: UUID) -> Case:
    """One of them.

    :raises NotActing: it was not begun by it.
    """
    case = cases_acted_in(representation=representation).filter(pk=case_id).first()
    if case is None:
        raise NotActing
    return case


def may_open(*, representation_id: UUID, case_id: UUID, now: datetime) -> bool:
    """Whether a case that stands open in a browser by a representation may stay so."""
    begun = Representation.objects.filter(in_force(now=now), pk=representation_id, cases__case=case_id)
    return begun.exists()


def waiting() -> list[Representation]:
    """What is to be decided, the longest waiting first."""
    return list(Representation.objects.filter(state=State.ASKED)[:MOST_LISTED])


def representation_with(*, reference: str) -> Representation:
    """The one with the number that somebody says.

    :raises UnknownRepresentation: there is none.
    """
    try:
        written = parse_reference(reference)
    except DomainError as error:
        raise UnknownRepresentation from error
    found = Representation.objects.filter(reference=written).prefetch_related("services", "proofs").first()
    if found is None:
        raise UnknownRepresentation
    return found


def proof_of(*, representation: Representation, file_id: UUID) -> ProofFile:
    """A proof that may be opened.

    :raises FileNotThere: there is none such.
    """
    file = ProofFile.objects.filter(pk=file_id, representation=representation, state=FileState.CLEAN).first()
    if file is None:
        raise FileNotThere
    return file


def told_of(*, account: CitizenAccount, now: datetime) -> dict[str, object]:
    """For whom the account acts and who acts for it, for its person to take along (Art. 15, 20 GDPR)."""
    return {
        "acting_for": [
            _told(each) | {"person": each.person_name, "birth_date": each.birth_date, "duties": each.duties}
            for each in representations_of(account=account)
        ],
        "acted_for_by": [
            _told(each) | {"acting": each.acting_name} for each in representations_about(account=account, now=now)
        ],
    }


def _told(one: Representation) -> dict[str, object]:
    return {
        "reference": one.reference,
        "kind": one.kind,
        "state": one.state,
        "asked_at": one.asked_at.isoformat(),
        "ends": one.ends_date.isoformat(),
        "level": Level(one.level).name.lower() if one.level else None,
        "reason": one.reason,
        "ended_at": one.ended_at.isoformat() if one.ended_at else None,
        "ended_by": one.ended_side,
        "why_ended": one.end_reason or "",
        "services": "all" if one.is_for_all else sorted(str(each) for each in one.services.all()),
        "cases": [each.reference for each in cases_acted_in(representation=one)],
    }
