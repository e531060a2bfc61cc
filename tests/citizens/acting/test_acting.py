"""Acting for a child, a ward or a principal: proved, bounded, ended; without any page."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from einamt.cases.models import Case, CaseEvent
from einamt.citizens.acting.errors import AlreadyDecided, BadEnd, OfAge, OutOfScope, ProofNotSeen, TooManyAsked
from einamt.citizens.acting.mails import remind
from einamt.citizens.acting.models import ActedCase, ProofFile, ProofFilePart, Representation
from einamt.citizens.acting.operations import Wanted, ask_to_act, confirm, end, note_acted, refuse
from einamt.citizens.acting.queries import acting_as, check_scope, may_open, representations_about
from einamt.citizens.acting.rules import KEPT, MOST_ASKED, REMINDER, UNDECIDED, EndedBy, State, comes_of_age
from einamt.citizens.models import CitizenAccount
from einamt.citizens.operations import delete_account
from einamt.citizens.queries import everything
from einamt.kernel.acting import ActingFor
from einamt.kernel.actor import Actor, ActorKind
from einamt.platform.attachments.receiving import receive
from einamt.platform.notifications.models import SentMessage
from einamt.platform.outbox import relay
from einamt.platform.retention import persons, registry
from tests.citizens.test_accounts import account_of
from tests.factories.cases import make_case
from tests.factories.catalog import make_service
from tests.factories.files import pdf
from tools.clamav import TemporaryScanner

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TODAY = NOW.date()
CLERK = Actor(ActorKind.STAFF, "7")
KIM, OMA = "kim@example.org", "oma@straße.example"
[ERASER] = [each for each in registry.registered() if each.name == "acting"]


@pytest.fixture
def account() -> CitizenAccount:
    return account_of(KIM)


def wanted(
    kind: ActingFor = ActingFor.PRINCIPAL,
    *,
    born: date = date(1950, 3, 1),
    services: list[int] | None = None,
    ends: date | None = TODAY + timedelta(days=100),
) -> Wanted:
    return Wanted(
        kind=kind,
        acting_name="Kim Özdemir",
        person_name="Đặng-Nguyễn Thị Hà",
        birth_date=born,
        person_email=OMA if kind is ActingFor.PRINCIPAL else "",
        service_ids=services or [],
        ends_date=ends,
    )


def ask(account: CitizenAccount, one: Wanted | None = None, *, command: UUID | None = None) -> Representation:
    return ask_to_act(account_id=account.pk, wanted=one or wanted(), proofs=(), command_id=command or uuid4(), now=NOW)


def confirmed(account: CitizenAccount, one: Wanted | None = None) -> Representation:
    asked = ask(account, one)
    return confirm(representation_id=asked.pk, ends_date=asked.ends_date, has_seen_proof=True, actor=CLERK, now=NOW)


def acts(one: Representation, now: datetime = NOW) -> bool:
    return acting_as(representation_id=one.pk, account_id=one.account_id, now=now) is not None


@pytest.mark.parametrize(
    ("born", "of_age"),
    [
        (date(2010, 5, 17), date(2028, 5, 17)),
        (date(2008, 2, 29), date(2026, 3, 1)),
        (date(2010, 12, 31), date(2028, 12, 31)),
    ],
)
def test_somebody_is_of_age_from_their_18th_birthday_on(born: date, of_age: date) -> None:
    assert comes_of_age(born) == of_age


def test_nobody_acts_before_it_is_confirmed(account: CitizenAccount) -> None:
    asked = ask(account)
    assert not acts(asked)
    confirm(representation_id=asked.pk, ends_date=asked.ends_date, has_seen_proof=True, actor=CLERK, now=NOW)
    assert acts(asked)
    other = account_of("other@example.org")
    assert acting_as(representation_id=asked.pk, account_id=other.pk, now=NOW) is None


def test_the_same_form_sent_twice_asks_once(account: CitizenAccount) -> None:
    command = uuid4()
    assert ask(account, command=command) == ask(account, command=command)
    assert ask(account_of("other@example.org"), command=command).account != account


def test_a_parent_acts_until_the_child_is_of_age(account: CitizenAccount) -> None:
    child = confirmed(account, wanted(ActingFor.CHILD, born=date(2008, 11, 26), ends=None))
    assert child.ends_date == date(2026, 11, 26)
    assert acts(child, datetime(2026, 11, 25, 22, 59, tzinfo=UTC))
    assert not acts(child, datetime(2026, 11, 25, 23, 0, tzinfo=UTC)), "midnight in the city"
    with pytest.raises(OfAge):
        ask(account, wanted(ActingFor.CHILD, born=date(2008, 11, 24), ends=None))


@pytest.mark.parametrize("ends", [TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=5 * 365 + 1)])
def test_an_end_lies_ahead_and_within_five_years(account: CitizenAccount, ends: date) -> None:
    with pytest.raises(BadEnd):
        ask(account, wanted(ends=ends))
    asked = ask(account)
    with pytest.raises(BadEnd):
        confirm(representation_id=asked.pk, ends_date=ends, has_seen_proof=True, actor=CLERK, now=NOW)


def test_only_who_has_seen_the_proof_confirms_and_only_once(account: CitizenAccount) -> None:
    asked = ask(account)
    with pytest.raises(ProofNotSeen):
        confirm(representation_id=asked.pk, ends_date=asked.ends_date, has_seen_proof=False, actor=CLERK, now=NOW)
    refuse(representation_id=asked.pk, reason="Die Unterschrift fehlt.", actor=CLERK, now=NOW)
    with pytest.raises(AlreadyDecided):
        confirm(representation_id=asked.pk, ends_date=asked.ends_date, has_seen_proof=True, actor=CLERK, now=NOW)
    assert not acts(asked)


def test_nobody_floods_the_counters(account: CitizenAccount) -> None:
    for _ in range(MOST_ASKED):
        ask(account)
    with pytest.raises(TooManyAsked):
        ask(account)


def test_a_proof_is_deleted_once_it_was_seen(account: CitizenAccount, scanner: TemporaryScanner) -> None:
    proofs = receive(files=[SimpleUploadedFile("Vollmacht.pdf", pdf())])
    asked = ask_to_act(account_id=account.pk, wanted=wanted(), proofs=proofs, command_id=uuid4(), now=NOW)
    assert ProofFile.objects.get().name == "Vollmacht.pdf"
    confirm(representation_id=asked.pk, ends_date=asked.ends_date, has_seen_proof=True, actor=CLERK, now=NOW)
    assert not ProofFile.objects.exists()
    assert not ProofFilePart.objects.exists()


def test_nothing_is_done_beyond_the_scope(account: CitizenAccount) -> None:
    case, _ = make_case(now=NOW)
    other = make_service()
    bounded = confirmed(account, wanted(services=[other.pk]))
    with pytest.raises(OutOfScope):
        check_scope(representation=bounded, service_ids=[other.pk, case.service_id])
    check_scope(representation=bounded, service_ids=[other.pk])
    assert not note_acted(representation_id=bounded.pk, account_id=account.pk, case_id=case.pk, now=NOW)
    assert not ActedCase.objects.exists()


def test_a_case_says_that_somebody_acted_and_stays_open_to_them_until_the_end(account: CitizenAccount) -> None:
    case, _ = make_case(now=NOW)
    one = confirmed(account)
    for _ in range(2):
        assert note_acted(representation_id=one.pk, account_id=account.pk, case_id=case.pk, now=NOW)
    [noted] = CaseEvent.objects.filter(case=case, kind="begun-for-somebody")
    assert noted.data == {"representation": one.reference, "kind": "principal"}
    assert may_open(representation_id=one.pk, case_id=case.pk, now=NOW)
    assert not may_open(representation_id=one.pk, case_id=make_case(now=NOW)[0].pk, now=NOW)
    end(representation_id=one.pk, side=EndedBy.ACTING, now=NOW)
    assert not may_open(representation_id=one.pk, case_id=case.pk, now=NOW)
    assert not note_acted(representation_id=one.pk, account_id=account.pk, case_id=make_case(now=NOW)[0].pk, now=NOW)


@pytest.mark.parametrize("side", list(EndedBy))
def test_either_side_ends_it_at_once_and_for_good(account: CitizenAccount, side: EndedBy) -> None:
    one = confirmed(account)
    for each in (side, EndedBy.OFFICE):
        end(representation_id=one.pk, side=each, now=NOW)
    one.refresh_from_db()
    assert (one.state, one.ended_side) == (State.ENDED, side)
    assert not acts(one)


def test_whoever_is_represented_finds_it_by_their_own_address_to_the_letter(account: CitizenAccount) -> None:
    one = confirmed(account)
    assert representations_about(account=account_of(OMA), now=NOW) == [one]
    assert representations_about(account=account_of("oma@strasse.example"), now=NOW) == []
    assert representations_about(account=account, now=NOW) == []


def test_both_sides_are_told_and_reminded_once(account: CitizenAccount) -> None:
    one = confirmed(account)
    relay.drain()
    assert sorted(each.to[0] for each in mail.outbox) == sorted([KIM, OMA])
    assert not any("Đặng" in each.subject + str(each.body) for each in mail.outbox)
    mail.outbox.clear()
    for days in (101, 31, 30, 29):
        remind(datetime.combine(one.ends_date, NOW.timetz()) - timedelta(days=days))
    assert [each.to for each in mail.outbox] == [[KIM]]
    assert "endet bald" in mail.outbox[0].subject
    assert timedelta(days=30) == REMINDER


def test_it_is_taken_along_by_both_sides(account: CitizenAccount) -> None:
    confirmed(account)
    mine = everything(account=account, language="de", now=NOW)["representations"]
    theirs = everything(account=account_of(OMA), language="de", now=NOW)["representations"]
    assert "Đặng-Nguyễn Thị Hà" in str(mine)
    assert "Kim Özdemir" in str(theirs)
    assert "Kim Özdemir" not in str(everything(account=account_of("x@example.org"), language="de", now=NOW))


def test_it_goes_with_the_account_and_so_does_what_was_mailed(account: CitizenAccount) -> None:
    case, _ = make_case(now=NOW)
    one = confirmed(account)
    note_acted(representation_id=one.pk, account_id=account.pk, case_id=case.pk, now=NOW)
    relay.drain()
    assert SentMessage.objects.filter(about=one.pk).count() == 2
    delete_account(account_id=account.pk)
    assert not Representation.objects.exists()
    assert not SentMessage.objects.filter(about=one.pk).exists()
    assert Case.objects.filter(pk=case.pk).exists()


def test_whoever_is_represented_gets_and_erases_what_is_kept_of_them(account: CitizenAccount) -> None:
    one = confirmed(account)
    [found] = [each for each in persons.find(persons.Wanted(email=OMA)) if each.key.startswith("representation:")]
    provider = persons.provider_of(found.key)
    assert "1950-03-01" in str(provider.export(found.key))
    provider.erase(found.key)
    assert not Representation.objects.filter(pk=one.pk).exists()


def test_what_is_over_is_erased_when_claims_have_lapsed(account: CitizenAccount) -> None:
    one, never = confirmed(account), ask(account)
    assert ERASER.erase_some(NOW + UNDECIDED - timedelta(days=1)) == {}
    ERASER.erase_some(NOW + UNDECIDED)
    assert list(Representation.objects.all()) == [one]
    assert never != one
    over = datetime.combine(one.ends_date, NOW.timetz()) + KEPT
    assert ERASER.erase_some(over - timedelta(days=1)) == {}
    ERASER.erase_some(over)
    assert not Representation.objects.exists()
