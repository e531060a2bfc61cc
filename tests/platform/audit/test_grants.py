"""On PostgreSQL the roles of the processes may only insert; the statements are printed for the owner of the tables."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from einamt.platform.audit import operations
from einamt.platform.audit.models import ChainLink, ReadingEntry
from tests.platform.audit.test_chain import NOW, read

pytestmark = pytest.mark.django_db


def printed() -> list[str]:
    out = StringIO()
    call_command("audit", "grants", "--web", "einamt_web", "--worker", "einamt_worker", stdout=out)
    return out.getvalue().splitlines()


def test_no_role_is_given_more_than_it_needs() -> None:
    granted = [line for line in printed() if line.startswith("GRANT")]
    assert 'GRANT INSERT ON "audit_readingentry" TO "einamt_web";' in granted
    assert not any("UPDATE" in line or "TRUNCATE" in line for line in granted)
    assert not any("DELETE" in line for line in granted if "einamt_web" in line)


MAY: dict[str, tuple[str, bool, Callable[[], object]]] = {
    "web reads": ("einamt_web", True, ReadingEntry.objects.count),
    "web inserts": ("einamt_web", True, lambda: read(2)),
    "web edits": ("einamt_web", False, lambda: ReadingEntry.objects.update(purpose="x")),
    "web deletes": ("einamt_web", False, lambda: ReadingEntry.objects.all()._raw_delete("default")),
    "web chains": ("einamt_web", False, lambda: ChainLink.objects.create(position=1, entry_id=None, seal="x")),
    "worker chains": ("einamt_worker", True, lambda: operations.chain_entries(NOW)),
    "worker edits": ("einamt_worker", False, lambda: ReadingEntry.objects.update(purpose="x")),
    "worker empties": ("einamt_worker", False, lambda: connection.cursor().execute("TRUNCATE audit_chainlink")),
}


@pytest.mark.parametrize(("role", "may", "act"), MAY.values(), ids=MAY.keys())
def test_a_role_may_do_just_that(role: str, may: bool, act: Callable[[], object]) -> None:
    if connection.vendor == "sqlite":
        assert printed(), "SQLite knows no roles: its file belongs to one user, and triggers guard it"
        return
    read()
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE einamt_web; CREATE ROLE einamt_worker")
        for statement in printed():
            cursor.execute(statement)
        cursor.execute(f"SET LOCAL ROLE {role}")
    if may:
        act()
    else:
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            act()


def verified(**roles: str) -> str:
    out = StringIO()
    call_command("audit", "verify", stdout=out, **roles)
    return out.getvalue()


def test_verifying_says_whether_the_roles_may_more_than_they_need() -> None:
    if connection.vendor == "sqlite":
        with pytest.raises(CommandError, match="SQLite knows no roles"):
            verified(web="einamt_web")
        return
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE einamt_web; CREATE ROLE einamt_worker")
        cursor.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO einamt_web, einamt_worker")
        with pytest.raises(CommandError, match="einamt_web may DELETE on audit_readingentry") as refusal:
            verified(web="einamt_web", worker="einamt_worker")
        assert "einamt_worker may UPDATE on audit_chainlink" in str(refusal.value)
        for statement in printed():
            cursor.execute(statement)
        assert "no more with the log than they need" in verified(web="einamt_web", worker="einamt_worker")
        cursor.execute("GRANT UPDATE (actor) ON audit_readingentry TO einamt_web")
        with pytest.raises(CommandError, match="einamt_web may UPDATE on audit_readingentry"):
            verified(web="einamt_web")
        with pytest.raises(CommandError, match="has no role nobody"):
            verified(web="nobody")
