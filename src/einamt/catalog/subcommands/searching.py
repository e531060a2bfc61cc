"""`einamt catalog search`: search the services as the portal does."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from einamt.catalog.queries import service_names
from einamt.catalog.search.loading import current_index
from einamt.catalog.search.service import found_in, search_identifiers

HELP = "search the services as the portal does"


def add_arguments(parser: ArgumentParser) -> None:
    """A query, or many on standard input."""
    parser.add_argument("query", nargs="*", metavar="QUERY", help="what somebody types; several words are one query")
    parser.add_argument("--limit", type=_positive, default=10, metavar="N", help="services at most (10)")
    parser.add_argument("--jsonl", action="store_true", help="one query a line from standard input, JSON lines out")
    parser.add_argument("--language", default="de", help="the language of the names shown (de)")
    parser.add_argument("--source", default="", help="only services of this source")


def run(command: BaseCommand, options: dict[str, Any]) -> None:
    """Answer one query in lines, or each line of standard input in JSON."""
    if options["jsonl"]:
        _answer_lines(limit=options["limit"], source=options["source"])
        return
    query = " ".join(options["query"])
    if not query.strip():
        raise CommandError("Please give a query, or --jsonl with one query a line on standard input.")
    found = search_identifiers(query=query, limit=options["limit"], source=options["source"])
    if found.was_cut:
        command.stderr.write("The query is very long; only its beginning was read.")
    if found.flagged:
        command.stdout.write("Nothing fits." + (" Perhaps one of these:" if found.hits else ""))
    names = service_names(service_ids=[hit.service_id for hit in found.hits], language=options["language"])
    for hit in found.hits:
        command.stdout.write(f"{hit.score:6.2f}  {hit.identifier:<12}  {names.get(hit.service_id, hit.name)}")


def _answer_lines(*, limit: int, source: str) -> None:
    """Answer each line at once, so that whoever writes them may wait for the answer before the next."""
    index = current_index(source=source)
    for raw in sys.stdin.buffer:
        query = raw.decode("utf-8", "replace").rstrip("\r\n")
        found = found_in(index=index, query=query, limit=limit)
        answer: dict[str, object] = {
            "query": query,
            "ids": [hit.identifier for hit in found.hits],
            "flagged": found.flagged,
        }
        if found.was_cut:
            answer["cut"] = True
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def _positive(value: str) -> int:
    number = int(value)
    if not 1 <= number <= 1000:
        raise ValueError
    return number
