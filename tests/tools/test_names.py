"""Vague module names and recorded registries are found."""

from pathlib import Path

import pytest

from tools import names


@pytest.mark.parametrize("path", ["utils.py", "cases/helpers.py", "cases/common/__init__.py"])
def test_a_module_with_a_vague_name_is_found(tmp_path: Path, path: str) -> None:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).touch()
    assert len(list(names.vague_modules(tmp_path))) == 1


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("requirements/run.txt", "--index-url https://mirror.example/simple"),
        ("requirements/run.txt", "einamt @ https://mirror.example/einamt.whl"),
        ("frontend/package-lock.json", '      "resolved": "https://mirror.example/a.tgz",'),
    ],
)
def test_a_recorded_registry_is_found(tmp_path: Path, path: str, line: str) -> None:
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(f"first line\n{line}\n", encoding="utf-8")
    assert len(list(names.recorded_registries(tmp_path))) == 1
