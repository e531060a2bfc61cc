"""Whoever tampers with the log of reading, with all rights on the database but without the key, is found out."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from einamt.kernel.actor import Actor, ActorKind
from einamt.kernel.identifiers import new_id
from einamt.platform.audit import chain, heads, operations, steps
from einamt.platform.audit.heads import Head
from einamt.platform.audit.models import ChainLink, ChainStart, ReadingEntry
from einamt.platform.audit.verifying import Fault, Verdict, verify
from einamt.platform.outbox import schedule

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
GUARDS = [
    (table, f"{table}_{what}")
    for table in ("audit_readingentry", "audit_chainlink", "audit_chainstart")
    for what in ("is_never_edited", "is_kept")
]


def read(number: int = 1, *, at: datetime = NOW) -> None:
    steps.record_reading(
        actor=Actor(ActorKind.STAFF, "7"), what="case-read", subject=f"case:{number}", purpose="visit", now=at
    )


@pytest.fixture
def five() -> list[ReadingEntry]:
    """Five entries, chained."""
    for number in range(1, 6):
        read(number)
    operations.chain_entries(NOW)
    return list(ReadingEntry.objects.order_by("pk"))


@pytest.fixture
def owner(five: list[ReadingEntry]) -> None:
    """Somebody with all rights on the database: they have taken the triggers away."""
    with connection.cursor() as cursor:
        for table, name in GUARDS:
            cursor.execute(f"DROP TRIGGER {name}{f' ON {table}' if connection.vendor == 'postgresql' else ''}")


def verdict() -> Verdict:
    noted = heads.noted()
    return verify(heads=(noted,) if noted else ())


def told() -> str:
    printed = StringIO()
    call_command("audit", "verify", stdout=printed)
    return printed.getvalue()


def found(fault: Fault, *, position: int | None) -> bool:
    """Whether that is the first fault, at that place; the command says so as well and fails."""
    broken = verdict().broken
    with pytest.raises(CommandError, match=fault.value) as refusal:
        told()
    assert str(broken) in str(refusal.value)
    return broken is not None and (broken.fault, broken.position) == (fault, position)


def test_what_nobody_touched_is_whole(five: list[ReadingEntry]) -> None:
    read(6)
    head = ChainLink.objects.get(position=5)
    assert verdict() == Verdict(chained=5, waiting=1, head=Head(5, head.seal), broken=None)
    assert told() == f"5 entries are as they were written; 1 wait to be chained.\nhead 5:{head.seal}\n"


def test_an_empty_log_is_whole() -> None:
    assert told() == "0 entries are as they were written; 0 wait to be chained.\n"


def test_the_chain_goes_on_where_it_ended(five: list[ReadingEntry], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "BATCH", 2)
    for number in range(6, 11):
        read(number)
    operations.chain_entries(NOW)
    operations.chain_entries(NOW)
    assert (verdict().chained, verdict().waiting, verdict().broken) == (10, 0, None)
    assert list(ChainLink.objects.order_by("position").values_list("position", flat=True)) == list(range(1, 11))


def test_an_entry_that_became_visible_late_is_chained_by_night(five: list[ReadingEntry]) -> None:
    entry_id = type(new_id())(int=new_id().int - (2 * 3_600_000 << 80))
    fields = {"actor": "staff:7", "what": "case-read", "subject": "case:9", "purpose": "visit", "at": NOW}
    ReadingEntry.objects.create(id=entry_id, mac=chain.entry_mac(entry_id=entry_id, **fields), **fields)  # type: ignore[arg-type]
    operations.chain_entries(NOW)
    assert verdict().waiting == 1
    operations.chain_left_behind(NOW)
    assert (verdict().waiting, verdict().chained, verdict().broken) == (0, 6, None)


def test_the_worker_chains_every_minute_and_every_night() -> None:
    jobs = schedule.registered()
    assert jobs["audit.chain"].every == timedelta(minutes=1)
    assert jobs["audit.chain"].job is operations.chain_entries
    assert jobs["audit.chain-left-behind"].job is operations.chain_left_behind


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "staff:8"},
        {"what": "case-searched"},
        {"subject": "case:2"},
        {"purpose": "curiosity"},
        {"at": NOW + timedelta(microseconds=1)},
        {"mac": "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_entry_that_was_changed_is_named(owner: None, five: list[ReadingEntry], change: dict[str, object]) -> None:
    ReadingEntry.objects.filter(pk=five[2].pk).update(**change)
    assert found(Fault.CHANGED, position=3)
    assert verdict().chained == 2


def test_an_entry_that_was_deleted_is_named(owner: None, five: list[ReadingEntry]) -> None:
    ReadingEntry.objects.filter(pk=five[2].pk).delete()
    assert found(Fault.DELETED, position=3)


def test_a_link_that_was_deleted_with_its_entry_leaves_a_gap(owner: None, five: list[ReadingEntry]) -> None:
    ReadingEntry.objects.filter(pk=five[2].pk).delete()
    ChainLink.objects.filter(position=3).delete()
    assert found(Fault.MISSING_LINK, position=3)


def test_closing_the_gap_breaks_the_seals(owner: None, five: list[ReadingEntry]) -> None:
    ReadingEntry.objects.filter(pk=five[2].pk).delete()
    ChainLink.objects.filter(position=3).delete()
    for position in (4, 5):
        ChainLink.objects.filter(position=position).update(position=position - 1)
    assert found(Fault.BROKEN, position=3)


def test_two_entries_that_were_exchanged_are_found(owner: None, five: list[ReadingEntry]) -> None:
    ChainLink.objects.filter(position=2).update(entry_id=new_id())
    ChainLink.objects.filter(position=4).update(entry_id=five[1].pk)
    ChainLink.objects.filter(position=2).update(entry_id=five[3].pk)
    assert found(Fault.BROKEN, position=2)


def test_an_entry_that_somebody_slipped_in_is_found_before_it_is_chained(owner: None) -> None:
    ReadingEntry.objects.create(actor="staff:8", what="case-read", subject="case:1", purpose="visit", at=NOW, mac="1")
    assert found(Fault.INSERTED, position=None)


def test_and_after_it_was_chained(owner: None) -> None:
    ReadingEntry.objects.create(actor="staff:8", what="case-read", subject="case:1", purpose="visit", at=NOW, mac="1")
    operations.chain_entries(NOW)
    assert found(Fault.CHANGED, position=6)


def test_a_copy_of_a_true_entry_is_found(owner: None, five: list[ReadingEntry]) -> None:
    copy = five[0]
    copy.pk = new_id()
    copy.save(force_insert=True)
    assert found(Fault.INSERTED, position=None)


def test_an_end_that_was_cut_off_is_found_by_the_head_that_was_noted(owner: None, five: list[ReadingEntry]) -> None:
    ChainLink.objects.filter(position__gte=4).delete()
    ReadingEntry.objects.filter(pk__in=[five[3].pk, five[4].pk]).delete()
    assert verify(heads=()).broken is None, "what is left is whole: only the head outside the database tells"
    assert found(Fault.SHORTENED, position=4)


def test_an_end_that_was_made_anew_is_found_by_the_head_that_was_noted(owner: None, five: list[ReadingEntry]) -> None:
    ChainLink.objects.filter(position__gte=4).delete()
    ReadingEntry.objects.filter(pk__in=[five[3].pk, five[4].pk]).delete()
    head = heads.noted()
    read(6)
    operations.chain_entries(NOW)
    assert heads.noted() == head
    assert found(Fault.SHORTENED, position=5)
    read(7)
    operations.chain_entries(NOW)
    assert heads.noted() == head, "a head noted over the loss would hide it"
    assert found(Fault.OTHER_HEAD, position=5)
    read(8)
    operations.chain_entries(NOW)
    assert heads.noted() == head
    assert found(Fault.OTHER_HEAD, position=5)


def test_a_chain_that_was_emptied_and_begun_anew_does_not_take_the_note_either(owner: None) -> None:
    head = heads.noted()
    ChainLink.objects.all().delete()
    ReadingEntry.objects.all().delete()
    for number in range(9):
        read(number)
    operations.chain_entries(NOW)
    assert heads.noted() == head
    assert found(Fault.OTHER_HEAD, position=5)


def test_a_forged_beginning_behind_the_note_does_not_take_it_away(owner: None, five: list[ReadingEntry]) -> None:
    head = heads.noted()
    ChainLink.objects.all().delete()
    ReadingEntry.objects.all().delete()
    ChainStart.objects.create(position=9, seal="0" * 64, at=NOW, mac="0" * 64)
    read(6)
    operations.chain_entries(NOW)
    assert heads.noted() == head


def test_the_worker_says_that_the_noted_head_is_gone(
    owner: None, five: list[ReadingEntry], caplog: pytest.LogCaptureFixture
) -> None:
    ChainLink.objects.filter(position=5).delete()
    ReadingEntry.objects.filter(pk=five[4].pk).delete()
    read(6)
    operations.chain_entries(NOW)
    assert f"the chain no longer holds {heads.noted()}" in caplog.text


def test_a_note_that_was_made_unreadable_is_left_as_it_is(five: list[ReadingEntry], own_data_folder: Path) -> None:
    (own_data_folder / "audit" / "head").write_text("nothing")
    read(6)
    operations.chain_entries(NOW)
    assert (own_data_folder / "audit" / "head").read_text() == "nothing"


def test_a_worker_that_comes_later_does_not_set_the_note_back(five: list[ReadingEntry]) -> None:
    earlier = heads.noted()
    assert earlier
    read(6)
    operations.chain_entries(NOW)
    later = heads.noted()
    assert not operations._goes_on_from_the_noted(earlier)
    assert heads.noted() == later


def test_a_head_noted_elsewhere_can_be_given(owner: None, own_data_folder: Path) -> None:
    head = heads.noted()
    ChainLink.objects.filter(position=5).delete()
    (own_data_folder / "audit" / "head").unlink()
    assert "4 entries" in told()
    with pytest.raises(CommandError, match=Fault.SHORTENED.value):
        call_command("audit", "verify", "--head", str(head))
    with pytest.raises(CommandError, match="is no head"):
        call_command("audit", "verify", "--head", "5")


def test_a_file_that_holds_no_head_is_said(five: list[ReadingEntry], own_data_folder: Path) -> None:
    (own_data_folder / "audit" / "head").write_text("nothing")
    with pytest.raises(CommandError, match="holds no head"):
        told()


def test_a_whole_log_that_was_emptied_is_found(owner: None) -> None:
    ChainLink.objects.all().delete()
    ReadingEntry.objects.all().delete()
    assert found(Fault.SHORTENED, position=1)


def test_a_beginning_that_was_cut_off_is_found(owner: None, five: list[ReadingEntry]) -> None:
    ChainLink.objects.filter(position__lte=2).delete()
    ReadingEntry.objects.filter(pk__in=[five[0].pk, five[1].pk]).delete()
    assert found(Fault.MISSING_LINK, position=1)
    ChainStart.objects.create(position=2, seal="0" * 64, at=NOW, mac="0" * 64)
    assert found(Fault.BEGINNING, position=2)


@pytest.mark.django_db
def test_what_was_kept_long_enough_goes_and_the_rest_is_still_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "BATCH", 2)
    for year in (2023, 2024, 2024, 2025, 2026):
        read(year, at=datetime(year, 6, 1, tzinfo=UTC))
    operations.chain_entries(NOW)
    assert operations.count_outlived(NOW) == {"entries of the log of reading": 3}
    assert operations.forget_readings(NOW) == {"audit.ReadingEntry": 2, "audit.ChainLink": 2}
    assert operations.forget_readings(NOW) == {"audit.ReadingEntry": 1, "audit.ChainLink": 1}
    assert operations.forget_readings(NOW) == {}
    assert [each.position for each in ChainStart.objects.all()] == [3]
    assert (verdict().chained, verdict().broken) == (2, None)
    read()
    operations.chain_entries(NOW)
    assert (verdict().chained, verdict().broken) == (3, None)


def test_a_log_that_was_erased_whole_goes_on_where_it_was(five: list[ReadingEntry]) -> None:
    later = NOW + timedelta(days=900)
    operations.forget_readings(later)
    assert ReadingEntry.objects.count() == 0
    read(at=later)
    operations.chain_entries(later)
    link = ChainLink.objects.get()
    assert heads.noted() == Head(6, link.seal)
    assert link.position == 6
    assert verdict().broken is None


TAMPERING: dict[str, Callable[[], object]] = {
    "editing an entry": lambda: ReadingEntry.objects.update(purpose="x"),
    "deleting an entry": lambda: ReadingEntry.objects.all().delete(),
    "editing a link": lambda: ChainLink.objects.update(seal="x"),
    "deleting a link": lambda: ChainLink.objects.all().delete(),
    "editing the beginning": lambda: ChainStart.objects.update(seal="x"),
    "deleting the beginning": lambda: ChainStart.objects.all().delete(),
}


@pytest.mark.parametrize("tamper", TAMPERING.values(), ids=TAMPERING.keys())
def test_the_database_itself_refuses(five: list[ReadingEntry], tamper: Callable[[], object]) -> None:
    first = ChainLink.objects.get(position=1)
    mac = chain.start_mac(position=0, seal=first.seal, at=NOW)
    ChainStart.objects.create(position=0, seal=first.seal, at=NOW, mac=mac)
    with pytest.raises(IntegrityError, match="the log of reading"), transaction.atomic():
        tamper()
    assert ReadingEntry.objects.count() == ChainLink.objects.count() == 5
