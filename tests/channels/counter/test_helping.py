"""Ordered help: what an office has to order until when, what is ordered, and what nobody needs any more."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from einamt.accounts.rights import Role
from einamt.cases.queries import status_view
from einamt.cases.telling import Asker
from einamt.platform.audit.models import ReadingEntry
from einamt.procedures.appointments import errors
from einamt.procedures.appointments.helping import Help, Particulars
from einamt.procedures.appointments.models import ArrangedHelp, HelpOrder
from einamt.procedures.appointments.needs import HelpTask, OrderState, help_tasks
from einamt.procedures.appointments.operations import Booked, ContactDetails, order_help
from tests.channels.counter.pages import text_of
from tests.factories.accounts import make_staff
from tests.factories.appointments import cancel, make_booking, make_hold, move
from tests.procedures.visits.conftest import BOOKED_AT, Morning, at

DAY = date(2026, 11, 27)
NOTICE = 2


@pytest.fixture
def booked(morning: Morning) -> Booked:
    """Emine's appointment on Friday at 9:00, with somebody who translates into Turkish."""
    ArrangedHelp.objects.create(kind=Help.INTERPRETER.value, notice_days=NOTICE)
    particulars = Particulars(help=(Help.INTERPRETER,), language="Türkisch")
    contact = ContactDetails(name="Emine", email="emine@example.org", particulars=particulars)
    return make_booking(at=morning.place, day=DAY, minute=540, now=BOOKED_AT, contact=contact)


def tasks(morning: Morning, clock: str = "9:00") -> list[HelpTask]:
    return help_tasks(office_id=morning.place.office.pk, now=at(clock))


def press(client: Client, task: HelpTask, act: str) -> Any:
    sent = {
        "appointment": str(task.appointment_id),
        "kind": task.kind.value,
        "starts_at": task.starts_at.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "act": act,
    }
    return client.post("/schalter/hilfe/aktion/", sent, follow=True)


def test_what_is_needed_is_to_be_ordered_until_the_citys_notice(
    at_counter: Client, morning: Morning, booked: Booked
) -> None:
    [task] = tasks(morning)
    assert (task.state, task.due_date, task.language) == (OrderState.TO_ORDER, DAY - timedelta(days=NOTICE), "Türkisch")
    page = text_of(at_counter.get("/schalter/hilfe/"))
    assert "Dolmetschen (Türkisch)" in page
    assert "25.11.2026" in page
    assert ReadingEntry.objects.filter(what="help-read").count() == 1


def test_after_the_last_day_it_is_overdue(
    at_counter: Client, morning: Morning, booked: Booked, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_days_later = at("9:00") + timedelta(days=2)
    assert help_tasks(office_id=morning.place.office.pk, now=two_days_later)[0].is_overdue
    monkeypatch.setattr("einamt.platform.clock.now", lambda: two_days_later)
    assert "überfällig" in text_of(at_counter.get("/schalter/hilfe/"))


def test_an_order_is_noted_once_with_a_role_and_never_a_name(
    at_counter: Client, morning: Morning, booked: Booked
) -> None:
    page = press(at_counter, tasks(morning)[0], "ordered")
    press(at_counter, tasks(morning)[0], "ordered")
    order = HelpOrder.objects.get()
    assert (order.ordered_by, order.ordered_at) == (Role.CLERK, at("9:00"))
    assert "24.11.2026, Sachbearbeitung" in text_of(page)
    view = status_view(case=booked.case, asker=Asker.HOLDER, language="de", now=at("9:00"))
    assert "Dolmetschen (Türkisch), bestellt" in [line.value for line in view.lines]


def test_what_was_noted_by_mistake_is_to_be_ordered_again(at_counter: Client, morning: Morning, booked: Booked) -> None:
    press(at_counter, tasks(morning)[0], "ordered")
    press(at_counter, tasks(morning)[0], "not-ordered")
    assert [task.state for task in tasks(morning)] == [OrderState.TO_ORDER]


def test_of_a_moved_appointment_the_old_order_is_called_off_and_a_new_one_made(
    at_counter: Client, morning: Morning, booked: Booked
) -> None:
    press(at_counter, tasks(morning)[0], "ordered")
    later = make_hold(at=morning.place, day=DAY, minute=600, now=BOOKED_AT)
    move(booked, to=later, now=BOOKED_AT)
    found = {task.state: task for task in tasks(morning)}
    assert found.keys() == {OrderState.TO_ORDER, OrderState.TO_CALL_OFF}
    assert found[OrderState.TO_CALL_OFF].starts_at == booked.appointment.starts_at
    press(at_counter, found[OrderState.TO_CALL_OFF], "called-off")
    assert [task.state for task in tasks(morning)] == [OrderState.TO_ORDER]


def test_of_a_cancelled_appointment_the_order_is_called_off(
    at_counter: Client, morning: Morning, booked: Booked
) -> None:
    press(at_counter, tasks(morning)[0], "ordered")
    cancel(booked, now=BOOKED_AT)
    [task] = tasks(morning)
    assert task.state is OrderState.TO_CALL_OFF
    assert "Abzubestellen" in text_of(at_counter.get("/schalter/hilfe/"))
    press(at_counter, task, "called-off")
    assert tasks(morning) == []


def test_moved_away_and_back_it_is_ordered_anew(morning: Morning, at_counter: Client, booked: Booked) -> None:
    [first] = tasks(morning)
    press(at_counter, first, "ordered")
    move(booked, to=make_hold(at=morning.place, day=DAY, minute=600, now=BOOKED_AT), now=BOOKED_AT)
    press(at_counter, next(each for each in tasks(morning) if each.state is OrderState.TO_CALL_OFF), "called-off")
    move(booked, to=make_hold(at=morning.place, day=DAY, minute=540, now=BOOKED_AT), now=BOOKED_AT)
    assert [task.state for task in tasks(morning)] == [OrderState.TO_ORDER]
    press(at_counter, first, "ordered")
    assert [task.state for task in tasks(morning)] == [OrderState.ORDERED]


def test_what_the_page_showed_before_a_move_is_refused(morning: Morning, booked: Booked) -> None:
    old = booked.appointment.starts_at
    move(booked, to=make_hold(at=morning.place, day=DAY, minute=600, now=BOOKED_AT), now=BOOKED_AT)
    for starts_at, kind in [(old, Help.INTERPRETER), (old + timedelta(hours=1), Help.SIGN_LANGUAGE)]:
        with pytest.raises(errors.HelpNotNeeded):
            order_help(
                appointment_id=booked.appointment.pk, kind=kind, starts_at=starts_at, role="clerk", now=at("9:00")
            )
    cancel(booked, now=BOOKED_AT)
    with pytest.raises(errors.AlreadyCancelled):
        order_help(
            appointment_id=booked.appointment.pk,
            kind=Help.INTERPRETER,
            starts_at=old + timedelta(hours=1),
            role="clerk",
            now=at("9:00"),
        )
    assert not HelpOrder.objects.exists()


def test_another_office_neither_sees_nor_orders_it(
    client: Client, morning: Morning, booked: Booked, set_clock: Callable[[str], None]
) -> None:
    from tests.factories.accounts import make_clerk
    from tests.factories.catalog import make_office

    client.force_login(make_clerk(office=make_office()))
    client.post("/schalter/platz/", {"counter": "7"})
    assert "Dolmetschen (" not in text_of(client.get("/schalter/hilfe/"))
    press(client, tasks(morning)[0], "ordered")
    assert not HelpOrder.objects.exists()


def test_who_serves_nowhere_does_not_see_who_needs_help(client: Client, morning: Morning) -> None:
    client.force_login(make_staff(role=Role.HOTLINE))
    assert client.get("/schalter/hilfe/").status_code == 403


def test_which_help_it_was_cannot_be_read_from_the_table(at_counter: Client, morning: Morning, booked: Booked) -> None:
    from django.db import connection

    press(at_counter, tasks(morning)[0], "ordered")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, kind FROM appointments_helporder")
        [(key, kind)] = cursor.fetchall()
    assert b"interpreter" not in bytes(kind)
    assert "interpreter" not in key
