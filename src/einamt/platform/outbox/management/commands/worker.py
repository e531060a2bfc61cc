"""`einamt worker`: deliver what the outbox holds and run what the schedule asks for."""

import signal
import threading
from argparse import ArgumentParser

from einamt.platform.commands import HouseCommand
from einamt.platform.outbox import relay, worker


class Command(HouseCommand):
    """The worker process; any number of them may run beside each other."""

    help = "Deliver messages from the outbox and run scheduled jobs, until asked to stop (SIGTERM or Ctrl-C)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How long to work."""
        ends = parser.add_mutually_exclusive_group()
        ends.add_argument("--once", action="store_true", help="run the jobs and deliver the messages due now, then end")
        ends.add_argument("--drain", action="store_true", help="deliver until no message is due, run no job, then end")

    def handle(self, *_: object, once: bool, drain: bool, **__: object) -> None:
        """Work."""
        if drain:
            self.stdout.write(f"{relay.drain()} deliveries tried.")
        elif once:
            jobs, messages = worker.run_once()
            self.stdout.write(f"{jobs} jobs run, {messages} deliveries tried.")
        else:
            worker.run_until(_asked_to_stop())


def _asked_to_stop() -> threading.Event:
    """An event that SIGTERM and Ctrl-C set; asked a second time, the process ends at once."""
    stop = threading.Event()

    def ask(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)
    return stop
