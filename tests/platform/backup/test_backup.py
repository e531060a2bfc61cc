import json
import shutil
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.own_house import House
from tests.platform.backup.conftest import PASSPHRASE

SOMEBODY_WROTE = """
import sys
from datetime import timedelta
from einamt.kernel.identifiers import new_id
from einamt.platform import clock
from einamt.procedures.inquiries.models import Inquiry
Inquiry.objects.create(
    id=new_id(), subject="other", message=sys.argv[1], written_at=clock.now() - timedelta(days=int(sys.argv[2]))
)
"""
MESSAGES = """
from einamt.procedures.inquiries.models import Inquiry
print(sorted(Inquiry.objects.values_list('message', flat=True).order_by(), key=str))
"""
FACTS = """
from einamt.platform.facts import queries
from einamt.procedures.appointments.models import Appointment
counts = [one.rows + one.pending for one in queries.holdings() if one.schema == 'appointments.booked']
print(Appointment.objects.count(), *counts)
"""
SEALED = """
import sys
from pathlib import Path
from einamt.platform import clock
from einamt.platform.pdf.sealing import seal_pdf
from einamt.platform.pdf.typesetting import typeset
now, template = clock.now(), Path(sys.argv[1]).with_suffix('.typ')
template.write_text('#set document(title: "Brief")\\nGuten Tag')
pdf = typeset(template=template, values={}, now=now)
Path(sys.argv[1]).write_bytes(seal_pdf(pdf=pdf, city_name='Musterstadt', reason='Brief', now=now))
"""
CHECKED = """
import sys
from pathlib import Path
from einamt.platform.pdf.sealing import check_seal
print(*(check_seal(pdf=Path(name).read_bytes()) for name in sys.argv[1:]))
"""
KILLED_IN = """
import os, signal
from django.core.management import call_command
from einamt.platform.backup import replacing, snapshots
def die(*_, **__): os.kill(os.getpid(), signal.SIGKILL)
{place} = die
call_command({arguments})
"""


@pytest.fixture(scope="module")
def original(make_database: Callable[..., str], migrated: str, tmp_path_factory: pytest.TempPathFactory) -> House:
    """A house to which somebody has written, and to which nobody else will; it has been backed up beside."""
    folder = tmp_path_factory.mktemp("original")
    house = House(folder=folder / "house", database_url=make_database(migrated))
    (folder / "passphrase").write_text(PASSPHRASE)
    house.python(SOMEBODY_WROTE, "Größe", "1")
    house.python(SEALED, folder / "letter.pdf")
    (house.folder / "files").mkdir()
    (house.folder / "files" / "slip.pdf").write_bytes(b"a slip")
    keys = ("--keys-to", folder / "keys", "--passphrase-file", folder / "passphrase")
    house.einamt("backup", folder / "saved", *keys)
    return house


@pytest.fixture
def backup(original: House, tmp_path: Path) -> Path:
    """Its backup, with the sealed keys beside it, for a test to harm."""
    shutil.copytree(original.folder.with_name("saved"), tmp_path / "saved")
    shutil.copyfile(original.folder.with_name("keys"), tmp_path / "keys")
    return tmp_path / "saved"


def restore_of(backup: Path, passphrase: Path) -> list[str | Path]:
    return ["restore", backup, "--keys-from", backup.with_name("keys"), "--passphrase-file", passphrase]


def test_a_backup_taken_while_eight_processes_book_restores_to_a_house_that_adds_up(
    house: House, empty_house: House, tmp_path: Path, passphrase: Path
) -> None:
    places = house.ask("build")
    booking = house.start("-m", "tests.faults.citizens", "book", json.dumps(places))
    assert booking.stdout is not None
    told_before = [booking.stdout.readline().strip() for _ in range(5)]
    house.start("-m", "einamt.config", "facts", "move")
    house.einamt("backup", tmp_path / "saved", "--keys-to", tmp_path / "keys", "--passphrase-file", passphrase)
    told_after = booking.stdout.read().split()
    assert booking.wait() == 0

    empty_house.einamt(*restore_of(tmp_path / "saved", passphrase))
    restored = empty_house.ask("check")
    assert set(told_before) <= set(restored["references"]) <= {*told_before, *told_after}
    assert restored["differences"] == []
    empty_house.einamt("appointments", "audit")
    empty_house.einamt("facts", "check")
    house_facts, restored_facts = house.python(FACTS), empty_house.python(FACTS)
    assert house_facts.split()[0] == str(len(told_before) + len(told_after))
    appointments, facts = restored_facts.split()
    assert appointments == facts == str(len(restored["references"]))


def test_everything_comes_back_and_personal_data_opens(backup: Path, empty_house: House, passphrase: Path) -> None:
    empty_house.einamt(*restore_of(backup, passphrase))
    assert empty_house.python(MESSAGES) == "['Größe']"
    assert (empty_house.folder / "files" / "slip.pdf").read_bytes() == b"a slip"
    assert "DOES NOT OPEN" not in empty_house.einamt("keys", "status")


def test_what_was_due_meanwhile_is_erased_when_it_comes_back(
    house: House, empty_house: House, tmp_path: Path, passphrase: Path
) -> None:
    house.python(SOMEBODY_WROTE, "old", "91")
    house.python(SOMEBODY_WROTE, "young", "1")
    house.einamt("backup", tmp_path / "saved", "--keys-to", tmp_path / "keys", "--passphrase-file", passphrase)
    said = empty_house.einamt(*restore_of(tmp_path / "saved", passphrase))
    assert "1 inquiries.Inquiry erased" in said
    assert empty_house.python(MESSAGES) == "['young']"


ANSWERED = """
import sys
from einamt.kernel.identifiers import new_id
from einamt.platform import clock
from einamt.procedures.inquiries.models import Inquiry
inquiry = Inquiry.objects.create(
    id=new_id(), subject='other', message=sys.argv[1], written_at=clock.now(), passed_on_at=clock.now()
)
print(inquiry.pk)
"""


def test_what_a_person_had_erased_since_the_backup_is_erased_again_when_it_comes_back(
    house: House, tmp_path: Path
) -> None:
    before, after = (house.python(ANSWERED, message) for message in ("asked before", "asked after"))
    house.einamt("person", "erase", f"inquiry:{before}", "--reason", "Az. 1/2026")
    house.einamt("backup", tmp_path / "saved", "--without-keys")
    house.einamt("person", "erase", f"inquiry:{after}", "--reason", "Az. 2/2026")
    said = house.einamt("restore", tmp_path / "saved", "--replace")
    assert f"inquiry:{after}: erased (Art. 17 GDPR)" in said
    assert str(before) not in said
    assert house.python(MESSAGES) == "[]"


def test_a_backup_can_be_verified_without_the_house(backup: Path) -> None:
    subprocess.run(["sha256sum", "--check", "--quiet", "checksums.sha256"], cwd=backup, check=True)


def test_only_the_owner_can_look_into_it(original: House) -> None:
    assert stat.S_IMODE(original.folder.with_name("saved").stat().st_mode) == 0o700
    assert stat.S_IMODE(original.folder.with_name("keys").stat().st_mode) == 0o600


def test_the_keys_are_not_in_it_and_sealed_beside_it(backup: Path, original: House) -> None:
    key = (original.folder / "keys" / "1.key").read_text()
    assert all(key.encode() not in path.read_bytes() for path in backup.rglob("*") if path.is_file())
    assert bytes.fromhex(key) not in backup.with_name("keys").read_bytes()
    assert key.encode() not in backup.with_name("keys").read_bytes()


def test_what_was_sealed_before_stays_genuine_and_the_same_seal_goes_on(
    backup: Path, original: House, empty_house: House, passphrase: Path, tmp_path: Path
) -> None:
    empty_house.einamt(*restore_of(backup, passphrase))
    before = original.folder.with_name("letter.pdf")
    assert empty_house.python(CHECKED, before) == "ours"
    empty_house.python(SEALED, tmp_path / "after.pdf")
    assert original.python(CHECKED, tmp_path / "after.pdf") == "ours"
    sealing = original.folder / "keys" / "seals" / "own.pem"
    restored = empty_house.folder / "keys" / "seals" / "own.pem"
    assert restored.read_bytes() == sealing.read_bytes()
    assert stat.S_IMODE(restored.stat().st_mode) == 0o600


def test_seals_that_were_lost_come_back_over_keys_that_were_not(
    backup: Path, original: House, house: House, passphrase: Path
) -> None:
    shutil.rmtree(house.folder, ignore_errors=True)
    shutil.copytree(original.folder / "keys", house.folder / "keys", ignore=shutil.ignore_patterns("seals"))
    house.einamt(*restore_of(backup, passphrase), "--replace")
    assert house.python(CHECKED, original.folder.with_name("letter.pdf")) == "ours"


def test_what_the_same_house_sealed_since_the_backup_stays_genuine(
    backup: Path, original: House, house: House, passphrase: Path, tmp_path: Path
) -> None:
    shutil.rmtree(house.folder, ignore_errors=True)
    shutil.copytree(original.folder / "keys", house.folder / "keys", ignore=shutil.ignore_patterns("seals"))
    house.einamt("keys", "rotate")
    house.python(SEALED, tmp_path / "since.pdf")
    house.einamt(*restore_of(backup, passphrase), "--replace")
    letters = (original.folder.with_name("letter.pdf"), tmp_path / "since.pdf")
    assert house.python(CHECKED, *letters) == "ours ours"


def test_what_another_house_sealed_does_not_become_genuine(
    backup: Path, house: House, passphrase: Path, tmp_path: Path
) -> None:
    house.python(SEALED, tmp_path / "theirs.pdf")
    house.einamt(*restore_of(backup, passphrase), "--replace")
    assert house.python(CHECKED, tmp_path / "theirs.pdf") == "foreign"


def test_keys_that_an_earlier_version_sealed_without_seals_still_open(
    backup: Path, empty_house: House, passphrase: Path
) -> None:
    sealed_earlier = """
import json, sys
from pathlib import Path
from einamt.platform.backup import sealed_keys
path, passphrase = Path(sys.argv[1]), sys.argv[2]
keys = sealed_keys.unseal(path=path, passphrase=passphrase).keys
salt, nonce, text = b's' * 16, b'n' * 12, json.dumps({n: key.hex() for n, key in keys.by_number.items()})
magic = b'EINAMT-KEYS-1\\n'
path.write_bytes(magic + salt + nonce + sealed_keys._cipher(passphrase, salt).encrypt(nonce, text.encode(), magic))
"""
    empty_house.python(sealed_earlier, backup.with_name("keys"), PASSPHRASE)
    empty_house.einamt(*restore_of(backup, passphrase))
    assert empty_house.python(MESSAGES) == "['Größe']"


def test_a_house_with_tables_is_replaced_only_when_told_to_and_what_was_there_is_put_aside(
    backup: Path, house: House, passphrase: Path
) -> None:
    house.python(SOMEBODY_WROTE, "later", "0")
    (house.folder / "files").mkdir()
    (house.folder / "files" / "other.pdf").write_bytes(b"another")
    key = (house.folder / "keys" / "1.key").read_text()
    assert "--replace" in house.refused(*restore_of(backup, passphrase))
    assert "later" in house.python(MESSAGES)
    said = house.einamt(*restore_of(backup, passphrase), "--replace")
    assert "before-restore-1" in said
    assert house.python(MESSAGES) == "['Größe']"
    assert (house.folder / "before-restore-1" / "files" / "other.pdf").exists()
    assert (house.folder / "before-restore-1" / "keys" / "1.key").read_text() == key


def test_a_restored_house_can_be_backed_up_and_restored_again(
    backup: Path, empty_house: House, passphrase: Path, tmp_path: Path
) -> None:
    empty_house.einamt(*restore_of(backup, passphrase))
    empty_house.einamt("backup", tmp_path / "second", "--without-keys")
    empty_house.einamt("restore", tmp_path / "second", "--replace")
    assert empty_house.python(MESSAGES) == "['Größe']"


def test_without_the_keys_a_backup_is_refused(backup: Path, empty_house: House, passphrase: Path) -> None:
    assert "does not hold the backup's key 1" in empty_house.refused("restore", backup)
    passphrase.write_text("not the passphrase at all")
    assert "does not open" in empty_house.refused(*restore_of(backup, passphrase))


def test_a_short_passphrase_is_refused_and_nothing_is_left(house: House, tmp_path: Path, passphrase: Path) -> None:
    passphrase.write_text("short")
    arguments = ["backup", tmp_path / "saved", "--keys-to", tmp_path / "keys", "--passphrase-file", passphrase]
    assert "fewer than 16" in house.refused(*arguments)
    assert {path.name for path in tmp_path.iterdir()} == {"house", "passphrase"}


def test_a_short_passphrase_is_refused_before_anything_is_read(house: House, tmp_path: Path, passphrase: Path) -> None:
    passphrase.write_text("short")
    said = house.refused("backup", tmp_path / "saved", "--keys-to", tmp_path / "keys", "--passphrase-file", passphrase)
    assert "The database was looked at" not in said


def test_a_place_that_is_taken_is_refused(backup: Path, original: House) -> None:
    assert "is there already" in original.refused("backup", backup, "--without-keys")


def changed_byte(backup: Path) -> None:
    path = next(backup.glob("database.*"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def missing_file(backup: Path) -> None:
    (backup / "files" / "slip.pdf").unlink()


def changed_list(backup: Path) -> None:
    (backup / "checksums.sha256").write_text("")


def no_manifest(backup: Path) -> None:
    (backup / "manifest.json").unlink()


def foreign_manifest(backup: Path) -> None:
    (backup / "manifest.json").write_text('{"name": "another program"}')


def with_manifest(backup: Path, **changes: object) -> None:
    path = backup / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def later_migration(backup: Path) -> None:
    with_manifest(backup, migrations=["cases.9999_of_next_year"])


def later_format(backup: Path) -> None:
    with_manifest(backup, format=2, something="new")


def other_database(backup: Path) -> None:
    with_manifest(backup, database="mysql")


@pytest.mark.parametrize(
    ("harm", "complaint"),
    [
        (changed_byte, "was changed"),
        (missing_file, "is missing"),
        (changed_list, "was changed"),
        (no_manifest, "no finished backup"),
        (foreign_manifest, "not of a backup"),
        (later_migration, "9999_of_next_year"),
        (later_format, "has format 2"),
        (other_database, "is of mysql"),
    ],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_what_is_no_sound_backup_of_ours_is_refused_and_changes_nothing(
    backup: Path, empty_house: House, passphrase: Path, harm: object, complaint: str
) -> None:
    assert callable(harm)
    harm(backup)
    assert complaint in empty_house.refused(*restore_of(backup, passphrase)).replace("\n", " ")
    assert not (empty_house.folder / "files").exists()
    assert not (empty_house.folder / "restore.unfinished").exists()
    assert empty_house.python("from einamt.platform.backup.replacing import is_empty; print(is_empty())") == "True"


def test_a_restore_that_is_killed_leaves_the_house_closed_and_can_be_run_again(
    backup: Path, empty_house: House, passphrase: Path
) -> None:
    arguments = repr([str(one) for one in restore_of(backup, passphrase)])
    empty_house.dies(KILLED_IN.format(place="replacing.replace_database", arguments=f"*{arguments}"))
    assert "broken off in the middle" in empty_house.refused("migrate")
    empty_house.einamt(*restore_of(backup, passphrase))
    assert empty_house.python(MESSAGES) == "['Größe']"
    empty_house.einamt("check")


def test_a_backup_that_is_killed_is_none_and_can_be_run_again(house: House, tmp_path: Path) -> None:
    arguments = repr(["backup", str(tmp_path / "saved"), "--without-keys"])
    kind = "_Sqlite" if house.database_url.startswith("sqlite:") else "_Postgres"
    house.dies(KILLED_IN.format(place=f"snapshots.{kind}.write", arguments=f"*{arguments}"))
    assert not (tmp_path / "saved").exists()
    house.einamt("backup", tmp_path / "saved", "--without-keys")
    assert {path.name for path in tmp_path.iterdir()} == {"house", "saved"}


def test_a_database_that_refuses_the_backup_is_as_it_was(backup: Path, house: House, passphrase: Path) -> None:
    holding = house.start(
        "-c",
        "import django; django.setup()\n"
        "from django.db import connection, transaction\n"
        "from einamt.procedures.inquiries.models import Inquiry\n"
        "with transaction.atomic():\n"
        "    Inquiry.objects.count(); print('held', flush=True); input()",
    )
    assert holding.stdout is not None
    assert holding.stdout.readline() == "held\n"
    assert "Stop the house first" in house.refused(*restore_of(backup, passphrase), "--replace")
    holding.kill()
    holding.wait()
    house.einamt(*restore_of(backup, passphrase))  # the note of the one that failed lies there
    assert house.python(MESSAGES) == "['Größe']"
