"""`einamt catalog export`: hand the catalogue to another system, or to an editor's spreadsheet."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from einamt.catalog.exporting.dldb.writer import LISTS, write_list
from einamt.catalog.exporting.errors import ExportRefused
from einamt.catalog.exporting.table import write_table
from einamt.catalog.exporting.xzufi.writer import write_message
from einamt.kernel.identifiers import new_id
from einamt.platform import clock

HELP = "write the catalogue in another system's format"
FORMATS = ("csv", "dldb", "xzufi-2.2", "xzufi-2.3")


def add_arguments(parser: ArgumentParser) -> None:
    """What to write, and where to."""
    parser.add_argument("--format", choices=FORMATS, required=True, help="the format to write")
    parser.add_argument("--output", type=Path, metavar="FILE", help="the file to write; default: standard output")
    parser.add_argument("--source", default="", help="only what is of this source; dldb needs one if there are many")
    parser.add_argument("--list", choices=LISTS, default="services", help="which list of dldb (services)")
    parser.add_argument("--language", default="de", help="the language of dldb and csv (de)")


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    """Write it; a file is there whole or not at all."""
    try:
        with _output(options["output"]) as output:
            for line in _writer(options)(output):
                command.stderr.write(line)
    except (ExportRefused, OSError) as refusal:
        raise CommandError(f"Nothing exported. {refusal}") from None
    if options["output"]:
        command.stdout.write(f"Written to {options['output']}.")


def _writer(options: dict[str, Any]) -> Callable[[BinaryIO], Iterator[str]]:
    source, language = options["source"], options["language"]

    def messages(output: BinaryIO) -> Iterator[str]:
        version = options["format"].removeprefix("xzufi-")
        left_out = write_message(output=output, version=version, source=source, message_id=new_id(), now=clock.now())
        for name, number in sorted(left_out.items()):
            yield f"{number} × <{name}> left out: XZuFi {version} does not have it."

    def lists(output: BinaryIO) -> Iterator[str]:
        write_list(output=output, name=options["list"], source=source, language=language, now=clock.now())
        yield from ()

    def table(output: BinaryIO) -> Iterator[str]:
        write_table(output=output, source=source, language=language)
        yield from ()

    return {"csv": table, "dldb": lists}.get(options["format"], messages)


@contextmanager
def _output(path: Path | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that takes its name only when it is complete."""
    if path is None:
        yield sys.stdout.buffer
        return
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        unfinished = Path(file.name)
        try:
            yield file  # type: ignore[misc] # a temporary file is a BinaryIO in all but name
            file.flush()
            unfinished.chmod(0o644)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
