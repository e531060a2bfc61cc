"""Cases of one person: found through the procedures that know whom they are of, and by where that person wished to be
told; blocked, exported, erased with what was told.

What the law says about each: docs/rules/retention.md.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from einamt.cases.holding import reason_to_keep
from einamt.cases.models import Case, CaseBlock
from einamt.cases.registry import kind_of
from einamt.kernel.references import BadReference, parse_reference
from einamt.platform.crypto.fields import blind_index
from einamt.platform.notifications import persons as messages
from einamt.platform.notifications.numbers import mobile_number
from einamt.platform.notifications.recipients import Recipient
from einamt.platform.retention.exporting import exported
from einamt.platform.retention.persons import Basis, Matter, PersonProvider, Wanted
from einamt.platform.retention.registry import Counts

_PREFIX = "case"


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a case is of: a name, where it is known, and blind indexes of where that person can be reached."""

    name: str
    contacts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Contact:
    """Where the holder of a case is written to, and in which language; `email` may be empty."""

    email: str = ""
    language: str = "de"


def _nobody(_address: str) -> Iterable[tuple[UUID, str]]:
    """For procedures that keep addresses without an index."""
    return ()


def _nothing(_case_id: UUID) -> dict[str, str]:
    """For procedures to which their persons say nothing."""
    return {}


def _unknown(_case_id: UUID) -> Contact | None:
    """For procedures that write to nobody."""
    return None


@dataclass(frozen=True, slots=True)
class Holders:
    """How a procedure tells whose cases are: those of whom `wanted` finds, the holder of one (None: not its case), and
    the export of what lies beside the case and does not go with it.

    `reached` gives the cases whose messages go to a mail address, each with the address as it is written there. It is
    asked by citizens' pages: only where an index answers, so that it costs the same however much is kept.
    """

    find: Callable[[Wanted], Iterable[UUID]]
    holder: Callable[[UUID], Holder | None]
    beside: Callable[[UUID], dict[str, object]]
    reached: Callable[[str], Iterable[tuple[UUID, str]]] = _nobody
    contact: Callable[[UUID], Contact | None] = _unknown
    """Where the holder of a case is written to; None: not its case."""
    given: Callable[[UUID], dict[str, str]] = _nothing
    """What its person has typed about themselves and their matter, by name of the field; empty: not its case. For
    whoever is known to be that person alone: it is more than reference and code show.
    """


_procedures: list[Holders] = []


def register(holders: Holders) -> None:
    """Have a procedure asked."""
    _procedures.append(holders)


def find(wanted: Wanted) -> list[Matter]:
    """The cases of whoever can be reached there, and the one with the reference."""
    found = {case_id for procedure in _procedures for case_id in procedure.find(wanted)}
    cases = list(_cases().filter(pk__in=found))
    named = _by_reference(wanted.reference)
    return [_matter(case) for case in [*cases, *([named] if named and named.pk not in found else [])]]


def reached_at(*, address: str) -> list[tuple[UUID, str]]:
    """The cases whose messages go to `address`, each with the address as it is written there: an index may find ones
    that only look alike, and who asks compares.
    """
    return [found for procedure in _procedures for found in procedure.reached(address)]


def contact_of(*, case_id: UUID) -> Contact:
    """Where the holder of a case is written to, as its procedure knows it; without an address where none does."""
    known = (procedure.contact(case_id) for procedure in _procedures)
    return next((contact for contact in known if contact is not None), Contact())


def given_in(*, case_id: UUID) -> dict[str, str]:
    """What the person of a case has typed, as its procedure keeps it."""
    return {name: value for procedure in _procedures for name, value in procedure.given(case_id).items()}


def matter(key: str) -> Matter | None:
    """The case of `key`, as `case:<reference>`."""
    case = _by_reference(key.partition(":")[2])
    return None if case is None else _matter(case)


def export(key: str) -> dict[str, object]:
    """The case with all that goes with it, and what lies beside it."""
    case = _existing(key)
    beside = {name: value for procedure in _procedures for name, value in procedure.beside(case.pk).items()}
    return exported(case) | beside


@transaction.atomic
def erase(key: str) -> Counts:
    """Erase the case with all that goes with it, and what was told about it."""
    case = _existing(key)
    return {**messages.forget_about(case.pk), **case.delete()[1]}


@transaction.atomic
def block(key: str, basis: Basis, reason: str, now: datetime) -> None:
    """Show it to nobody of the staff from now on. That the person asked for it counts for more than another reason."""
    case = _existing(key)
    found, is_new = CaseBlock.objects.get_or_create(
        case=case, defaults={"basis": basis.value, "reason": reason[:200], "blocked_at": now}
    )
    if not is_new and basis is Basis.ASKED:
        found.basis, found.reason, found.blocked_at = basis.value, reason[:200], now
        found.save()


@transaction.atomic
def lift(key: str) -> None:
    """Show it again."""
    CaseBlock.objects.filter(case=_existing(key)).delete()


def _told_at(recipient: Recipient) -> frozenset[str]:
    # as of the contact of an appointment, so that both are seen to be one person's
    given = filter(None, (recipient.email.strip(), recipient.mobile))
    return frozenset(blind_index(text=each, purpose="appointments.contact") for each in given)


def _cases_told_at(wanted: Wanted) -> Iterator[UUID]:
    wished = _told_at(Recipient(email=wanted.email, mobile=mobile_number(wanted.phone) or ""))
    if wished:
        yield from (case_id for case_id, recipient in messages.wishes() if wished & _told_at(recipient))


def _who_is_told(case_id: UUID) -> Holder | None:
    recipient = messages.wish_about(case_id)
    return None if recipient is None else Holder(name="", contacts=_told_at(recipient))


TOLD = Holders(find=_cases_told_at, holder=_who_is_told, beside=messages.told_about)
"""Of every procedure: where a person wished to be told about a case says whose it is."""

PROVIDER = PersonProvider(prefix=_PREFIX, find=find, matter=matter, export=export, erase=erase, block=block, lift=lift)


def _cases() -> QuerySet[Case]:
    return Case.objects.select_related("service", "block").order_by("opened_at")


def _by_reference(text: str) -> Case | None:
    try:
        return _cases().filter(reference=parse_reference(text)).first()
    except BadReference:
        return None


def _existing(key: str) -> Case:
    case = _by_reference(key.partition(":")[2])
    if case is None:
        raise Case.DoesNotExist(key)
    return case


def _matter(case: Case) -> Matter:
    known = [holder for procedure in _procedures if (holder := procedure.holder(case.pk)) is not None]
    return Matter(
        key=f"{_PREFIX}:{case.reference}",
        subject=f"case:{case.pk}",
        what=f"{kind_of(case.kind).code}: {case.service.slug}",
        name=next((holder.name for holder in known if holder.name), ""),
        contacts=frozenset(index for holder in known for index in holder.contacts),
        began_at=case.opened_at,
        kept_because=_kept_because(case),
        is_open=case.closed_at is None,
        is_blocked=hasattr(case, "block"),
    )


def _kept_because(case: Case) -> str:
    if case.closed_at is None:
        return "it is not finished, and needed until then (Art. 17(1)(a) GDPR); withdraw it first"
    return reason_to_keep(case_id=case.pk) or kind_of(case.kind).kept_although_asked
