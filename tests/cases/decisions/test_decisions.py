"""Issuing decisions, and what becomes of them on each way."""

from datetime import date, datetime, timedelta
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from django.core import mail
from pypdf import PdfReader

from einamt.cases.decisions import jobs
from einamt.cases.decisions.errors import (
    CaseIsBlocked,
    DayNotPossible,
    NotForThisAccount,
    NothingDecided,
    NothingToNote,
    NotReady,
    NoWayToTell,
)
from einamt.cases.decisions.jobs import find_unfetched
from einamt.cases.decisions.models import Decision, Delivery
from einamt.cases.decisions.operations import deliver_again, note_arrival, note_not_arrived, note_wrong_remedy
from einamt.cases.decisions.queries import Stage, withheld
from einamt.cases.decisions.rules import Law, Remedy, Way
from einamt.cases.documents.queries import check_code, pdf_of
from einamt.cases.models import Case, CaseBlock, CaseEvent
from einamt.cases.operations import erase_some_cases
from einamt.cases.persons import erase, export, find, matter
from einamt.citizens.models import AccountCase, CitizenAccount
from einamt.citizens.operations import ask_for_link, fetch_decision, follow_link
from einamt.citizens.seen import SignIn
from einamt.platform.notifications.channels import MessageChannel
from einamt.platform.notifications.models import LetterBatch, SentMessage, Trouble
from einamt.platform.notifications.operations import mark_posted, report_returned_letter, send_again
from einamt.platform.notifications.printing import Sender, batch_pdf
from einamt.platform.notifications.steps import write_trouble
from einamt.platform.outbox.models import OutboxMessage
from einamt.platform.outbox.queries import dead_letters
from einamt.platform.retention.persons import Wanted
from einamt.platform.shell import words
from tests.cases.decisions.conftest import NOW
from tests.cases.decisions.on_its_way import post_all, seen, work
from tests.factories.cases import make_case
from tests.factories.decisions import ADDRESS, HOME, IN_PERSON, ISSUER, PORTAL, POST, SERVED, make_decision

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
OFFICE = Sender(name="Bürgeramt", street="Breite Straße 1", postal_code="13187", town="Musterstadt")


def account_of(address: str, now: datetime = NOW) -> CitizenAccount:
    token = ask_for_link(address=address, browser="here", account_id=None, now=now)
    return follow_link(token=token, browser="here", account_id=None, now=now)


def pages_of(decision: Decision) -> str:
    content = pdf_of(document_id=decision.pk, case_id=decision.document.case_id)
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def ways(decision: Decision) -> set[str]:
    return set(decision.deliveries.values_list("way", flat=True))


def let_letters_follow(now: datetime) -> None:
    """What the schedule finds at `now`, done by the worker."""
    find_unfetched(now)
    work(now)


def test_a_decision_says_what_is_decided_why_and_how_to_object(case: Case) -> None:
    text = " ".join(pages_of(make_decision(case, now=NOW)).split())
    for said in ("Ada Đặng Breite Straße 3", "Entscheidung Ihr Antrag ist abgelehnt.", "Begründung Sie wohnen nicht"):
        assert said in text
    assert "Rechtsbehelfsbelehrung Gegen diesen Bescheid können Sie innerhalb eines Monats" in text
    assert "Niederschrift bei: Bürgeramt Rathaus Nord, Breite Straße 24a, 13187 Musterstadt." in text


def test_a_decision_without_an_instruction_has_no_such_section(case: Case) -> None:
    assert "Rechtsbehelfsbelehrung" not in pages_of(make_decision(case, now=NOW, remedy=Remedy.NONE))


def test_it_can_be_checked_like_any_document_by_its_code(case: Case) -> None:
    code = pages_of(make_decision(case, now=NOW)).split("Code: ")[1].split()[0]
    assert check_code(text=code, language="de").kind_name == "Bescheid"


def test_the_second_press_is_the_same_decision(case: Case) -> None:
    command = uuid4()
    first = make_decision(case, now=NOW, command=command)
    assert make_decision(case, now=NOW + timedelta(seconds=1), command=command) == first
    assert Delivery.objects.count() == 1


def test_a_command_that_was_used_elsewhere_leads_to_nothing_of_another_case(case: Case) -> None:
    command, other = uuid4(), make_case(now=NOW)[0]
    first = make_decision(case, now=NOW, command=command, direction=SERVED)
    second = make_decision(other, now=NOW, command=command, direction=SERVED)
    assert (first.document.case, second.document.case) == (case, other)
    tries = [
        deliver_again(document_id=each.pk, direction=IN_PERSON, actor=ISSUER, command_id=command, now=NOW)
        for each in (first, second, first)
    ]
    assert [each.decision_id for each in tries] == [first.pk, second.pk, first.pk]
    assert tries[0] == tries[2]


@pytest.mark.parametrize("empty", ["subject", "operative", "reasons", "person_name", "remedy_office"])
def test_what_the_law_asks_for_cannot_be_left_out(case: Case, empty: str) -> None:
    with pytest.raises(NothingDecided):
        make_decision(case, now=NOW, **{empty: " "})
    assert not Decision.objects.exists()


@pytest.mark.parametrize("lacking", [{"address": None}, {"email": ""}, {"has_consented": False}])
def test_the_portal_needs_consent_and_somewhere_to_write_to(case: Case, lacking: dict[str, object]) -> None:
    from dataclasses import replace

    with pytest.raises(NoWayToTell):
        make_decision(case, now=NOW, direction=replace(PORTAL, **lacking))  # type: ignore[arg-type]


def test_nothing_is_decided_on_a_blocked_case(case: Case) -> None:
    CaseBlock.objects.create(case=case, basis="asked", reason="1", blocked_at=NOW)
    with pytest.raises(CaseIsBlocked):
        make_decision(case, now=NOW)


def test_what_is_handed_over_has_effect_at_once(case: Case) -> None:
    view = seen(make_decision(case, now=NOW, direction=IN_PERSON))
    assert (view.stage, view.effective_on, view.last_day) == (Stage.KNOWN, TODAY, date(2026, 12, 24))


def test_a_letter_is_printed_with_the_decision_behind_it_and_has_effect_on_the_fourth_day(case: Case) -> None:
    decision = make_decision(case, now=NOW)
    assert seen(decision).stage is Stage.TO_POST
    work()
    batch = post_all(TODAY, NOW)
    pages = [page.extract_text() for page in PdfReader(BytesIO(batch_pdf(batch=batch, sender=OFFICE))).pages]
    assert [bool(page.strip()) for page in pages] == [True, False, True, False, True]
    assert "mit diesem Brief erhalten Sie unseren Bescheid" in " ".join(pages[2].split())
    assert "Ihr Antrag ist abgelehnt." in pages[4]
    view = seen(decision)
    assert (view.stage, view.effective_on) == (Stage.UNDER_WAY, date(2026, 11, 28))
    assert withheld(case_id=case.pk, now=NOW) == {decision.pk}
    later = seen(decision, NOW + timedelta(days=4))
    assert (later.stage, later.last_day) == (Stage.KNOWN, date(2026, 12, 28))


def test_posting_a_batch_without_decisions_notes_nothing(case: Case) -> None:
    decision = make_decision(case, now=NOW, direction=SERVED)
    batch = LetterBatch.objects.create(made_at=NOW, letters=1)
    SentMessage.objects.create(
        command_id=uuid4(), kind="another", channel="letter", about=case.pk, claimed_at=NOW, batch=batch, place=1
    )
    mark_posted(batch_id=batch.pk, on=TODAY, by="staff:1", now=NOW)
    work()
    assert seen(decision).posted_on is None


def test_a_letter_that_came_back_makes_nothing_known_and_the_next_one_does(case: Case) -> None:
    decision = make_decision(case, now=NOW)
    work()
    batch = post_all(TODAY, NOW)
    letter = report_returned_letter(number=f"{batch.pk}-1", offices=None, now=NOW)
    work()
    view = seen(decision, NOW + timedelta(days=9))
    assert (view.stage, view.effective_on, view.last_day) == (Stage.CAME_BACK, None, None)
    later = NOW + timedelta(days=9)
    send_again(message_id=letter, channel=MessageChannel.LETTER, by="staff:1", now=later)
    post_all(date(2026, 12, 3), later)
    assert seen(decision, later).effective_on == date(2026, 12, 7)


def test_a_letter_abroad_has_effect_when_somebody_can_prove_that_it_came(case: Case) -> None:
    from dataclasses import replace

    decision = make_decision(case, now=NOW, direction=replace(POST, address=replace(HOME, country="Polen")))
    work()
    post_all(TODAY, NOW)
    assert seen(decision, NOW + timedelta(days=60)).stage is Stage.UNDER_WAY
    note_arrival(document_id=decision.pk, on=date(2026, 12, 2), actor=ISSUER, now=NOW + timedelta(days=10))
    assert seen(decision, NOW + timedelta(days=10)).effective_on == date(2026, 12, 2)


def test_what_is_served_has_effect_on_the_day_that_is_noted(case: Case) -> None:
    decision = make_decision(case, now=NOW, direction=SERVED)
    assert seen(decision).stage is Stage.TO_SERVE
    for impossible in (date(2026, 11, 23), date(2026, 11, 25)):
        with pytest.raises(DayNotPossible):
            note_arrival(document_id=decision.pk, on=impossible, actor=ISSUER, now=NOW)
    note_arrival(document_id=decision.pk, on=TODAY, actor=ISSUER, now=NOW)
    assert seen(decision).stage is Stage.KNOWN


def test_the_arrival_of_a_letter_that_nobody_has_posted_is_not_noted(case: Case) -> None:
    with pytest.raises(NothingToNote):
        note_arrival(document_id=make_decision(case, now=NOW).pk, on=TODAY, actor=ISSUER, now=NOW)


def test_its_person_is_told_that_it_lies_ready_and_never_what_it_says(case: Case) -> None:
    make_decision(case, now=NOW, direction=PORTAL)
    work()
    [sent] = mail.outbox
    assert sent.to == [ADDRESS]
    assert "Er liegt bis Freitag, 4. Dezember 2026 bereit." in str(sent.body)
    assert "abgelehnt" not in str(sent.body) + sent.subject
    assert "Bescheid" not in sent.subject


@pytest.mark.parametrize(
    ("law", "day"), [(Law.SOCIAL, "Samstag, 28. November 2026"), (Law.TAX, "Montag, 30. November 2026")]
)
def test_where_it_has_effect_unfetched_the_mail_says_since_when_and_promises_no_letter(
    case: Case, law: Law, day: str
) -> None:
    decision = make_decision(case, now=NOW, direction=PORTAL, law=law)
    work()
    said = str(mail.outbox[-1].body)
    assert f"Er gilt ab {day}, auch wenn Sie ihn nicht abrufen." in said
    assert "mit der Post" not in said
    view = seen(decision, NOW + timedelta(days=20))
    assert words.date_long(view.effective_on) == day


@pytest.mark.parametrize("is_disputed", [False, True])
def test_where_it_has_effect_unfetched_it_can_still_be_fetched_after_ten_days(case: Case, is_disputed: bool) -> None:
    decision, later = make_decision(case, now=NOW, direction=PORTAL, law=Law.SOCIAL), NOW + timedelta(days=20)
    work()
    if is_disputed:
        note_not_arrived(document_id=decision.pk, actor=ISSUER, now=later)
    assert seen(decision, later).can_fetch
    fetch_decision(sign_in=SignIn(account_of(ADDRESS, later).pk), document_id=decision.pk, now=later)
    view = seen(decision, later)
    assert (view.stage, view.can_fetch) == (Stage.KNOWN, False)
    assert view.effective_on == (later.date() if is_disputed else date(2026, 11, 28))


def test_whoever_has_proved_the_address_fetches_it_and_it_has_effect_tomorrow(case: Case) -> None:
    decision = make_decision(case, now=NOW, direction=PORTAL)
    work()
    assert seen(decision).stage is Stage.TO_FETCH
    account = account_of(ADDRESS)
    for _ in range(2):
        assert fetch_decision(sign_in=SignIn(account.pk), document_id=decision.pk, now=NOW) == case
    view = seen(decision)
    assert (view.stage, view.effective_on, view.last_day) == (Stage.FETCHED, date(2026, 11, 25), date(2026, 12, 28))
    assert withheld(case_id=case.pk, now=NOW) == set()
    delivery = Delivery.objects.get()
    assert (delivery.fetched_at, delivery.fetching_account) == (NOW, account.pk)
    assert CaseEvent.objects.filter(case=case, kind="decision-fetched").count() == 1
    assert AccountCase.objects.filter(account=account, case=case).exists()


def test_another_account_does_not_fetch_it_even_where_it_holds_the_case(case: Case) -> None:
    decision = make_decision(case, now=NOW, direction=PORTAL)
    stranger = account_of("stranger@example.org")
    AccountCase.objects.create(account=stranger, case=case, taken_at=NOW)
    with pytest.raises(NotForThisAccount):
        fetch_decision(sign_in=SignIn(stranger.pk), document_id=decision.pk, now=NOW)
    assert seen(decision).stage is Stage.TO_FETCH


def test_a_letter_follows_once_where_nobody_has_fetched_in_time(case: Case) -> None:
    decision = make_decision(case, now=NOW, direction=PORTAL)
    work()
    last_moment, after = NOW + timedelta(days=10, hours=1), NOW + timedelta(days=11)
    let_letters_follow(last_moment)
    assert Delivery.objects.count() == 1
    for _ in range(3):
        let_letters_follow(after)
    assert ways(decision) == {Way.PORTAL, Way.POST}
    assert SentMessage.objects.filter(kind="decisions.letter", channel="letter").count() == 1
    account = account_of(ADDRESS)
    with pytest.raises(NotReady):
        fetch_decision(sign_in=SignIn(account.pk), document_id=decision.pk, now=after)
    assert (seen(decision, after).stage, seen(decision, after).effective_on) == (Stage.TO_POST, None)
    post_all(date(2026, 12, 7), NOW + timedelta(days=13))
    assert seen(decision, after).effective_on == date(2026, 12, 11)


def test_no_letter_follows_what_was_fetched_or_revoked_nor_in_social_matters(case: Case) -> None:
    fetched = make_decision(case, now=NOW, direction=PORTAL)
    revoked = make_decision(case, now=NOW, direction=PORTAL)
    social = make_decision(case, now=NOW, direction=PORTAL, law=Law.SOCIAL)
    work()
    fetch_decision(sign_in=SignIn(account_of(ADDRESS).pk), document_id=fetched.pk, now=NOW)
    revoked.document.__class__.objects.filter(pk=revoked.pk).update(
        revoked_at=NOW, revoked_by="staff:1", revocation="mistake"
    )
    let_letters_follow(NOW + timedelta(days=30))
    assert not Delivery.objects.filter(way=Way.POST).exists()
    assert seen(social, NOW + timedelta(days=30)).effective_on == date(2026, 11, 28)


def test_what_lies_ready_after_ten_days_is_fetched_no_more_even_before_the_worker_came(case: Case) -> None:
    decision = make_decision(case, now=NOW, direction=PORTAL)
    work()
    account = account_of(ADDRESS)
    with pytest.raises(NotReady):
        fetch_decision(sign_in=SignIn(account.pk), document_id=decision.pk, now=NOW + timedelta(days=11))


def test_one_that_cannot_follow_holds_up_no_other_and_is_seen_with_the_dead_letters(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, sound = (make_decision(case, now=NOW, direction=PORTAL) for _ in range(2))
    work()
    follow = jobs.let_letter_follow

    def fail(*, delivery_id: UUID, now: datetime) -> bool:
        if delivery_id == broken.deliveries.get().pk:
            message = "cannot be read"
            raise RuntimeError(message)
        return follow(delivery_id=delivery_id, now=now)

    monkeypatch.setattr(jobs, "let_letter_follow", fail)
    now = NOW + timedelta(days=11)
    let_letters_follow(now)
    assert ways(sound) == {Way.PORTAL, Way.POST}
    assert OutboxMessage.objects.get().topic == jobs.UNFETCHED
    for hours in range(1, 40):
        let_letters_follow(now + timedelta(hours=hours))
    [dead] = dead_letters()
    assert dead.payload == {"delivery": str(broken.deliveries.get().pk)}
    let_letters_follow(now + timedelta(days=3))
    assert OutboxMessage.objects.count() == 1, "it is said once"


@pytest.mark.parametrize("law", [Law.GENERAL, Law.SOCIAL])
def test_a_letter_follows_at_once_where_the_mail_came_back(case: Case, law: Law) -> None:
    decision = make_decision(case, now=NOW, direction=PORTAL, law=law)
    work()
    write_trouble(message_id=decision.deliveries.get().pk, trouble=Trouble.RETURNED, detail="", now=NOW)
    work()
    assert ways(decision) == {Way.PORTAL, Way.POST}
    assert seen(decision, NOW + timedelta(days=9)).effective_on is None


def test_handing_it_over_ends_what_was_under_way(case: Case) -> None:
    decision = make_decision(case, now=NOW, direction=PORTAL)
    work()
    later, command = NOW + timedelta(days=2), uuid4()
    for _ in range(2):
        deliver_again(document_id=decision.pk, direction=IN_PERSON, actor=ISSUER, command_id=command, now=later)
    let_letters_follow(NOW + timedelta(days=30))
    assert ways(decision) == {Way.PORTAL, Way.IN_PERSON}
    assert seen(decision, later).effective_on == date(2026, 11, 26)


def test_a_wrong_instruction_makes_it_a_year_and_is_noted_once(case: Case) -> None:
    decision = make_decision(case, now=NOW, direction=IN_PERSON)
    note_wrong_remedy(document_id=decision.pk, actor=ISSUER, now=NOW)
    assert seen(decision).last_day == date(2027, 11, 24)
    with pytest.raises(NothingToNote):
        note_wrong_remedy(document_id=decision.pk, actor=ISSUER, now=NOW)


def test_a_case_is_kept_until_no_missed_deadline_is_forgiven_any_more(case: Case) -> None:
    decision = make_decision(case, now=NOW, direction=IN_PERSON)
    Case.objects.filter(pk=case.pk).update(state="done", closed_at=NOW)
    decision.refresh_from_db()
    assert decision.held_until == date(2027, 12, 24)
    assert not erase_some_cases(datetime(2027, 12, 24, 12, tzinfo=NOW.tzinfo))
    assert erase_some_cases(datetime(2027, 12, 25, 12, tzinfo=NOW.tzinfo))
    assert not Decision.objects.exists()
    assert not Delivery.objects.exists()


def test_as_long_as_nobody_knows_when_it_came_the_longest_deadline_counts(case: Case) -> None:
    assert make_decision(case, now=NOW).held_until == date(2028, 11, 24)


def test_a_person_s_decisions_are_found_exported_kept_and_erased_with_the_case(case: Case) -> None:
    make_decision(case, now=NOW, direction=PORTAL)
    Case.objects.filter(pk=case.pk).update(state="done", closed_at=NOW)
    [found] = find(Wanted(email=ADDRESS))
    assert found.name == "Ada Đặng"
    assert "§§ 58, 60 VwGO" in found.kept_because
    told = str(export(found.key))
    assert "Bewohnerparkausweis" in told
    assert "Breite Straße 3" in told
    erase(found.key)
    assert matter(found.key) is None
    assert not Decision.objects.exists()
