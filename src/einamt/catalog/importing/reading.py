"""From files to a delivery, in whatever format they are."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from einamt.catalog.importing.dldb import reader as dldb
from einamt.catalog.importing.errors import ImportRefused
from einamt.catalog.importing.findings import Findings
from einamt.catalog.importing.records import Delivery, Json

LARGEST_FILE_BYTES = 64_000_000
"""A DLDB file is read whole; Berlin's largest is 1.3 MB (2018), 20 times that with all texts."""

MOST_DIGITS = 100
"""Of a whole number; the longest that anybody has meant is a key of 20."""

Reader = Callable[[Sequence[tuple[str, dict[str, Json]]], Findings], Delivery]

READERS: dict[str, Reader] = {"dldb": dldb.read}
"""The formats that can be read, by the name that `--format` takes."""


def read_files(*, paths: Sequence[Path], format_name: str, findings: Findings) -> Delivery:
    """What the files at `paths` deliver; their order does not matter.

    :raises ImportRefused: a file cannot be read, or its content contradicts the format or itself.
    """
    documents = [(path.name, read_json(path)) for path in paths]
    return READERS[format_name](documents, findings)


def read_json(path: Path) -> dict[str, Json]:
    """The JSON object in a file.

    :raises ImportRefused: the file is missing, too large, not UTF-8, not JSON, nested too deeply, or no object.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE_BYTES:
            message = (
                f"{path.name} has {size / 1e6:.0f} MB; this format is read up to {LARGEST_FILE_BYTES / 1e6:.0f} MB."
            )
            raise ImportRefused(message)
        raw = path.read_bytes()
    except OSError as error:
        raise ImportRefused(f"{path}: {error.strerror or error}.") from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ImportRefused(f"{path.name} is not UTF-8: byte {raw[error.start]:#04x} in line {line}.") from None
    if text.lstrip().startswith("<"):
        raise ImportRefused(f"{path.name} holds XML; this format is JSON.")
    return _parsed(path.name, text)


def _parsed(name: str, text: str) -> dict[str, Json]:
    try:
        content: Json = json.loads(text, parse_constant=_refuse_constant, parse_int=_whole_number)
    except json.JSONDecodeError as error:
        is_cut = error.pos >= len(text.rstrip()) - 1 or error.msg.startswith("Unterminated string")
        what = "ends in the middle: it has not arrived whole" if is_cut else f"is not JSON: {error.msg}"
        raise ImportRefused(f"{name} {what} (line {error.lineno}, column {error.colno}).") from None
    except RecursionError:
        raise ImportRefused(f"{name} is nested more deeply than any catalogue.") from None
    except ValueError as error:
        raise ImportRefused(f"{name} is not JSON: {error}.") from None
    if not isinstance(content, dict):
        raise ImportRefused(f"{name} holds no object with `data`, but {type(content).__name__}.")
    return content


def _refuse_constant(constant: str) -> None:
    message = f"{constant} is not a value"
    raise ValueError(message)


def _whole_number(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        message = f"a number of {len(digits)} digits is no value of a catalogue"
        raise ValueError(message)
    return int(digits)
