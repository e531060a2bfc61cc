from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import ClassVar

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.test.utils import isolate_apps

from einamt.platform.retention.checks import every_model_has_a_policy, problems
from einamt.platform.retention.policy import Policy, Until
from einamt.platform.retention.reference import staff_fields

ROOT = Path(__file__).resolve().parents[3]

FINE = Policy(owner="messages", personal=True, keep=timedelta(days=90), reason="§ 1 Testgesetz")


def complaints(policy: object | None) -> list[str]:
    """What the check says about a model with `policy`."""
    with isolate_apps("django.contrib.messages"):

        class Thing(models.Model):
            class Meta:
                app_label = "messages"

            def __str__(self) -> str:
                return "thing"

        if policy is not None:
            Thing.policy = policy  # type: ignore[attr-defined]
        return [problem.msg for problem in problems(Thing)]


def test_every_model_of_the_house_has_a_policy() -> None:
    assert every_model_has_a_policy(None) == []
    assert len([model for model in apps.get_models() if hasattr(model, "policy")]) > 5


def test_a_model_without_a_policy_is_found() -> None:
    assert complaints(None) == ["messages.Thing declares no retention policy."]


def test_a_policy_is_a_policy() -> None:
    assert complaints({"owner": "messages"}) == ["messages.Thing declares no retention policy."]
    assert complaints(FINE) == []


@pytest.mark.parametrize(
    ("policy", "complaint"),
    [
        (Policy(owner="", personal=False, keep=Until.DELIVERED, reason="x"), "names nobody who answers for it"),
        (Policy(owner="x", personal=True, keep=Until.DELIVERED, reason=" "), "gives no reason"),
        (Policy(owner="x", personal=True, keep=Until.FOREVER, reason="x"), "keeps personal data for ever"),
        (Policy(owner="x", personal=True, keep=timedelta(0), reason="x"), "keeps nothing"),
    ],
)
def test_a_policy_that_says_nothing_or_too_much_is_found(policy: Policy, complaint: str) -> None:
    (message,) = complaints(policy)
    assert complaint in message


@isolate_apps("django.contrib.messages")
def test_a_table_between_two_models_is_the_matter_of_the_model_that_declares_it() -> None:
    class Other(models.Model):
        policy: ClassVar[Policy] = FINE

        class Meta:
            app_label = "messages"

        def __str__(self) -> str:
            return "other"

    class Thing(models.Model):
        policy: ClassVar[Policy] = FINE
        others = models.ManyToManyField(Other)

        class Meta:
            app_label = "messages"

        def __str__(self) -> str:
            return "thing"

    assert problems(Thing.others.through) == []


def test_a_model_that_names_staff_holds_personal_data() -> None:
    with isolate_apps("django.contrib.messages"):

        class Decision(models.Model):
            policy: ClassVar[Policy] = Policy(owner="messages", personal=False, keep=Until.REPLACED, reason="a text")
            decided_by = models.CharField(max_length=120)
            caused_by = models.CharField(max_length=20)

            class Meta:
                app_label = "messages"

            def __str__(self) -> str:
                return "decision"

    assert staff_fields(Decision) == ["decided_by"]
    assert [problem.msg for problem in problems(Decision)] == [
        "The retention policy of messages.Decision names staff and says that is not personal."
    ]


@pytest.mark.parametrize(("page", "file"), [("retention", "retention.md"), ("staff-data", "staff-data.md")])
def test_the_reference_is_what_the_models_say(page: str, file: str) -> None:
    printed = StringIO()
    call_command("retention", "page", page, stdout=printed)
    kept = (ROOT / "docs/reference" / file).read_text(encoding="utf-8")
    assert printed.getvalue() == kept, f"einamt retention page {page} > docs/reference/{file}"
