from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from einamt.platform.facts import operations
from einamt.platform.facts.models import Fact

pytestmark = pytest.mark.django_db


def facts(*words: str) -> str:
    out = StringIO()
    call_command("facts", *words, stdout=out)
    return out.getvalue()


def test_operators_see_move_and_check_facts(record: Callable[..., None]) -> None:
    record(3)
    assert "test.counted: 0 facts in 0 files (0.0 MB, - to -), 3 not in a file yet" in facts("status")
    assert "version 1: number INTEGER, district VARCHAR, day DATE" in facts("status")
    assert facts("move") == "3 facts moved into files.\n"
    assert "test.counted: 3 facts in 1 files" in facts("status")
    assert facts("check") == "All files are as they were written.\n"

    (path,) = operations.folder().glob("*/*/*.parquet")
    path.unlink()
    with pytest.raises(CommandError, match="is missing"):
        facts("check")


def test_facts_of_a_schema_that_is_gone_are_shown(record: Callable[..., None]) -> None:
    Fact.objects.create(schema="test.gone", occurred_at="2026-11-24T09:00Z", data={})
    assert "test.gone: 0 facts in 0 files (0.0 MB, - to -), 1 not in a file yet\n    no longer declared" in facts(
        "status"
    )
