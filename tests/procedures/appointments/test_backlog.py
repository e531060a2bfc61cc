"""People whose time is lost are told, and get a new one before others."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from pytest_django import Settings

from einamt.kernel.actor import CITIZEN, Actor, ActorKind
from einamt.kernel.channels import Channel
from einamt.platform.notifications.addresses import PostalAddress
from einamt.platform.notifications.channels import MessageChannel
from einamt.platform.notifications.models import SentMessage
from einamt.platform.notifications.recipients import Recipient
from einamt.platform.notifications.rendering import Content
from einamt.platform.outbox.models import OutboxMessage
from einamt.platform.outbox.registry import subscribers
from einamt.procedures.appointments import errors, jobs
from einamt.procedures.appointments.backlog import rules
from einamt.procedures.appointments.backlog.models import BacklogEntry, StatutoryDeadline
from einamt.procedures.appointments.backlog.queries import calls
from einamt.procedures.appointments.errors import FreeTime
from einamt.procedures.appointments.models import Appointment, BookingRules, Hold, Offer
from einamt.procedures.appointments.offers import make_offer, offer_token
from einamt.procedures.appointments.operations import (
    Booked,
    accept_offer,
    close_office,
    decline_offer,
    end_offers,
    expire_holds,
    offer_times,
    reopen_office,
    settle_served,
    tick_off_call,
)
from tests.factories.appointments import (
    Bookable,
    cancel,
    make_bookable,
    make_booking,
    make_hold,
    move,
    somebody,
    unbalanced,
)


def lose(at: Bookable, day: date, *, now: datetime) -> int:
    """The office stays closed on a day; the number of the closure."""
    closed = close_office(
        office_id=at.office.pk, starts_on=day, ends_on=day + timedelta(days=1), reason="Rohrbruch", now=now
    )
    return closed.closure.pk


def entry_of(booked: Booked) -> BacklogEntry:
    return BacklogEntry.objects.filter(appointment=booked.appointment).latest("created_at")


def offer_of(booked: Booked) -> Offer:
    return Offer.objects.get(subject_id=entry_of(booked).pk, outcome="open")


def accept(offer: Offer, *, now: datetime) -> Appointment:
    return accept_offer(
        token=offer_token(offer_id=offer.pk), actor=CITIZEN, channel=Channel.PORTAL, command_id=uuid4(), now=now
    )


def decline(offer: Offer, *, now: datetime) -> None:
    decline_offer(token=offer_token(offer_id=offer.pk), now=now)


@pytest.fixture
def booked(at: Bookable, now: datetime, day: date) -> Booked:
    """Somebody whose time has just been lost, and who has been offered another."""
    booked = make_booking(at=at, day=day, minute=600, now=now)
    lose(at, day, now=now)
    jobs.work_off_backlog(now)
    return booked


def test_an_entry_that_ended_while_a_time_was_sought_is_not_opened_again(
    at: Bookable, now: datetime, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    booked = make_booking(at=at, day=day, minute=600, now=now)
    closure_id = lose(at, day, now=now)

    def reopened_meanwhile(**order: Any) -> Offer | None:
        reopen_office(closure_id=closure_id, now=now)
        settle_served(now=now)
        return make_offer(**order)

    monkeypatch.setattr("einamt.procedures.appointments.operations.backlog.make_offer", reopened_meanwhile)
    # The other transactions would have stayed; within this one what they did goes with the offer.
    assert offer_times(now=now) == 0
    assert not Offer.objects.exists()
    assert not Hold.objects.filter(outcome=Hold.Outcome.KEPT).exists()
    assert entry_of(booked).state == BacklogEntry.State.WAITING
    assert unbalanced() == []


def test_somebody_who_lost_a_time_gets_the_next_one_held(booked: Booked, at: Bookable, now: datetime) -> None:
    offer = offer_of(booked)
    assert offer.capacity_day.day == now.date(), "today, from three hours and the lead time ahead"
    assert offer.start_minute == 612
    assert at.free(now.date())[11] == 0
    assert offer.expires_at == datetime(2026, 11, 24, 8, 12, tzinfo=UTC), "an hour before its time"
    entry = entry_of(booked)
    assert (entry.state, entry.told_at, entry.offers_made) == ("offered", now, 1)
    assert unbalanced() == []


def test_one_tap_moves_the_appointment(booked: Booked, at: Bookable, now: datetime, day: date) -> None:
    moved = accept(offer_of(booked), now=now)
    assert (moved.pk, moved.capacity_day.day, moved.start_minute) == (booked.appointment.pk, now.date(), 612)
    assert entry_of(booked).settled == "moved"
    assert at.day(day).over == bytes(len(at.day(day).over))
    assert unbalanced() == []


def test_accepted_twice_from_two_devices_is_one_appointment(booked: Booked, at: Bookable, now: datetime) -> None:
    offer = offer_of(booked)
    first, second = accept(offer, now=now), accept(offer, now=now + timedelta(days=3))
    assert first.pk == second.pk
    assert Hold.objects.get(pk=offer.hold_id).outcome == "booked"
    assert unbalanced() == []


def test_after_its_time_an_offer_is_over_also_before_it_was_swept(booked: Booked, at: Bookable, now: datetime) -> None:
    offer = offer_of(booked)
    for _ in range(2):
        with pytest.raises(errors.OfferExpired):
            accept(offer, now=offer.expires_at)
        end_offers(now=offer.expires_at)
    with pytest.raises(errors.OfferExpired):
        decline(offer, now=offer.expires_at)
    assert at.free(now.date())[11] == 1
    assert entry_of(booked).state == "waiting"
    assert unbalanced() == []


def test_swept_as_a_hold_first_the_time_is_given_back_once(booked: Booked, now: datetime) -> None:
    expires_at = offer_of(booked).expires_at
    expire_holds(now=expires_at)
    assert end_offers(now=expires_at) == 1
    expire_holds(now=expires_at + timedelta(days=2))
    assert Offer.objects.get().hold is None
    with pytest.raises(errors.OfferExpired):
        accept(Offer.objects.get(), now=expires_at)
    assert unbalanced() == []


def test_declined_the_next_time_is_offered_and_after_three_somebody_rings(booked: Booked, now: datetime) -> None:
    offered = []
    for _ in range(3):
        offer = offer_of(booked)
        offered.append((offer.capacity_day_id, offer.start_minute))
        decline(offer, now=now)
        decline(offer, now=now)
        with pytest.raises(errors.OfferDeclined):
            accept(offer, now=now)
        jobs.work_off_backlog(now)
    assert len(set(offered)) == 3
    entry = entry_of(booked)
    assert (entry.state, entry.needs_call) == ("waiting", True)
    assert not Offer.objects.filter(outcome="open").exists()
    assert unbalanced() == []


def test_an_accepted_offer_cannot_be_declined(booked: Booked, now: datetime) -> None:
    offer = offer_of(booked)
    accept(offer, now=now)
    with pytest.raises(errors.OfferAccepted):
        decline(offer, now=now)


def test_a_wrong_link_is_no_offer(db: None, now: datetime) -> None:
    with pytest.raises(errors.OfferUnknown):
        decline_offer(token="0" * 32, now=now)


def test_an_offered_time_that_is_lost_too_is_withdrawn_and_another_one_comes(
    booked: Booked, at: Bookable, now: datetime
) -> None:
    offer = offer_of(booked)
    lose(at, now.date(), now=now)
    with pytest.raises(errors.OfficeClosed):
        accept(offer, now=now)
    jobs.work_off_backlog(now)
    with pytest.raises(errors.OfferWithdrawn):
        accept(offer, now=now)
    assert offer_of(booked).capacity_day.day == date(2026, 11, 26)
    assert unbalanced() == []


def test_the_lost_time_may_have_passed_when_the_offer_is_accepted(at: Bookable, now: datetime) -> None:
    booked = make_booking(at=at, day=now.date(), minute=600, now=now)
    lose(at, now.date(), now=now)
    jobs.work_off_backlog(now)
    later = now + timedelta(hours=5)
    assert accept(offer_of(booked), now=later).starts_at > later


def test_who_moves_or_cancels_alone_needs_no_offer(booked: Booked, at: Bookable, now: datetime) -> None:
    offer = offer_of(booked)
    move(booked, to=make_hold(at=at, day=date(2026, 11, 27), minute=480, now=now), now=now)
    assert entry_of(booked).settled == "moved"
    with pytest.raises(errors.OfferWithdrawn):
        accept(offer, now=now)
    jobs.work_off_backlog(now)
    assert Offer.objects.get(pk=offer.pk).outcome == "withdrawn"
    assert unbalanced() == []


def test_an_office_that_opens_after_all_gives_the_time_back_and_takes_no_offer(
    at: Bookable, now: datetime, day: date
) -> None:
    booked = make_booking(at=at, day=day, minute=600, now=now)
    closure = lose(at, day, now=now)
    jobs.work_off_backlog(now)
    reopen_office(closure_id=closure, now=now)
    jobs.work_off_backlog(now)
    assert entry_of(booked).settled == "restored"
    assert Offer.objects.get().outcome == "withdrawn"
    lose(at, day, now=now)
    assert BacklogEntry.objects.filter(appointment=booked.appointment).count() == 2
    assert unbalanced() == []


def test_the_law_s_deadline_comes_first_then_age(at: Bookable, now: datetime, day: date) -> None:
    elsewhere = make_bookable(now=now)
    StatutoryDeadline.objects.create(service=elsewhere.service, days=14, source="§ 17 BMG")
    at.group.services.add(elsewhere.service)
    at.office.offers.create(service=elsewhere.service, steps=1)
    first = make_booking(at=at, day=day, minute=600, now=now)
    lose(at, day, now=now)
    later = now + timedelta(minutes=1)
    urgent = make_booking(at=at, day=day + timedelta(days=1), minute=600, wishes=[(elsewhere.service.pk, 1)], now=later)
    elsewhere.group.services.clear()
    lose(at, day + timedelta(days=1), now=later)
    jobs.work_off_backlog(later)
    assert entry_of(urgent).deadline_date == date(2026, 12, 8)
    assert offer_of(urgent).start_minute < offer_of(first).start_minute


def test_who_has_no_mail_is_on_the_call_list_until_ticked_off(at: Bookable, now: datetime, day: date) -> None:
    booked = make_booking(at=at, day=day, minute=600, contact=somebody(phone="030 115"), now=now)
    lose(at, day, now=now)
    jobs.work_off_backlog(now)
    entry = entry_of(booked)
    assert (entry.needs_call, entry.told_at, Offer.objects.count()) == (True, None, 0)
    for clerk in ("7", "8"):
        entry = tick_off_call(entry_id=entry.pk, actor=Actor(ActorKind.STAFF, clerk), now=now)
    assert (entry.called_by, entry.settled) == ("staff:7", "by-hand")


HOME = PostalAddress(name="Anna Muster", street="Lange Straße 1", postal_code="13187", town="Musterstadt")


@pytest.mark.parametrize(
    "reach",
    [Recipient(mobile="+4917612345678", wish=MessageChannel.SMS), Recipient(address=HOME, wish=MessageChannel.LETTER)],
    ids=["sms", "letter"],
)
def test_who_is_reached_by_sms_or_letter_is_told_so_and_rung(
    at: Bookable, now: datetime, day: date, reach: Recipient
) -> None:
    contact = replace(somebody(phone="0176 12345678"), reach=reach)
    booked = make_booking(at=at, day=day, minute=600, contact=contact, now=now)
    closure = lose(at, day, now=now)
    OutboxMessage.objects.filter(topic="appointments.confirmed").delete()
    deliver(now)
    entry = entry_of(booked)
    assert (entry.needs_call, entry.told_at, entry.state, Offer.objects.count()) == (True, now, "waiting", 0)
    reopen_office(closure_id=closure, now=now)
    deliver(now)
    told = list(SentMessage.objects.order_by("claimed_at", "kind"))
    assert {(message.kind, message.channel) for message in told} == {
        ("appointments.time-lost", reach.wish),
        ("appointments.restored", reach.wish),
    }
    content = Content.opened(told[1].content or "")
    assert "fällt aus. Wir melden uns mit einer neuen Zeit." in content.sms
    assert "Wir melden uns bei Ihnen und suchen mit Ihnen eine neue Zeit." in content.letter
    assert "Zum Ändern oder Absagen rufen Sie uns bitte an" in content.letter
    assert "/aendern/" not in content.letter


def test_who_wished_for_an_sms_and_has_mail_is_told_by_sms_and_offered_a_time_by_mail(
    at: Bookable, now: datetime, day: date
) -> None:
    reach = Recipient(mobile="+4917612345678", wish=MessageChannel.SMS)
    contact = replace(somebody(email="anna@example.org"), reach=reach)
    make_booking(at=at, day=day, minute=600, contact=contact, now=now)
    lose(at, day, now=now)
    OutboxMessage.objects.filter(topic="appointments.confirmed").delete()
    deliver(now)
    told = dict(SentMessage.objects.values_list("kind", "channel"))
    assert told == {"appointments.time-lost": "sms", "appointments.offered": "mail"}


def test_where_nobody_carries_an_sms_who_has_only_a_mobile_is_rung_and_not_taken_for_told(
    at: Bookable, now: datetime, day: date, settings: Settings
) -> None:
    settings.MODE = "production"
    contact = replace(somebody(phone="0176 12345678"), reach=Recipient(mobile="+4917612345678"))
    booked = make_booking(at=at, day=day, minute=600, contact=contact, now=now)
    lose(at, day, now=now)
    jobs.work_off_backlog(now)
    assert (entry_of(booked).needs_call, entry_of(booked).told_at) == (True, None)


def test_where_nothing_is_free_people_wait_and_are_served_when_something_is(
    at: Bookable, now: datetime, day: date
) -> None:
    booked = make_booking(at=at, day=day, minute=600, now=now)
    others = [
        make_booking(at=at, day=now.date() + timedelta(days=ahead), minute=minute, now=now)
        for ahead in range(7)
        for minute in range(480, 720, 12)
        if (ahead, minute) != (1, 600)
    ]
    lose(at, day, now=now)
    cancel(others[-1], now=now)
    jobs.work_off_backlog(now)
    entry = BacklogEntry.objects.get(state="offered")
    assert entry.lost_starts_at == datetime(2026, 11, 25, 7, tzinfo=UTC), "the same age: whose time was the first"
    assert entry_of(booked).state == "waiting"
    assert unbalanced() == []


def test_people_are_told_by_mail_what_is_lost_and_what_is_offered(at: Bookable, now: datetime, day: date) -> None:
    make_booking(at=at, day=day, minute=600, contact=somebody(email="anna@example.org"), now=now)
    closure = lose(at, day, now=now)
    OutboxMessage.objects.filter(topic="appointments.confirmed").delete()
    deliver(now)
    lost, offered = (str(message.body) for message in mail.outbox)
    assert "kann leider nicht stattfinden" in lost
    assert "Rohrbruch" in lost
    assert offer_token(offer_id=Offer.objects.get().pk) in offered
    assert "24. November 2026, 10:12 Uhr" in offered
    mail.outbox.clear()
    reopen_office(closure_id=closure, now=now)
    deliver(now)
    assert [message.subject for message in mail.outbox] == [
        "Ihr Termin am Mittwoch, 25. November 2026, 10:00 Uhr findet doch statt"
    ]


def test_who_was_told_of_the_loss_on_the_phone_alone_is_rung_when_it_takes_place_after_all(
    at: Bookable, now: datetime, day: date
) -> None:
    booked = make_booking(at=at, day=day, minute=600, contact=somebody(phone="030 1234"), now=now)
    closure = lose(at, day, now=now)
    deliver(now)
    clerk, office = Actor(ActorKind.STAFF, "5"), [at.office.pk]
    tick_off_call(entry_id=entry_of(booked).pk, actor=clerk, now=now)
    assert calls(office_ids=office) == []
    reopen_office(closure_id=closure, now=now + timedelta(minutes=1))
    deliver(now + timedelta(minutes=1))
    (entry,) = calls(office_ids=office)
    assert entry.settled == "restored"
    tick_off_call(entry_id=entry.pk, actor=clerk, now=now + timedelta(minutes=2))
    assert calls(office_ids=office) == []
    assert entry_of(booked).settled == "restored"


@pytest.mark.parametrize("meanwhile", ["cancelled", "moved", "lost again", "begun", "never told"])
def test_that_it_takes_place_after_all_is_told_to_nobody_for_whom_that_is_not_so(
    at: Bookable, now: datetime, day: date, meanwhile: str
) -> None:
    booked = make_booking(at=at, day=day, minute=600, contact=somebody(email="anna@example.org"), now=now)
    closure = lose(at, day, now=now)
    if meanwhile != "never told":
        deliver(now)
    reopen_office(closure_id=closure, now=now)
    settle_served(now=now)
    if meanwhile == "cancelled":
        cancel(booked, now=now)
    elif meanwhile == "moved":
        move(booked, to=make_hold(at=at, day=day, minute=612, now=now), now=now)
    elif meanwhile == "lost again":
        lose(at, day, now=now)
    deliver(booked.appointment.starts_at if meanwhile == "begun" else now)
    assert [message.subject for message in mail.outbox if "findet doch statt" in message.subject] == []


def deliver(now: datetime) -> None:
    """Hand each message of the outbox to its subscribers, also those that come up meanwhile."""
    while messages := list(OutboxMessage.objects.order_by("created_at", "pk")):
        for message in messages:
            for subscription in subscribers(message.topic):
                subscription.handler(message.payload, now)
            message.delete()


def test_offers_are_forgotten_in_the_end(booked: Booked, now: datetime) -> None:
    decline(offer_of(booked), now=now)
    jobs.forget_offers(now + timedelta(days=29))
    assert Offer.objects.exists()
    jobs.forget_offers(now + timedelta(days=32))
    assert not Offer.objects.exists()


def test_how_long_and_how_often_times_are_offered_is_a_rule_of_the_city(at: Bookable, now: datetime, day: date) -> None:
    BookingRules.objects.update(backlog_offers=1, backlog_offer_hours=2, backlog_ahead_hours=4)
    booked = make_booking(at=at, day=day, minute=600, now=now)
    lose(at, day, now=now)
    jobs.work_off_backlog(now)
    offer = offer_of(booked)
    assert (offer.start_minute, offer.expires_at) == (11 * 60 + 12, now + timedelta(hours=2))
    decline(offer, now=now)
    assert entry_of(booked).needs_call


def test_the_own_office_is_worth_a_week_but_not_the_law_s_deadline() -> None:
    def at(ahead: int, office: int) -> FreeTime:
        return FreeTime(office, office, office * 1000 + ahead, date(2026, 12, 1) + timedelta(days=ahead), 600)

    def chosen(own: int, other: int, deadline: date | None = None) -> int:
        found = rules.chosen_time(
            nearby=[at(own, 1)], anywhere=[at(other, 2)], declined=[], deadline=deadline, nearer_days=7
        )
        assert found is not None
        return found.office_id

    assert chosen(7, 0) == 1
    assert chosen(8, 0) == 2
    assert chosen(5, 2, deadline=date(2026, 12, 4)) == 2
    assert chosen(5, 4, deadline=date(2026, 12, 4)) == 1
    assert (
        rules.chosen_time(nearby=[], anywhere=[at(1, 2)], declined={(2001, 600)}, deadline=None, nearer_days=7) is None
    )
