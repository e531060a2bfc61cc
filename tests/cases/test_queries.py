"""Reading a case by reference and code, and telling it in words."""

from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from einamt.cases import codes
from einamt.cases.errors import CaseNotFound
from einamt.cases.queries import case_by_code, case_by_reference, status_view
from einamt.cases.rules import Promise, PromiseBasis
from einamt.cases.steps import locked_case, record_event
from einamt.cases.telling import Asker
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.kernel.references import new_reference
from tests.factories.cases import make_case, unsaved_case
from tests.factories.catalog import make_service

pytestmark = pytest.mark.django_db


def test_reference_and_code_open_the_case_however_they_are_typed(now: datetime) -> None:
    case, code = make_case(now=now)
    sloppy = case.reference.lower().replace("-", " ")
    assert case_by_code(reference=sloppy, code=f" {code[:3].lower()} {code[3:]}") == case


def refusal(reference: str, code: str) -> tuple[str, int, str, list[str]]:
    with (
        CaptureQueriesContext(
            connection,
        ) as queries,
        pytest.raises(CaseNotFound) as caught,
    ):
        case_by_code(reference=reference, code=code)
    shapes = [query["sql"].split("WHERE")[0] for query in queries.captured_queries]
    return caught.value.code, caught.value.status, str(caught.value), shapes


def test_every_refusal_is_the_same_answer_after_the_same_query(now: datetime) -> None:
    case, code = make_case(now=now)
    _, other_code = make_case(now=now)
    refusals = [
        refusal(case.reference, "ABC346"),
        refusal(case.reference, other_code),
        refusal(case.reference, ""),
        refusal(new_reference(), code),
        refusal("nicht einmal eine Nummer", code),
        refusal("", ""),
    ]
    assert len(refusals[0][3]) == 1
    assert all(each == refusals[0] for each in refusals)


def test_a_wrong_reference_costs_the_same_hashing_as_a_wrong_code(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, _ = make_case(now=now)
    hashed, compared = [], []
    monkeypatch.setattr(codes, "keyed_hash", lambda **inputs: hashed.append(inputs["purpose"]) or "ab" * 32)
    monkeypatch.setattr(codes.hmac, "compare_digest", lambda a, b: compared.append((len(a), len(b))) or False)
    refusal(case.reference, "ABC346")
    work = (len(hashed), list(compared))
    hashed.clear()
    compared.clear()
    refusal(new_reference(), "ABC346")
    assert (len(hashed), compared) == work == (1, [(64, 64)])


def test_no_code_opens_a_case_that_does_not_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes.hmac, "compare_digest", lambda _a, _b: True)
    with pytest.raises(CaseNotFound):
        case_by_code(reference=new_reference(), code="ABC346")


def test_staff_find_a_case_by_its_reference_alone(now: datetime) -> None:
    case, _ = make_case(now=now)
    assert case_by_reference(reference=case.reference) == case
    with pytest.raises(CaseNotFound):
        case_by_reference(reference=new_reference())


def test_the_status_tells_what_happens_next_by_when_and_what_happened(now: datetime) -> None:
    made = unsaved_case(
        now=now,
        service=make_service(name="Hund anmelden", english="Register a dog"),
        promise=Promise(
            at=now + timedelta(days=14), basis=PromiseBasis.SERVICE_STANDARD, source="Leistungskatalog 2026, Nr. 4"
        ),
    )
    made.case.save(force_insert=True)
    made.event.save(force_insert=True)
    with transaction.atomic():
        record_event(
            case=locked_case(case_id=made.case.pk),
            event="asked",
            actor=CITIZEN,
            channel=Channel.PORTAL,
            data={"reason": "Foto fehlt"},
            now=now + timedelta(minutes=5),
        )
    case = case_by_code(reference=made.case.reference, code=made.code)
    view = status_view(case=case, asker=Asker.HOLDER, language="de", now=now)
    assert (view.service_name, view.state_label, view.explanation) == (
        "Hund anmelden",
        "Wartet auf Sie",
        "Wir warten auf Ihre Antwort.",
    )
    assert (view.promised_at, view.promise_source) == (
        now + timedelta(days=14),
        "Servicestandard: Leistungskatalog 2026, Nr. 4",
    )
    assert [(entry.label, entry.explanation) for entry in view.timeline] == [
        ("Nachgefragt", "Grund: Foto fehlt"),
        ("Begonnen", ""),
    ]
    assert [(line.label, line.value) for line in view.lines] == [("Anliegen", "Ein Brot kaufen")]
    assert status_view(case=case, asker=Asker.HOLDER, language="en", now=now).service_name == "Register a dog"


def test_a_status_takes_three_queries_whatever_has_happened(
    now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    case, code = make_case(now=now)
    with transaction.atomic():
        for event in ("asked", "answered", "asked", "answered"):
            locked = locked_case(case_id=case.pk)
            record_event(case=locked, event=event, actor=CITIZEN, channel=Channel.PORTAL, data={"reason": "x"}, now=now)
    with django_assert_num_queries(3):
        case = case_by_code(reference=case.reference, code=code)
        status_view(case=case, asker=Asker.HOLDER, language="de", now=now)
