import stat
import subprocess
import sys
from pathlib import Path

import pytest

from einamt.platform.crypto import keys

GOOD = "ab" * 32


def test_the_first_start_makes_a_key_that_only_its_owner_can_read(tmp_path: Path) -> None:
    made = keys.load_or_create(folder=tmp_path / "keys")
    assert made.current_number == 1
    assert len(made.current) == 32
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "keys" / "1.key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["1.key"]


def test_later_starts_find_it(tmp_path: Path) -> None:
    assert keys.load_or_create(folder=tmp_path) == keys.load_or_create(folder=tmp_path)


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from einamt.platform.crypto import keys; "
        "print(keys.load_or_create(folder=pathlib.Path(sys.argv[1])).current.hex())"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "keys")]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(6)]
    answers = {process.communicate()[0] for process in started}
    assert len(answers) == 1
    assert len(answers.pop().strip()) == 64


def test_an_added_key_is_the_current_one_and_the_first_stays_first(tmp_path: Path) -> None:
    before = keys.load_or_create(folder=tmp_path)
    assert keys.add_key(folder=tmp_path).name == "2.key"
    after = keys.load(folder=tmp_path)
    assert after.current_number == 2
    assert after.current != before.current
    assert after.first == before.current
    assert after.earlier == [before.current]


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ({"1.key": "ab" * 31}, "1.key does not hold a key"),
        ({"1.key": "not hexadecimal"}, "1.key does not hold a key"),
        ({"1.key": ""}, "1.key does not hold a key"),
        ({"1.key": GOOD, "old.key": GOOD}, "old.key is not named by a number"),
        ({"1.key": GOOD, "256.key": GOOD}, "256.key is not named by a number"),
        ({"2.key": GOOD}, "1.key is missing"),
        ({"1.key": GOOD, "3.key": GOOD}, "2.key is missing"),
    ],
)
def test_keys_that_cannot_be_right_end_the_start_with_the_files_name(
    tmp_path: Path, files: dict[str, str], complaint: str
) -> None:
    for name, content in files.items():
        (tmp_path / name).write_text(content)
    with pytest.raises(keys.BadKey, match=complaint) as refusal:
        keys.load_or_create(folder=tmp_path)
    assert GOOD not in str(refusal.value)


def test_a_lost_key_is_not_replaced_by_a_new_one(tmp_path: Path) -> None:
    (tmp_path / "2.key").write_text(GOOD)
    with pytest.raises(keys.BadKey):
        keys.load_or_create(folder=tmp_path)
    assert not (tmp_path / "1.key").exists()


def test_keys_do_not_show_themselves(tmp_path: Path) -> None:
    made = keys.load_or_create(folder=tmp_path)
    assert repr(made) == "Keys([1])"
