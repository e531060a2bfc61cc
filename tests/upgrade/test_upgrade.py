import json
from pathlib import Path

from tests.own_house import House
from tests.upgrade.statements import statements

STATES = """
import json
from einamt.procedures.appointments.models import Appointment
found = Appointment.objects.select_related("case", "contact").order_by("case__reference")
print(json.dumps({one.case.reference: [one.person_name, one.contact.email, one.case.state] for one in found}))
"""
VISITS = """
import json
from einamt.procedures.visits.models import Visit
print(json.dumps(list(Visit.objects.values_list("case__reference", flat=True))))
"""
CANCEL = """
import sys
from uuid import uuid4
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.procedures.appointments.models import Appointment
from einamt.procedures.appointments.operations import cancel_appointment
from datetime import UTC, datetime
one = Appointment.objects.get(case__reference=sys.argv[1])
now = datetime(2026, 11, 20, 9, tzinfo=UTC)
cancel_appointment(appointment_id=one.pk, actor=CITIZEN, channel=Channel.PORTAL, command_id=uuid4(), now=now)
one.case.refresh_from_db()
print(one.case.state)
"""
FACTS = """
from einamt.platform.facts import operations
from einamt.platform import clock
print(operations.move_all_facts(now=clock.now()))
"""


def references(stored: Path, house: House) -> dict[str, str]:
    """Name by reference, as the version said when it populated the city."""
    kind = "sqlite" if house.database_url.startswith("sqlite:") else "postgres"
    return dict(json.loads((stored / f"{kind}.json").read_text(encoding="utf-8")))


def test_every_appointment_is_whose_it_was_and_in_the_state_it_was(stored: Path, upgraded: House) -> None:
    expected = {
        "Đặng-Nguyễn Thị Hà": ["person0@example.org", "served"],
        "Anna Muster": ["person1@example.org", "arrived"],
        "Ömer Yılmaz": ["person2@example.org", "no-show"],
        "Zoë Łukasiewicz": ["person3@example.org", "cancelled"],
        "Nicht Da": ["person4@example.org", "booked"],
    }
    assert json.loads(upgraded.python(STATES)) == {
        reference: [name, *expected[name]] for reference, name in references(stored, upgraded).items()
    }


def test_visits_belong_to_the_cases_of_their_appointments(stored: Path, upgraded: House) -> None:
    by_name = {name: reference for reference, name in references(stored, upgraded).items()}
    assert set(json.loads(upgraded.python(VISITS))) == {
        by_name["Đặng-Nguyễn Thị Hà"],
        by_name["Anna Muster"],
        by_name["Ömer Yılmaz"],
    }


def test_capacity_adds_up_and_every_value_opens(upgraded: House) -> None:
    upgraded.einamt("appointments", "audit")
    assert "DOES NOT OPEN" not in upgraded.einamt("keys", "status")


def test_nothing_is_left_to_migrate_and_the_house_has_nothing_to_say_against_itself(upgraded: House) -> None:
    upgraded.einamt("migrate", "--check")
    upgraded.einamt("check")


def test_the_tables_are_those_of_a_house_of_today(upgraded: House, fresh: House) -> None:
    assert statements(upgraded.database_url, with_rows=False) == statements(fresh.database_url, with_rows=False)


def test_facts_of_the_earlier_version_can_be_written_to_files(upgraded: House) -> None:
    assert int(upgraded.python(FACTS)) >= 5
    upgraded.einamt("facts", "check")


def test_what_was_booked_before_can_be_cancelled_after(stored: Path, upgraded: House) -> None:
    booked = next(reference for reference, name in references(stored, upgraded).items() if name == "Nicht Da")
    assert upgraded.python(CANCEL, booked).endswith("cancelled")
    upgraded.einamt("appointments", "audit")
