"""Acting for a child, a ward or a principal: proved, bounded, ended; without any page."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from einamt.cases.models import Case, CaseEvent
from einamt.citizens.acting.errors import (
    AlreadyDecided,
    BadEnd,
    OfAge,
    OutOfScope,
    ProofNotSeen,
    ReasonMissing,
    TooManyAsked,
)
from einamt.citizens.acting.mails import remind
from einamt.citizens.acting.models import ActedCase, ProofFile, ProofFilePart, Representation
from einamt.citizens.acting.operations import Wanted, ask_to_act, confirm, end, note_acted, refuse
from einamt.citizens.acting.queries import acting_as, check_scope, may_open, representations_about
from einamt.citizens.acting.rules import KEPT_AT_MOST, MOST_ASKED, REMINDER, UNDECIDED, EndedBy, State, comes_of_age
from einamt.citizens.models import CitizenAccount
from einamt.citizens.operations import delete_account
from einamt.citizens.queries import acts_on
from einamt.citizens.rules import Act
from einamt.citizens.seen import SignIn
from einamt.citizens.taking_along import everything
from einamt.kernel.acting import ActingFor
from einamt.kernel.actor import Actor, ActorKind
from einamt.kernel.assurance import Level
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
KIM_HERSELF = Actor(ActorKind.CITIZEN, "kim")
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
    by = SignIn(account.pk)
    return ask_to_act(sign_in=by, wanted=one or wanted(), proofs=(), command_id=command or uuid4(), now=NOW)


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
    asked = ask_to_act(sign_in=SignIn(account.pk), wanted=wanted(), proofs=proofs, command_id=uuid4(), now=NOW)
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
    assert not note_acted(representation_id=bounded.pk, sign_in=SignIn(account.pk), case_id=case.pk, now=NOW)
    assert not ActedCase.objects.exists()


def test_a_case_says_that_somebody_acted_and_stays_open_to_them_until_the_end(account: CitizenAccount) -> None:
    case, _ = make_case(now=NOW)
    one = confirmed(account)
    for _ in range(2):
        assert note_acted(representation_id=one.pk, sign_in=SignIn(account.pk), case_id=case.pk, now=NOW)
    [noted] = CaseEvent.objects.filter(case=case, kind="begun-for-somebody")
    assert noted.data == {"representation": one.reference, "kind": "principal"}
    assert may_open(representation_id=one.pk, case_id=case.pk, now=NOW)
    assert not may_open(representation_id=one.pk, case_id=make_case(now=NOW)[0].pk, now=NOW)
    end(representation_id=one.pk, side=EndedBy.ACTING, actor=KIM_HERSELF, now=NOW)
    assert not may_open(representation_id=one.pk, case_id=case.pk, now=NOW)
    other, _ = make_case(now=NOW)
    assert not note_acted(representation_id=one.pk, sign_in=SignIn(account.pk), case_id=other.pk, now=NOW)


@pytest.mark.parametrize("side", list(EndedBy))
def test_either_side_ends_it_at_once_and_for_good(account: CitizenAccount, side: EndedBy) -> None:
    one = confirmed(account)
    for each in (side, EndedBy.OFFICE):
        end(representation_id=one.pk, side=each, actor=CLERK, reason="Die Vollmacht ist widerrufen.", now=NOW)
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
    note_acted(representation_id=one.pk, sign_in=SignIn(account.pk), case_id=case.pk, now=NOW)
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


def test_what_was_never_proved_is_erased_soon(account: CitizenAccount) -> None:
    one, never = confirmed(account), ask(account)
    assert ERASER.erase_some(NOW + UNDECIDED - timedelta(days=1)) == {}
    ERASER.erase_some(NOW + UNDECIDED)
    assert list(Representation.objects.all()) == [one]
    assert never != one


@pytest.mark.parametrize("how", ["ended", "ran out", "refused"])
def test_what_is_over_is_erased_three_years_after_the_year_in_which_it_ended(account: CitizenAccount, how: str) -> None:
    """It ends on 1 January by the city's clock, which is 31 December by that of Greenwich: kept for the whole year."""
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    one = ask(account) if how == "refused" else confirmed(account, wanted(ends=date(2027, 1, 1)))
    if how == "ended":
        end(representation_id=one.pk, side=EndedBy.ACTING, actor=KIM_HERSELF, now=new_year)
    elif how == "refused":
        refuse(representation_id=one.pk, reason="Die Unterschrift fehlt.", actor=CLERK, now=new_year)
    lapsed = datetime(2030, 12, 31, 23, tzinfo=UTC)
    assert ERASER.erase_some(lapsed - timedelta(minutes=1)) == {}
    ERASER.erase_some(lapsed)
    assert not Representation.objects.exists()
    assert timedelta(days=4 * 365 + 1) == KEPT_AT_MOST


def test_the_end_is_kept_with_who_ended_it_and_why_and_both_are_told(account: CitizenAccount) -> None:
    one = confirmed(account)
    relay.drain()
    mail.outbox.clear()
    with pytest.raises(ReasonMissing):
        end(representation_id=one.pk, side=EndedBy.OFFICE, actor=CLERK, reason=" ", now=NOW)
    for _ in range(2):
        end(representation_id=one.pk, side=EndedBy.OFFICE, actor=CLERK, reason="Frau Hà war hier.", now=NOW)
    one.refresh_from_db()
    assert (one.ended_by, one.end_reason, one.ended_at) == ("staff:7", "Frau Hà war hier.", NOW)
    relay.drain()
    assert sorted(each.to[0] for each in mail.outbox) == sorted([KIM, OMA])
    assert not any("Hà" in each.subject + str(each.body) for each in mail.outbox)


def test_who_takes_back_what_was_not_looked_at_is_told_nothing(account: CitizenAccount) -> None:
    one = ask(account)
    end(representation_id=one.pk, side=EndedBy.ACTING, actor=KIM_HERSELF, now=NOW)
    relay.drain()
    assert mail.outbox == []
    other = ask(account)
    end(representation_id=other.pk, side=EndedBy.OFFICE, actor=CLERK, reason="Das war ein Irrtum.", now=NOW)
    relay.drain()
    assert [each.to for each in mail.outbox] == [[KIM]], "nobody has told the other one that they were acted for"


def test_each_side_reads_its_mails_in_its_own_language(account: CitizenAccount) -> None:
    one = confirmed(account, replace(wanted(), language="en", person_language="de"))
    relay.drain()
    end(representation_id=one.pk, side=EndedBy.PERSON, actor=Actor(ActorKind.CITIZEN, "oma"), now=NOW)
    relay.drain()
    remind(NOW)
    told = {(each.to[0], each.subject) for each in mail.outbox}
    assert told == {
        (KIM, "An authority to act in your account was decided"),
        (KIM, "An authority to act in your account has ended"),
        (OMA, "Jemand darf bei der Stadt für Sie handeln"),
        (OMA, "Jemand darf bei der Stadt nicht mehr für Sie handeln"),
    }
    assert all(("/en/" in str(each.body)) == (each.to == [KIM]) for each in mail.outbox)


def test_how_surely_somebody_was_seen_is_kept_with_what_they_asked_and_began(account: CitizenAccount) -> None:
    case, _ = make_case(now=NOW)
    surely = SignIn(account.pk, Level.HIGH, "https://login.example")
    asked = ask_to_act(sign_in=surely, wanted=wanted(), proofs=(), command_id=uuid4(), now=NOW)
    assert (asked.level, asked.issuer) == (Level.HIGH, "https://login.example")
    confirm(representation_id=asked.pk, ends_date=asked.ends_date, has_seen_proof=True, actor=CLERK, now=NOW)
    for way in (SignIn(account.pk), surely):
        note_acted(representation_id=asked.pk, sign_in=way, case_id=case.pk, now=NOW)
    [act] = acts_on(case_id=case.pk)
    assert (act.act, act.subject, act.account, act.level) == (Act.BEGUN_FOR, asked.pk, account.pk, None)
    delete_account(account_id=account.pk)
    assert acts_on(case_id=case.pk) == [act], "it is proved as long as the case is kept"
    assert str(account.pk) in str(persons.provider_of(f"case:{case.reference}").export(f"case:{case.reference}"))
