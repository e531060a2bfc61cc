"""Erasing by erasers that rooms have registered: in order, batch by batch, and one that fails holds up nobody."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import ClassVar

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models
from django.test.utils import isolate_apps

from einamt.platform.outbox import schedule
from einamt.platform.ratelimit.models import Limit
from einamt.platform.retention import erasing, registry
from einamt.platform.retention.batches import delete_some
from einamt.platform.retention.checks import ends, every_end_comes
from einamt.platform.retention.policy import Policy, Until
from einamt.platform.retention.registry import Counts, Eraser

NOW = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)


def personal(keep: timedelta | Until) -> Policy:
    return Policy(owner="x", personal=True, keep=keep, reason="x")


class Shelf:
    """Things that are due, and in which order they went."""

    def __init__(self) -> None:
        self.left = {"letters": 5, "envelopes": 3}
        self.went: list[str] = []

    def eraser(self, name: str, *, order: int, at_once: int = 2) -> Eraser:
        def erase_some(_now: datetime) -> Counts:
            number = min(at_once, self.left[name])
            self.left[name] -= number
            self.went += [name] * number
            return {name: number} if number else {}

        return Eraser(
            name=name,
            models=frozenset(),
            order=order,
            due=lambda _now: {name: self.left[name]},
            erase_some=erase_some,
        )


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    """Two erasers, no others, and nothing to offer; the later one registered first."""
    monkeypatch.setattr(registry, "_erasers", {})
    monkeypatch.setattr(registry, "_offerings", [])
    made = Shelf()
    registry.register(made.eraser("envelopes", order=20))
    registry.register(made.eraser("letters", order=10))
    return made


def retention(*arguments: str) -> str:
    printed = StringIO()
    call_command("retention", *arguments, stdout=printed)
    return printed.getvalue()


def test_all_that_is_due_goes_in_batches_and_in_order(shelf: Shelf) -> None:
    assert erasing.erase_due(now=NOW) == {"letters": 5, "envelopes": 3}
    assert shelf.went == ["letters"] * 5 + ["envelopes"] * 3
    assert erasing.erase_due(now=NOW) == {}


def test_an_eraser_that_fails_is_named_and_the_others_work(shelf: Shelf, caplog: pytest.LogCaptureFixture) -> None:
    def fail(_now: datetime) -> Counts:
        raise OSError("disk")

    registry.register(
        Eraser(name="broken", models=frozenset(), order=1, due=lambda _now: {"things": 1}, erase_some=fail)
    )
    with pytest.raises(erasing.ErasingFailed, match="broken"):
        erasing.erase_due(now=NOW)
    assert shelf.left == {"letters": 0, "envelopes": 0}
    assert "broken" in caplog.text
    with pytest.raises(CommandError, match="broken"):
        retention("run")


def test_a_night_that_is_too_short_ends_and_says_so(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(erasing, "ENOUGH", timedelta(0))
    erasing.erase_nightly(NOW)
    assert shelf.left == {"letters": 5, "envelopes": 3}
    assert "not all that is due" in caplog.text
    monkeypatch.undo()


def test_the_log_of_a_night_keeps_the_counts(shelf: Shelf, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    erasing.erase_nightly(NOW)
    assert "erased: 3 envelopes, 5 letters" in caplog.text


def test_a_dry_run_counts_and_erases_nothing(shelf: Shelf) -> None:
    assert retention("run", "--dry-run").splitlines() == [
        "letters: 5 letters to be erased",
        "envelopes: 3 envelopes to be erased",
    ]
    assert shelf.went == []


def test_a_run_says_what_it_erased(shelf: Shelf) -> None:
    assert retention("run").splitlines() == ["3 envelopes erased", "5 letters erased"]
    assert retention("run") == "Nothing is due.\n"


def test_the_list_names_every_model_that_has_a_policy() -> None:
    listed = [line.split(":")[0] for line in retention("list").splitlines()]
    assert listed == sorted(model._meta.label for model in apps.get_models() if hasattr(model, "policy"))
    assert any(line.startswith("cases.Case: personal") for line in retention("list").splitlines())


def test_it_happens_every_night() -> None:
    assert schedule.registered()["retention.erase"].job is erasing.erase_nightly


def test_an_eraser_is_registered_once(shelf: Shelf) -> None:
    with pytest.raises(ValueError, match="twice"):
        registry.register(shelf.eraser("letters", order=1))


@pytest.mark.django_db
def test_a_batch_takes_so_many_and_no_more() -> None:
    for number in range(5):
        Limit.objects.create(key_hash=str(number), used_until=0)
    assert delete_some(Limit.objects.all(), limit=3) == {"ratelimit.Limit": 3}
    assert delete_some(Limit.objects.all(), limit=3) == {"ratelimit.Limit": 2}
    assert delete_some(Limit.objects.all(), limit=3) == {}


def test_all_personal_data_of_the_house_comes_to_its_end() -> None:
    assert every_end_comes(None) == []


def test_personal_data_that_nobody_erases_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_erasers", {})
    monkeypatch.setattr(registry, "_offerings", [])
    found = {problem.obj._meta.label for problem in every_end_comes(None) if problem.obj is not None}
    assert {"cases.Case", "cases.CaseEvent", "appointments.Appointment", "audit.ReadingEntry"} <= found


@isolate_apps("django.contrib.messages")
def test_what_goes_with_its_owner_ends_only_where_the_owner_does_and_the_database_takes_it_along() -> None:
    class Owner(models.Model):
        policy: ClassVar[Policy] = personal(timedelta(days=1))

        class Meta:
            app_label = "messages"

        def __str__(self) -> str:
            return "owner"

    class Owned(models.Model):
        owner = models.ForeignKey(Owner, on_delete=models.CASCADE)

        class Meta:
            app_label = "messages"

        def __str__(self) -> str:
            return "owned"

    class Protected(models.Model):
        owner = models.ForeignKey(Owner, on_delete=models.PROTECT)

        class Meta:
            app_label = "messages"

        def __str__(self) -> str:
            return "protected"

    Owned.policy = Protected.policy = personal(Until.WITH_OWNER)  # type: ignore[attr-defined]
    assert not ends(Owned)
    Owner.policy = personal(Until.REPLACED)
    assert ends(Owned)
    assert not ends(Protected)
