"""A case is kept as long as its kind says from when it was closed, then it goes with its history."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from einamt.cases import operations
from einamt.cases.models import Case, CaseEvent
from einamt.cases.registry import CaseKind
from einamt.cases.steps import locked_case, record_event
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from tests.factories.cases import make_case

pytestmark = pytest.mark.django_db


def close(case: Case, *, now: datetime) -> None:
    with transaction.atomic():
        record_event(
            case=locked_case(case_id=case.pk), event="finished", actor=CITIZEN, channel=Channel.PORTAL, data={}, now=now
        )


def test_a_closed_case_goes_when_its_time_is_over_and_not_before(now: datetime, errand: CaseKind) -> None:
    case, _ = make_case(now=now)
    close(case, now=now)
    assert operations.erase_some_cases(now + errand.retention) == {}
    late = now + errand.retention + timedelta(seconds=1)
    assert operations.count_outlived(late)["cases of the kind errand"] == 1
    assert operations.erase_some_cases(late) == {"cases.Case": 1, "cases.CaseEvent": 2}
    assert operations.erase_some_cases(late) == {}
    assert not CaseEvent.objects.exists()


def test_a_case_that_is_open_stays_however_old_it_is(now: datetime) -> None:
    make_case(now=now)
    assert operations.erase_some_cases(now + timedelta(days=5000)) == {}
    assert Case.objects.count() == 1


def test_a_case_that_was_opened_again_stays(now: datetime, errand: CaseKind) -> None:
    case, _ = make_case(now=now)
    close(case, now=now)
    with transaction.atomic():
        record_event(
            case=locked_case(case_id=case.pk), event="undone", actor=CITIZEN, channel=Channel.PORTAL, data={}, now=now
        )
    assert operations.erase_some_cases(now + errand.retention * 2) == {}
