from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.test.utils import isolate_apps
from pytest_django import Settings

from einamt.platform.crypto import columns
from einamt.platform.crypto.fields import EncryptedTextField
from einamt.platform.crypto.secrets import CannotDecrypt

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def person(folder: Path) -> Iterator[type[models.Model]]:
    """A table that is there for one test."""
    with isolate_apps("django.contrib.messages"):

        class Person(models.Model):
            name = EncryptedTextField(blank=True)
            phone = EncryptedTextField(null=True)
            changes = models.PositiveSmallIntegerField(default=0)

            class Meta:
                app_label = "messages"
                db_table = "test_person"

            def __str__(self) -> str:
                return self.name

        with connection.schema_editor() as editor:
            editor.create_model(Person)
        yield Person
        with connection.schema_editor() as editor:
            editor.delete_model(Person)


def stored(person: type[models.Model]) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM test_person ORDER BY id")
        return [bytes(row[0]) for row in cursor.fetchall()]


def test_text_is_encrypted_on_its_way_in_and_opened_on_its_way_out(person: type[models.Model]) -> None:
    person.objects.create(name="Erika Müller", phone=None)
    assert b"Erika" not in stored(person)[0]
    assert person.objects.get().name == "Erika Müller"
    assert person.objects.get().phone is None
    assert list(person.objects.values_list("name", flat=True)) == ["Erika Müller"]


def test_empty_stays_empty(person: type[models.Model]) -> None:
    person.objects.create(phone="")
    assert stored(person) == [b""]
    assert (person.objects.get().name, person.objects.get().phone) == ("", "")


def test_every_way_of_writing_encrypts(person: type[models.Model]) -> None:
    first, second = person.objects.bulk_create([person(name="a"), person(name="b")])
    first.name = "aa"
    person.objects.bulk_update([first], ["name"])
    person.objects.filter(pk=second.pk).update(name="bb")
    assert sorted(person.objects.values_list("name", flat=True)) == ["aa", "bb"]
    assert all(len(value) > 20 for value in stored(person))


@pytest.mark.parametrize("condition", [{"name": "Erika"}, {"name__contains": "E"}, {"name__in": ["Erika"]}])
def test_it_cannot_be_searched(person: type[models.Model], condition: dict[str, object]) -> None:
    with pytest.raises(FieldError, match="BlindIndexField"):
        person.objects.filter(**condition).exists()
    assert not person.objects.filter(phone__isnull=False).exists()


def test_a_value_moved_to_another_column_by_hand_does_not_open(person: type[models.Model]) -> None:
    person.objects.create(name="Erika")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE test_person SET phone = name")
    with pytest.raises(CannotDecrypt):
        person.objects.get()


def test_a_field_that_is_renamed_keeps_its_purpose() -> None:
    field = EncryptedTextField(purpose="appointments.contact.email")
    _, _, positional, options = field.deconstruct()
    assert EncryptedTextField(*positional, **options).purpose == "appointments.contact.email"
    assert "purpose" not in EncryptedTextField().deconstruct()[3]


def test_everything_is_put_under_the_newest_key(
    person: type[models.Model], rotate: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "_BATCH", 3)
    names = [f"person {number}" for number in range(8)]
    person.objects.bulk_create([person(name=name) for name in [*names, ""]])
    rotate()
    person.objects.create(name="late")
    (name, phone) = columns.encrypted_columns([person])
    assert columns.counts_by_key(name) == {1: 8, 2: 1}

    assert [progress.moved for progress in columns.reencrypt(name)] == [3, 3, 2]
    assert list(columns.reencrypt(phone)) == []
    assert columns.counts_by_key(name) == {2: 9}
    assert list(person.objects.order_by("pk").values_list("name", flat=True)) == [*names, "", "late"]


def test_a_value_that_changes_meanwhile_is_left_alone(
    person: type[models.Model], rotate: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = person.objects.create(name="before")
    rotate()
    move = columns._move

    def change_first(column: columns.Column, **named: object) -> columns.Progress:
        person.objects.filter(pk=row.pk).update(name="changed")
        return move(column, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(columns, "_move", change_first)
    (column, _) = columns.encrypted_columns([person])
    assert [progress.moved for progress in columns.reencrypt(column)] == [0]
    assert person.objects.get().name == "changed"


def test_a_value_that_does_not_open_is_named_and_left(person: type[models.Model], rotate: Callable[[], None]) -> None:
    good, bad = person.objects.create(name="good"), person.objects.create(name="bad")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE test_person SET name = %s WHERE id = %s", [b"\x01rubbish", bad.pk])
    (column, _) = columns.encrypted_columns([person])
    assert not columns.newest_opens(column)
    rotate()
    (progress,) = columns.reencrypt(column)
    assert (progress.moved, progress.unreadable) == (1, [str(bad.pk)])
    assert person.objects.get(pk=good.pk).name == "good"


def test_the_command_rotates_and_moves_on(
    person: type[models.Model], folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from einamt.platform.crypto import keys

    found = columns.encrypted_columns([person])
    monkeypatch.setattr(columns, "encrypted_columns", lambda: found)
    person.objects.create(name="Erika")

    def einamt(*words: str) -> str:
        out = StringIO()
        call_command("keys", *words, stdout=out, stderr=out)
        return out.getvalue()

    assert "messages.person.name: 1 under key 1" in einamt("status")
    assert "2.key was made" in einamt("rotate")
    settings.KEYS = keys.load(folder=folder)
    assert "1 values to put under key 2" in einamt("reencrypt", "--dry-run")
    assert "messages.person.name: 1 of 1" in einamt("reencrypt")
    assert "messages.person.name: 1 under key 2" in einamt("status")

    with connection.cursor() as cursor:
        cursor.execute("UPDATE test_person SET name = %s", [b"\x01rubbish"])
    assert "DOES NOT OPEN" in einamt("status")
    with pytest.raises(CommandError, match="1 values could not be opened"):
        einamt("reencrypt")
