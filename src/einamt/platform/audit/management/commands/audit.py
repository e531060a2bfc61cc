"""`einamt audit`: whether the log of reading is as it was written."""

from argparse import ArgumentParser

from django.core.management.base import CommandError
from django.db import connection

from einamt.platform.audit import heads, rights
from einamt.platform.audit.verifying import verify
from einamt.platform.commands import HouseCommand


class Command(HouseCommand):
    """Verifies the chain; prints what the database has to be told."""

    help = "Verify the log of reading; print the statements that let PostgreSQL's roles only insert into it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        actions = parser.add_subparsers(dest="action", required=True)
        check = actions.add_parser("verify", help="walk along the chain; exit code 1 at the first broken entry")
        check.add_argument(
            "--head", action="append", default=[], help="a head that was noted elsewhere, as this command prints it"
        )
        check.add_argument("--web", default="", help="PostgreSQL's role of the web processes: its rights are looked at")
        check.add_argument("--worker", default="", help="the one of the workers")
        grants = actions.add_parser("grants", help="print what the owner of the tables has to grant on PostgreSQL")
        grants.add_argument("--web", required=True, help="the role of the web processes")
        grants.add_argument("--worker", required=True, help="the role of the workers")

    def handle(
        self,
        *_: object,
        action: str,
        head: list[str] | None = None,
        web: str = "",
        worker: str = "",
        **__: object,
    ) -> None:
        """Do it."""
        if action == "grants":
            from einamt.platform.audit.grants import grants  # noqa: PLC0415 - psycopg is not used where SQLite is

            for statement in grants(web=web, worker=worker):
                self.stdout.write(f"{statement.as_string()};")
        else:
            self._verify(head or [])
            self._look_at_rights(web=web, worker=worker)

    def _look_at_rights(self, *, web: str, worker: str) -> None:
        if not web and not worker:
            return
        if connection.vendor != "postgresql":
            message = "SQLite knows no roles: its file belongs to one user."
            raise CommandError(message)
        complaints = []
        for role, denied in ((web, rights.OF_WEB), (worker, rights.OF_WORKER)):
            try:
                found = list(rights.excess(role=role, denied=denied)) if role else []
            except rights.NoSuchRole:
                message = f"The database has no role {role}."
                raise CommandError(message) from None
            complaints += [f"{role} may {each}." for each in found]
        if complaints:
            message = "\n".join([*complaints, "einamt audit grants prints what the owner of the tables has to say."])
            raise CommandError(message)
        self.stdout.write("The roles may do no more with the log than they need.")

    def _verify(self, given: list[str]) -> None:
        known = []
        for text in given:
            parsed = heads.parse(text)
            if parsed is None:
                message = f"{text!r} is no head; expected a position and a seal, such as 17:9f86…"
                raise CommandError(message)
            known.append(parsed)
        try:
            noted = heads.noted()
        except ValueError as error:
            raise CommandError(str(error)) from error
        verdict = verify(heads=(*known, *([noted] if noted else [])))
        if verdict.broken:
            message = (
                f"The log of reading is broken at {verdict.broken}.\n{verdict.chained} entries before it are whole."
            )
            raise CommandError(message)
        self.stdout.write(f"{verdict.chained} entries are as they were written; {verdict.waiting} wait to be chained.")
        if verdict.head:
            self.stdout.write(f"head {verdict.head}")
