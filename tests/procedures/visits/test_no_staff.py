"""No figure about somebody who works for the city can be derived (§ 85(1) no. 13 PersVG Berlin)."""

import json
import re
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.test import Client

from einamt.accounts.models import Staff
from einamt.accounts.rights import Role
from einamt.cases.models import Case, CaseEvent
from einamt.cases.queries import status_view
from einamt.cases.telling import Asker
from einamt.cases.tokens import holder_token
from einamt.channels.hall.stand import calls_of
from einamt.insight.steering.indicators import INDICATORS
from einamt.kernel.channels import Channel
from einamt.platform import clock
from einamt.platform.facts.models import Fact
from einamt.platform.facts.schema import FactSchema, registered
from einamt.platform.outbox.models import OutboxMessage
from einamt.procedures.visits import operations
from einamt.procedures.visits.arrivals import walk_in_profile
from einamt.procedures.visits.facts import VISITED
from einamt.procedures.visits.hall import hall
from einamt.procedures.visits.halls import HALLS
from einamt.procedures.visits.models import Visit, VisitCommand
from tests.factories.accounts import make_staff
from tests.factories.appointments import make_bookable
from tests.factories.catalog import make_service
from tests.procedures.visits.conftest import BOOKED_AT, Morning, at

TELLING = {
    "staff",
    "clerk",
    "actor",
    "user",
    "username",
    "employee",
    "agent",
    "counter",
    "desk",
    "author",
    "person",
    "name",
}
"""Words that no column of a fact may contain: who, or where exactly somebody sat."""


@pytest.mark.parametrize("schema", registered().values(), ids=lambda schema: schema.name)
def test_no_column_of_a_fact_can_hold_a_member_of_staff(schema: FactSchema) -> None:
    for column in schema.columns:
        words = {column} | set(column.split("_")) if column != "counter_group" else {"counter_group"}
        assert not words & TELLING, f"{schema.name}.{column}"


def test_no_row_of_a_visit_has_a_column_for_staff() -> None:
    for model in (Visit, VisitCommand):
        assert not [field.name for field in model._meta.get_fields() if field.related_model is Staff]


def test_a_whole_morning_leaves_no_trace_of_who_worked(morning: Morning, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk = Staff.objects.create(pk=918273, username="wilhelmine.uebertragbar", full_name="Wilhelmine Übertragbar")
    desk = operations.Desk(morning.place.office.pk, "7", clerk.actor, Channel.COUNTER)
    monkeypatch.setattr(morning, "desk", lambda _counter="7": desk)
    morning.arrive("Ada", "8:58")
    morning.next("9:00", counter="7")
    morning.recall("Ada", "9:01", counter="7")
    morning.finish("Ada", "9:10", counter="7")
    morning.undo("Ada", "9:11", counter="7")
    morning.finish("Ada", "9:12", counter="7")
    morning.miss("Bilal", "9:30", counter="7")
    left = [fact.data for fact in Fact.objects.all()]
    left += [event.data for event in CaseEvent.objects.all()]
    left += [message.payload for message in OutboxMessage.objects.all()]
    assert len(left) > 12
    actors = set(CaseEvent.objects.exclude(kind="booked").values_list("actor", flat=True))
    assert str(clerk.actor) in actors, (
        "who changed something stays, for the person whose case it is, and is shown nowhere"
    )
    for trace in (str(clerk.pk), clerk.username, clerk.full_name, "staff"):
        assert trace not in json.dumps(left, ensure_ascii=False)


def test_where_one_person_serves_a_group_of_a_large_office_no_fact_tells_how_long_she_takes(morning: Morning) -> None:
    """Two serve what most come for, Wilhelmine alone has a group of her own: the fact names the group."""
    other = make_bookable(
        now=BOOKED_AT, office=morning.place.office, service=make_service(offices=[morning.place.office])
    )
    for name, begins, counter in (("Ada", "8:40", "1"), ("Bilal", "8:41", "2")):
        morning.call(name, begins, counter=counter)
        morning.finish(name, "8:50", counter=counter)
    morning.take("Emil", "9:00", service_id=other.service.pk)
    morning.call("Emil", "9:00", counter="7")
    morning.finish("Emil", "9:19", counter="7")
    told = {
        fact.data["counter_group"]: fact.data["service_minutes"] for fact in Fact.objects.filter(schema=VISITED.name)
    }
    assert told == {morning.place.group.key: None, other.group.key: None}
    assert set(Visit.objects.values_list("service_minutes", flat=True)) == {None}


def test_a_fact_of_a_visit_keeps_the_day_and_not_the_moment(morning: Morning) -> None:
    """The moments of her ends, one below the other, would be the day of whoever works alone."""
    morning.arrive("Ada", "8:58")
    morning.next("9:00")
    morning.finish("Ada", "9:10")
    morning.undo("Ada", "9:11")
    morning.miss("Bilal", "9:30")
    assert set(Fact.objects.filter(schema=VISITED.name).values_list("occurred_at", flat=True)) == {at("0:00")}


@pytest.fixture
def alone(morning: Morning, monkeypatch: pytest.MonkeyPatch) -> Staff:
    """Wilhelmine has the office to herself: whoever comes is served by her, one after the other, 20 minutes each."""
    clerk = Staff.objects.create(pk=918273, username="wilhelmine.uebertragbar", full_name="Wilhelmine Übertragbar")
    desk = operations.Desk(morning.place.office.pk, "7", clerk.actor, Channel.COUNTER)
    monkeypatch.setattr(morning, "desk", lambda _counter="7": desk)
    monkeypatch.setattr(clock, "now", lambda: at("11:00"))
    HALLS.forget()
    for number in range(9):
        begins, ends = f"{8 + number // 3}:{number % 3 * 20:02d}", f"{8 + number // 3}:{number % 3 * 20 + 19:02d}"
        morning.take(f"Person {number}", begins)
        morning.call(f"Person {number}", begins, counter="7")
        morning.finish(f"Person {number}", ends, counter="7")
    return clerk


def test_where_one_person_serves_no_fact_tells_how_long_she_takes(morning: Morning, alone: Staff) -> None:
    served = [fact.data for fact in Fact.objects.filter(schema="visits.visited")]
    assert len(served) == 9
    assert {fact["service_minutes"] for fact in served} == {None}
    assert set(Visit.objects.values_list("service_minutes", flat=True)) == {None}


def test_where_one_person_serves_nobodys_wait_tells_how_long_she_takes(morning: Morning, alone: Staff) -> None:
    """What is planned is told, not what was measured: it would be the same if she were twice as fast."""
    morning.call("Ada", "11:00", counter="7")
    morning.take("Emil", "11:00")

    def wait() -> object:
        HALLS.forget()
        return hall(office_id=morning.place.office.pk, now=at("11:00")).spots[morning.id("Emil")].wait

    slow = wait()
    Visit.objects.filter(state="done").update(visit_date=at("9:00").date().replace(day=23))
    assert wait() == slow is not None


def test_where_one_person_serves_no_page_and_no_export_names_her(
    morning: Morning, alone: Staff, client: Client
) -> None:
    morning.take("Emil", "10:59")
    morning.call("Emil", "11:00", counter="7")
    office, token = morning.place.office, holder_token(case_id=morning.id("Emil"))
    public = [
        *(f"/anzeige/{office.slug}/", f"/halle/{office.pk}/", f"/halle/{office.pk}/{token}/", f"/warten/{token}/"),
        *("/so-rufen-wir-auf/", "/freie-termine/", "/so-vergeben-wir-termine/", f"/aemter/{office.slug}/"),
    ]
    seen = {path: client.get(path).content.decode() for path in public}
    client.force_login(make_staff(role=Role.STEERING))
    seen |= {path: client.get(path).content.decode() for path in ("/cockpit/", "/cockpit/zahlen.csv")}
    client.force_login(make_staff(role=Role.OFFICE_MANAGER, office=office))
    client.post("/schalter/platz/", {"counter": "1"})
    case = f"/schalter/?vorgang={morning.id('Person 3')}"
    seen |= {path: client.get(path).content.decode() for path in ("/schalter/", case, "/schalter/nummer/")}
    board = f"/lage/{office.slug}/"
    seen |= {path: client.get(path).content.decode() for path in (board, f"{board}stand/", f"{board}schalter/")}
    assert all(len(page) > 5 for page in seen.values())
    for path, page in seen.items():
        for trace in (str(alone.pk), str(alone.actor), alone.username, alone.full_name, "Wilhelmine"):
            assert trace not in page, path
    told = json.dumps([[fact.data, str(fact.occurred_at)] for fact in Fact.objects.all()], ensure_ascii=False)
    assert str(alone.actor) in set(CaseEvent.objects.values_list("actor", flat=True))
    assert str(alone.actor) not in told


def test_where_one_person_serves_the_board_says_the_same_whether_she_was_fast_or_slow(
    morning: Morning, alone: Staff, client: Client
) -> None:
    """Nine visits of 19 minutes, or of 3 and a long pause between them: what her counter did is not told."""
    client.force_login(make_staff(role=Role.OFFICE_MANAGER, office=morning.place.office))
    morning.take("Emil", "10:59")

    def board() -> str:
        HALLS.forget()
        walk_in_profile.cache_clear()
        page = client.get(f"/lage/{morning.place.office.slug}/").content.decode()
        return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)

    slow = board()
    assert "B010" in slow
    make_fast()
    assert board() == slow


def test_where_one_person_serves_the_list_and_the_cases_say_the_same_whether_she_was_fast_or_slow(
    morning: Morning, alone: Staff, client: Client
) -> None:
    """Calls and ends, one below the other, would be how long she takes, and her pauses. Holders see their times."""
    office = morning.place.office
    client.force_login(make_staff(role=Role.OFFICE_MANAGER, office=office))
    client.post("/schalter/platz/", {"counter": "1"})
    case = Case.objects.get(pk=morning.id("Person 3"))
    pages = ("/schalter/", f"/schalter/?vorgang={case.pk}", f"/schalter/vorgang/{case.reference}/")
    assert "B004" in read(client, "/schalter/")
    slow = [read(client, path) for path in pages]
    make_fast()
    assert [read(client, path) for path in pages] == slow
    assert not any(re.search(r"(fertig|gegangen) um", page) for page in slow)
    holder = status_view(case=case, asker=Asker.HOLDER, language="de", now=at("11:00"))
    assert isinstance(holder.timeline[0].at, datetime)


def read(client: Client, path: str) -> str:
    """A page without what differs every time."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    page = answer.content.decode()
    return re.sub(r'(name="(csrfmiddlewaretoken|command)" value|nonce)="[^"]+"', "", page)


def make_fast() -> None:
    """What was done in 19 minutes was done in 3, with a pause after it: everything that is stored of an end."""
    for visit in Visit.objects.filter(state="done"):
        assert visit.called_at is not None
        visit.ended_at = visit.called_at + timedelta(minutes=3)
        visit.save(update_fields=["ended_at"])
        end = CaseEvent.objects.get(case_id=visit.case_id, kind="served")
        CaseEvent.objects.filter(pk=end.pk).delete()
        end.occurred_at = visit.ended_at
        end.save(force_insert=True)
        Case.objects.filter(pk=visit.case_id).update(closed_at=visit.ended_at)


@pytest.mark.parametrize("period", ["heute", "woche", "monat"])
def test_of_an_office_of_one_person_no_figure_and_no_file_tells_her_day(
    morning: Morning, alone: Staff, client: Client, monkeypatch: pytest.MonkeyPatch, period: str
) -> None:
    """Nine visits today: neither how many nor when stands in the table, the CSV or the columns of the fact."""
    monkeypatch.setattr("einamt.platform.clock.now", lambda: at("11:00"))
    client.force_login(make_staff(role=Role.STEERING))
    asked = f"?zeitraum={period}&ort=office:{morning.place.office.identifier}"
    code = "wait-median"
    assert code in INDICATORS
    pages = (f"/cockpit/kennzahlen/{asked}", f"/cockpit/kennzahlen/{code}/{asked}")
    with_her = [read(client, path) for path in (*pages, f"/cockpit/kennzahlen/{code}/zahlen.csv{asked}")]
    assert len(with_her[2].splitlines()) == 1
    Fact.objects.filter(schema=VISITED.name).delete()
    assert [read(client, path) for path in (*pages, f"/cockpit/kennzahlen/{code}/zahlen.csv{asked}")] == with_her


def test_two_mornings_that_differ_in_how_fast_she_works_leave_the_same_facts_and_the_same_hall(
    morning: Morning, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = Staff.objects.create(pk=918273, username="wilhelmine.uebertragbar", full_name="Wilhelmine Übertragbar")
    desk = operations.Desk(morning.place.office.pk, "7", clerk.actor, Channel.COUNTER)
    monkeypatch.setattr(morning, "desk", lambda _counter="7": desk)

    def told(*, minutes: int) -> list[object]:
        HALLS.forget()
        with transaction.atomic():
            halls = []
            for hour in (8, 9, 10):
                morning.take(f"At {hour}", f"{hour}:00")
                morning.call(f"At {hour}", f"{hour}:00", counter="7")
                morning.finish(f"At {hour}", f"{hour}:{minutes:02d}", counter="7")
                seen = hall(office_id=morning.place.office.pk, now=at(f"{hour}:05"))
                halls.append(json.dumps(calls_of(seen, now=at(f"{hour}:05"))))
            facts = Fact.objects.filter(schema=VISITED.name).order_by("pk").values_list("occurred_at", "data")
            answer = [*halls, *facts]
            transaction.set_rollback(True)
        return answer

    assert told(minutes=2) == told(minutes=4)
