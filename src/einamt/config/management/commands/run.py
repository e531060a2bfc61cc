"""`einamt run`: the whole house on one machine, for trying it out and for small cities."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from einamt.config.env import for_children
from einamt.config.processes import Processes, answers, is_taken, run_to_end

THREADS = 4
"""Of each web process: more only wait for each other in Python."""
WAITING = 64
"""Connections that a web process takes in before it lets others wait at the door."""
LIMITS = (f"--blocking-threads={THREADS}", f"--backpressure={WAITING}", "--no-http1-keep-alive")
"""What a web process gives to whom. A kept connection on which nothing is asked would take the place of one that waits:
each ends with its answer. Whoever connects and says nothing still takes a place; a reverse proxy holds those off.
"""


class Command(BaseCommand):
    """Bring the database up to date, fill an empty demo, serve pages and work off the outbox until stopped."""

    help = "Migrate, seed an empty demo city, start web server and worker, print the address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen, and which city an empty demo gets."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="web processes")
        parser.add_argument("--city", default="berlin", help="the demo city that fills an empty database")

    def handle(self, *, host: str, port: int, workers: int, city: str, **_: Any) -> None:
        """Run.

        :raises CommandError: something else listens there.
        """
        if is_taken(host=host, port=port):
            message = f"Port {port} of {host} is in use. Is EinAmt open already? Another one: make run PORT={port + 1}"
            raise CommandError(message)
        address = f"http://{host}:{port}"
        environment = for_children(public_url=address)
        for preparation in (["migrate", "--no-input", "-v0"], ["collectstatic", "--no-input", "-v0"]):
            run_to_end(arguments=["einamt.config", *preparation], environment=environment)
        if settings.MODE == "demo":
            run_to_end(arguments=["einamt.config", "demo", "seed", f"--city={city}"], environment=environment)
        processes = Processes(environment=environment)
        processes.start(name="web server", arguments=web_server(host=host, port=port, workers=workers))
        processes.start(name="worker", arguments=["einamt.config", "worker"])

        def announce() -> bool:
            if not answers(address=f"{address}/healthz"):
                return False
            self.stdout.write(f"\nEinAmt is open: {address}\n")
            if settings.MODE == "demo":
                self.stdout.write(f"Who to sign in as, and the mails: {address}/demo/\n")
            self.stdout.write("Ctrl-C closes it.\n\n")
            return True

        sys.exit(processes.wait(on_ready=announce))


def web_server(*, host: str, port: int, workers: int) -> list[str]:
    """What `python -m` is to run: so many web processes on one port. One that is killed is started again while the
    others serve.
    """
    return [
        *("granian", "--interface=wsgi", f"--host={host}", f"--port={port}", f"--workers={workers}"),
        *(*LIMITS, "--log-level=warning"),
        "--respawn-failed-workers",
        "einamt.config.wsgi:application",
    ]
