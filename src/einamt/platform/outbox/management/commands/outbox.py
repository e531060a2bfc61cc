"""`einamt outbox`: look after messages that could not be delivered."""

from argparse import ArgumentParser
from uuid import UUID

from django.core.management.base import CommandError

from einamt.platform import clock
from einamt.platform.commands import HouseCommand
from einamt.platform.outbox import operations, queries


class Command(HouseCommand):
    """Shows, retries and drops dead letters."""

    help = "Show how background work is doing; list, retry or drop messages that could not be delivered."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("status", help="backlog, workers and the schedule")
        actions.add_parser("dead", help="list dead letters, newest first")
        retry = actions.add_parser("retry", help="try dead letters again, from the first attempt")
        which = retry.add_mutually_exclusive_group(required=True)
        which.add_argument("ids", nargs="*", type=UUID, default=[], metavar="ID", help="of the messages")
        which.add_argument("--all", action="store_true", help="all of them")
        drop = actions.add_parser("drop", help="give one dead letter up for good")
        drop.add_argument("id", type=UUID, metavar="ID")

    def handle(self, *_: object, action: str, **options: object) -> None:
        """Do it."""
        match action:
            case "status":
                self._status()
            case "dead":
                self._dead()
            case "retry":
                self._retry(ids=None if options["all"] else list(options["ids"]))  # type: ignore[call-overload]
            case _:
                self._drop(UUID(str(options["id"])))

    def _status(self) -> None:
        now = clock.now()
        health = queries.health(now=now)
        self.stdout.write(
            f"{health.workers} workers, {health.backlog} messages waiting (the oldest for "
            f"{health.oldest_due_seconds:.0f} s), {health.dead_letters} dead letters"
        )
        for job in queries.jobs():
            failed = f", failed {job.attempts} times: {job.last_error}" if job.attempts else ""
            succeeded = f"{job.last_success_at:%Y-%m-%d %H:%M:%S}" if job.last_success_at else "never"
            self.stdout.write(f"{job.name}: last done {succeeded}, due {job.due_at:%Y-%m-%d %H:%M:%S} UTC{failed}")

    def _dead(self) -> None:
        letters = queries.dead_letters()
        for letter in letters:
            self.stdout.write(f"{letter.pk} {letter.topic} {letter.payload} {letter.dead_at:%Y-%m-%d %H:%M} UTC")
            self.stdout.write(f"    {letter.last_error}")
        self.stdout.write(f"{queries.health(now=clock.now()).dead_letters} dead letters.")

    def _retry(self, ids: list[UUID] | None) -> None:
        count = operations.retry_dead_letters(ids=ids, now=clock.now())
        if ids and count < len(ids):
            raise CommandError(f"Only {count} of {len(ids)} are dead letters; those will be tried again.")
        self.stdout.write(f"{count} messages will be tried again.")

    def _drop(self, message_id: UUID) -> None:
        if not operations.drop_dead_letter(message_id=message_id):
            raise CommandError(f"{message_id} is not a dead letter.")
        self.stdout.write("Dropped.")
