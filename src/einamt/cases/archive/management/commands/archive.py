"""`einamt archive`: what is agreed with the archive, what is offered, what it takes, and handing that over."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import CommandError

from einamt.cases.archive import operations, queries, writing
from einamt.cases.archive.errors import ArchiveError, NothingToHandOver
from einamt.cases.archive.models import ArchiveOffer
from einamt.kernel.actor import SYSTEM
from einamt.platform import clock
from einamt.platform.audit.steps import record_reading
from einamt.platform.commands import HouseCommand


class Command(HouseCommand):
    """Offers are made by the worker each night; here the archive's part is written down."""

    help = "Agree with the archive, give it the list of an offer, take its answer down, hand over what it takes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("agreements", help="whether cases of each kind are offered, and why")
        agree = actions.add_parser("agree", help="write down what is agreed about a kind of case")
        agree.add_argument("kind")
        agree.add_argument("extent", choices=["all", "none"])
        agree.add_argument("--source", required=True, help="file number and date of the agreement")
        actions.add_parser("offers", help="what was offered, and what the archive has answered")
        made = actions.add_parser("list", help="write the list of an offer, which names nobody")
        answer = actions.add_parser("answer", help="which cases of an offer the archive takes; the others may go")
        answer.add_argument("--take", required=True, metavar="all|none|FILE", help="a file has a reference a line")
        answer.add_argument("--reply", required=True, help="the file number of its answer")
        over = actions.add_parser("hand-over", help="write the cases that it takes; they may go from here then")
        over.add_argument("--reason", required=True, help="for the log of reading")
        for each in (made, answer, over):
            each.add_argument("number", type=int, help="of the offer")
        for each in (made, over):
            each.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="a folder that is not there yet")

    def handle(self, *_: object, action: str, **options: object) -> None:
        """Do it."""
        try:
            if action == "agreements":
                self._agreements()
            elif action == "agree":
                operations.agree(
                    kind=str(options["kind"]),
                    is_offered=options["extent"] == "all",
                    source=str(options["source"]),
                    now=clock.now(),
                )
                self._agreements()
            elif action == "offers":
                self._offers()
            else:
                self._with_offer(action, options)
        except ArchiveError as error:
            raise CommandError(str(error)) from error

    def _agreements(self) -> None:
        for code, agreed in sorted(queries.agreements().items()):
            self.stdout.write(f"{code}: {'offered' if agreed.is_offered else 'not offered'}; {agreed.source or '–'}")

    def _offers(self) -> None:
        for made in ArchiveOffer.objects.all():
            answered = f"{made.taken} taken ({made.reply})" if made.answered_at else "not answered yet"
            self.stdout.write(f"{made.pk}: {made.cases} cases of {made.kind}, {made.offered_at:%Y-%m-%d}, {answered}")

    def _with_offer(self, action: str, options: dict[str, object]) -> None:
        made = queries.offer(int(str(options["number"])))
        if action == "answer":
            done = operations.answer(
                made=made, taken=_taken(made, str(options["take"])), reply=str(options["reply"]), now=clock.now()
            )
            self.stdout.write(f"{done.taken} of {done.cases} cases are taken.")
            return
        folder = Path(str(options["to"]))
        if folder.exists():
            message = f"{folder} is there already."
            raise CommandError(message)
        if action == "list":
            self.stdout.write(f"{writing.write_list(made=made, folder=folder)} cases listed in {folder}.")
            return
        self._hand_over(made, folder, str(options["reason"]))

    def _hand_over(self, made: ArchiveOffer, folder: Path, reason: str) -> None:
        if not queries.to_hand_over(made).exists():
            message = f"Of offer {made.pk} there is nothing to hand over."
            raise NothingToHandOver(message)
        now = clock.now()
        cases = writing.write_taken(made=made, folder=folder, now=now)
        for case in cases:
            record_reading(
                actor=SYSTEM, what="archive-handed-over", subject=f"case:{case.pk}", purpose=reason[:200], now=now
            )
        operations.note_handed_over(case_ids=[case.pk for case in cases], now=now)
        self.stdout.write(f"{len(cases)} cases written to {folder}. They may be erased here from now on.")


def _taken(made: ArchiveOffer, said: str) -> list[str]:
    if said == "none":
        return []
    if said == "all":
        return list(queries.cases_of(made).values_list("reference", flat=True))
    try:
        return writing.references_in(Path(said))
    except OSError as error:
        message = f"{said} cannot be read: {error.strerror}."
        raise CommandError(message) from None
