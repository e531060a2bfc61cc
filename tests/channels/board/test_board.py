"""The board: what it says, who may see it, and its two levers, which say first what they would bring."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from einamt.accounts.models import Staff
from einamt.accounts.rights import Role
from einamt.procedures.appointments.models import CounterGroup
from einamt.procedures.visits.models import CounterOpening, TicketStop, Visit
from einamt.procedures.visits.resting import rest_counter
from tests.channels.counter.pages import text_of
from tests.factories.accounts import make_clerk, make_staff
from tests.factories.appointments import make_bookable
from tests.procedures.visits.conftest import BOOKED_AT, Morning, at

SetClock = Callable[[str], None]


def path_of(morning: Morning, more: str = "") -> str:
    return f"/lage/{morning.place.office.slug}/{more}"


def board(client: Client, morning: Morning) -> str:
    answer = client.get(path_of(morning))
    assert answer.status_code == 200
    return text_of(answer)


def lever(client: Client, morning: Morning, which: str, act: str, **fields: object) -> HttpResponse:
    return client.post(path_of(morning, which), {"act": act, **fields})


def full_hall(morning: Morning, people: int = 12) -> None:
    """One counter of three calls, and a dozen wait."""
    for number in range(people):
        morning.take(f"Person {number}", "9:00")
    morning.call("Person 0", "9:01", counter="1")


def test_the_board_says_who_waits_which_counter_does_what_and_how_the_day_goes_on(
    manager: Client, morning: Morning, set_clock: SetClock
) -> None:
    morning.arrive("Ada", "8:58")
    full_hall(morning)
    set_clock("9:20")
    page = board(manager, morning)
    assert "12 Personen warten, am längsten" in page
    assert "Ein Schalter ist besetzt." in page
    assert "1 mit Termin, 11 ohne Termin" in page
    assert "1 ruft auf B001 9:01 Bürgerdienste" in page
    assert "Nach Plan jetzt 3 Schalter, gerechnet wird mit 1." in page
    assert "Wer jetzt ohne Termin kommt:" in page
    assert "noch nicht gezählt" in page
    assert "Erwartet werden noch 2 Personen mit Termin." in page
    for name in ("Ada", "Bilal"):
        assert name not in page


def test_an_empty_hall_says_so(manager: Client, morning: Morning) -> None:
    page = board(manager, morning)
    assert "Niemand wartet. Gerade ruft kein Schalter auf." in page
    assert "Wer jetzt ohne Termin kommt: kein Warten. Bis 12:00 Uhr sind alle bedient." in page
    assert "Wer bis 11:45 Uhr eine Nummer bekommt, wird bis 12:00 Uhr bedient." in page


def test_after_closing_the_board_says_that_the_day_is_over(
    manager: Client, morning: Morning, set_clock: SetClock
) -> None:
    set_clock("12:30")
    assert "Heute ist geschlossen." in board(manager, morning)


def test_an_office_without_a_plan_has_no_forecast_and_still_a_hall(
    db: None, client: Client, set_clock: SetClock
) -> None:
    place = make_bookable(now=BOOKED_AT)
    place.group.days.all().delete()
    client.force_login(make_staff(role=Role.OFFICE_MANAGER, office=place.office))
    page = text_of(client.get(f"/lage/{place.office.slug}/"))
    assert "Für heute ist in diesem Amt nichts geplant." in page
    assert "Niemand wartet." in page


def test_the_group_with_the_worst_day_stands_first_and_any_can_be_chosen(manager: Client, morning: Morning) -> None:
    cars = make_bookable(now=BOOKED_AT, office=morning.place.office)
    CounterGroup.objects.filter(pk=cars.group.pk).update(name="Kfz-Zulassung")
    full_hall(morning)
    assert "Bürgerdienste Wer jetzt ohne Termin" in board(manager, morning)
    chosen = text_of(manager.get(path_of(morning), {"gruppe": str(cars.group.pk)}))
    assert "Kfz-Zulassung Wer jetzt ohne Termin kommt: kein Warten." in chosen


def test_opening_a_counter_says_first_what_it_brings(manager: Client, morning: Morning, set_clock: SetClock) -> None:
    full_hall(morning)
    set_clock("9:20")
    group = morning.place.group.pk
    looked = lever(manager, morning, "schalter/", "preview", counter="a2", group=group)
    page = text_of(looked)
    assert looked.status_code == 200
    assert "Ohne: Wer jetzt ohne Termin kommt: mindestens 110 Minuten, vielleicht heute nicht mehr." in page
    assert "Um 12:00 Uhr wären bis zu 4 Personen noch nicht bedient." in page
    assert "Damit: Wer jetzt ohne Termin kommt: 50 bis 100 Minuten. Bis 12:00 Uhr sind alle bedient." in page
    assert not CounterOpening.objects.exists(), "nothing is done by looking"
    assert lever(manager, morning, "schalter/", "do", counter="a2", group=group).status_code == 302
    page = board(manager, morning)
    assert "Schalter A2 ist seit 9:20 Uhr zusätzlich geöffnet, für: Bürgerdienste." in page
    assert "A2 soll öffnen" in page
    assert "gerechnet wird mit 2." in page
    assert "9:20 Schalter geöffnet: A2 Bürgerdienste Jonas Weber" in page
    again = lever(manager, morning, "schalter/", "do", counter="A2", group=group)
    assert (again.status_code, "Schalter A2 ist heute schon geöffnet." in text_of(again)) == (409, True)
    manager.post(path_of(morning, f"schalter/{CounterOpening.objects.get().pk}/"))
    page = board(manager, morning)
    assert "zusätzlich geöffnet" not in page
    assert "Schalter zurückgenommen: A2" in page


def test_an_opened_counter_that_makes_a_pause_is_shown_as_such(
    manager: Client, morning: Morning, set_clock: SetClock
) -> None:
    lever(manager, morning, "schalter/", "do", counter="9", group=morning.place.group.pk)
    morning.call("Ada", "9:01", counter="9")
    morning.finish("Ada", "9:05", counter="9")
    rest_counter(desk=morning.desk("9"), now=at("9:06"))
    set_clock("9:07")
    assert "9 Pause oder zu" in board(manager, morning)


def test_a_stop_that_has_ended_meanwhile_is_said_to_be_over(
    manager: Client, morning: Morning, set_clock: SetClock
) -> None:
    lever(manager, morning, "nummern/", "do", reason="Voll.", group="", until="9:30")
    set_clock("9:31")
    page = text_of(manager.post(path_of(morning, "nummern/wieder/"), {"group": ""}, follow=True))
    assert "Dieser Stopp war schon vorbei. Sie müssen nichts mehr tun." in page
    assert "9:30 Wieder Nummern: Voll. alle von selbst" in page
    lever(manager, morning, "nummern/", "do", reason="Voll.", group="", until="")
    manager.post(path_of(morning, "nummern/wieder/"), {"group": "alle"})
    assert TicketStop.objects.filter(ended_at=None).count() == 1, "a group that is none ends nothing"


def test_stopping_numbers_says_first_what_it_brings_and_can_be_taken_back(
    manager: Client, morning: Morning, set_clock: SetClock
) -> None:
    for number, clock in enumerate(["10:05", "10:10", "10:15", "11:00"] * 12):
        morning.take(f"Früher {number}", clock)
    before = at("9:00").date() - timedelta(weeks=1)
    for visit in Visit.objects.filter(case__walk_in__isnull=False):
        Visit.objects.filter(pk=visit.pk).update(
            visit_date=before, arrived_at=visit.arrived_at - timedelta(weeks=1), state="done"
        )
    full_hall(morning)
    set_clock("9:20")
    looked = text_of(lever(manager, morning, "nummern/", "preview", reason="Zu viele warten.", group="", until=""))
    assert "Personen noch nicht bedient." in looked.partition("Damit:")[0]
    assert not TicketStop.objects.exists()
    assert lever(manager, morning, "nummern/", "do", reason="Zu viele warten.", group="", until="10:30").url == path_of(
        morning
    )
    page = board(manager, morning)
    assert "Seit 9:20 Uhr gibt es keine Nummern: Zu viele warten. Bis 10:30 Uhr." in page
    assert "Nummern gestoppt: Zu viele warten. alle Jonas Weber" in page
    assert "eine Nummer bekommt" not in page
    manager.post(path_of(morning, "nummern/wieder/"), {"group": ""})
    page = board(manager, morning)
    assert "gibt es keine Nummern" not in page
    assert "Wieder Nummern" in page


@pytest.mark.parametrize(
    ("which", "fields", "said"),
    [
        ("schalter/", {"counter": "Schalter 9", "group": "own"}, "Ziffern oder Buchstaben"),
        ("schalter/", {"counter": "9", "group": "elsewhere"}, "Für wen"),
        ("schalter/", {"counter": "", "group": "own"}, "Schalter"),
        ("nummern/", {"reason": "", "group": ""}, "Warum?"),
        ("nummern/", {"reason": "Voll.", "group": "elsewhere"}, "Für wen"),
        ("nummern/", {"reason": "Voll.", "group": "", "until": "spät"}, "Bis"),
    ],
)
def test_what_does_not_fit_is_said_at_the_field_and_nothing_is_done(
    manager: Client, morning: Morning, which: str, fields: dict[str, str], said: str
) -> None:
    ids = {"own": morning.place.group.pk, "elsewhere": make_bookable(now=BOOKED_AT).group.pk}
    answer = lever(manager, morning, which, "do", **{name: ids.get(text, text) for name, text in fields.items()})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not CounterOpening.objects.exists()
    assert not TicketStop.objects.exists()


def test_a_stop_that_would_be_over_is_refused(manager: Client, morning: Morning) -> None:
    answer = lever(manager, morning, "nummern/", "do", reason="Voll.", group="", until="8:00")
    assert (answer.status_code, "muss nach jetzt liegen" in text_of(answer)) == (409, True)


def test_a_counter_that_is_to_open_is_offered_to_whoever_chooses_a_place(
    manager: Client, morning: Morning, set_clock: SetClock
) -> None:
    make_bookable(now=BOOKED_AT, office=morning.place.office)
    lever(manager, morning, "schalter/", "do", counter="9", group=morning.place.group.pk)
    clerk = Client()
    clerk.force_login(make_clerk(office=morning.place.office))
    address = f"/schalter/platz/?amt={morning.place.office.slug}"
    page = clerk.get(address)
    assert "Schalter 9 soll heute zusätzlich öffnen, für: Bürgerdienste." in text_of(page)
    filled = clerk.get(f"{address}&schalter=9").content.decode()
    assert 'value="9"' in filled
    assert filled.count("checked") == 1


def test_who_manages_one_office_comes_to_its_board_at_once_and_others_choose(
    manager: Client, morning: Morning, set_clock: SetClock
) -> None:
    assert manager.get("/lage/").url == path_of(morning)
    make_bookable(now=BOOKED_AT)
    steering = Client()
    steering.force_login(make_staff(role=Role.STEERING))
    assert morning.place.office.name in text_of(steering.get("/lage/"))


@pytest.mark.parametrize("role", [Role.CLERK, Role.EDITOR, Role.HOTLINE])
def test_who_does_not_manage_the_office_sees_and_moves_nothing(
    morning: Morning, role: Role, set_clock: SetClock
) -> None:
    client = Client()
    client.force_login(make_staff(role=role, office=morning.place.office))
    for more in ("", "stand/", "schalter/", "nummern/"):
        assert client.get(path_of(morning, more)).status_code == 403
    assert lever(client, morning, "nummern/", "do", reason="Voll.", group="").status_code == 403
    assert not TicketStop.objects.exists()


def test_the_manager_of_another_office_is_kept_out(morning: Morning, set_clock: SetClock) -> None:
    client = Client()
    client.force_login(make_staff(role=Role.OFFICE_MANAGER, office=make_bookable(now=BOOKED_AT).office))
    for more in ("", "stand/", "schalter/", "nummern/"):
        assert client.get(path_of(morning, more)).status_code == 403
    for more in ("schalter/1/", "nummern/wieder/"):
        assert client.post(path_of(morning, more)).status_code == 403


def test_the_boards_version_changes_with_the_hall_and_is_a_few_bytes(manager: Client, morning: Morning) -> None:
    first = manager.get(path_of(morning, "stand/"))
    assert len(first.content) < 30
    morning.take("Emil", "9:00")
    assert manager.get(path_of(morning, "stand/")).content != first.content


def test_the_board_takes_a_fixed_number_of_queries(
    manager: Client, morning: Morning, jonas: Staff, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    full_hall(morning, people=30)
    board(manager, morning)
    with django_assert_max_num_queries(22):
        board(manager, morning)


def test_in_english_the_board_is_english(manager: Client, morning: Morning) -> None:
    page = text_of(manager.get("/en" + path_of(morning)))
    assert "Nobody is waiting." in page
    assert "Niemand" not in page
