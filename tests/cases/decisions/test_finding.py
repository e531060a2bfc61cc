"""Whose a decision is, is found without opening the addresses of all others."""

from dataclasses import replace
from uuid import uuid4

import pytest

from einamt.cases.decisions.models import Decision
from einamt.cases.decisions.operations import deliver_again
from einamt.cases.models import Case
from einamt.cases.persons import find
from einamt.platform.retention.persons import Wanted
from tests.cases.decisions.conftest import NOW
from tests.factories.decisions import ADDRESS, ISSUER, PORTAL, make_decision

pytestmark = pytest.mark.django_db


def test_whose_a_decision_is_is_found_by_an_index_and_one_of_an_earlier_release_is_opened(case: Case) -> None:
    decision = make_decision(case, now=NOW, direction=PORTAL)
    assert [found.name for found in find(Wanted(email=f" {ADDRESS.upper()} "))] == ["Ada Đặng"]
    assert Decision.objects.filter(email_index=None).count() == 0, "nothing is opened to be compared"
    assert find(Wanted(email="somebody@example.org")) == []
    Decision.objects.filter(pk=decision.pk).update(email_index=None)
    assert [found.name for found in find(Wanted(email=ADDRESS))] == ["Ada Đặng"]
    deliver_again(
        document_id=decision.pk,
        direction=replace(PORTAL, email="other@example.org"),
        actor=ISSUER,
        command_id=uuid4(),
        now=NOW,
    )
    assert find(Wanted(email=ADDRESS)) == []
    assert [found.name for found in find(Wanted(email="other@example.org"))] == ["Ada Đặng"]
