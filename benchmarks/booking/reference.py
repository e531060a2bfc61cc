"""The references: the same rows, with the same columns, written as directly as each database allows.

The rows are taken from a real booking; what must be unique is made anew for each. On PostgreSQL pgbench runs them as a
transaction of prepared statements, on SQLite a bare sqlite3 loop.
"""

import json
import random
import re
import sqlite3
import subprocess
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import connection, models

from benchmarks.booking.city import NEEDED, NOW, OPENS, STEP_MINUTES, STEPS
from benchmarks.booking.client import all_places
from einamt.kernel.actor import CITIZEN
from einamt.kernel.channels import Channel
from einamt.platform.writing.statements import adapted, column_type
from einamt.procedures.appointments import steps
from einamt.procedures.appointments.locating import Directory
from einamt.procedures.appointments.models import CapacityDay
from einamt.procedures.appointments.rules import ContactDetails

_OWN = {"id": "row", "case_id": "case", "contact_id": "contact", "command_id": "command"}
_HASHES = ("address_index", "token_hash", "code_hash")


def sample_rows(*, service_id: int, day: date) -> list[models.Model]:
    """The rows of one booking, unsaved: contact, case, event, appointment, fact, message."""
    contact = ContactDetails(name="Anna Muster", email="anna.muster@example.org", phone="030 1234567")
    pk, minute = all_places(day=day)[0]
    directory = Directory(capacity_day_ids=[pk], service_ids=[service_id])
    booking = steps.new_booking(
        where=directory.placed(capacity_day_id=pk, start_minute=minute, wishes=[(service_id, 1)]),
        contact=contact,
        contact_id=None,
        channel=Channel.PORTAL,
        actor=CITIZEN,
        command_id=uuid4(),
        now=NOW,
    )
    return list(booking.rows)


def pgbench_script(*, service_id: int, day: date) -> str:
    """The transaction for pgbench."""
    first, last = min(all_places(day=day))[0], max(all_places(day=day))[0]
    commands = [
        f"\\set at random(0, {STEPS - NEEDED})",
        f"\\set place random({first}, {last})",
        *(f"\\set {name} random(1, 281474976710655)" for name in ("case", "contact", "command", *map(_name, range(6)))),
        "BEGIN;",
    ]
    rows = sample_rows(service_id=service_id, day=day)
    commands.append(_insert_for_pgbench(rows[0], 0) + f" {_ON_CONFLICT} RETURNING id;")
    commands.append(_take_for_pgbench())
    commands += [_insert_for_pgbench(row, number) + ";" for number, row in enumerate(rows[1:], start=1)]
    return "\n".join([*commands, "COMMIT;", ""])


_ON_CONFLICT = "ON CONFLICT (address_index) DO UPDATE SET phone = excluded.phone"


def _take_for_pgbench() -> str:
    less, conditions = "free", []
    for step in range(NEEDED):
        less = f"set_byte({less}, :at::int + {step}, get_byte(free, :at::int + {step}) - 1)"
        conditions.append(f"get_byte(free, :at::int + {step}) > 0")
    table = CapacityDay._meta.db_table
    return f"UPDATE {table} SET free = {less} WHERE id = :place::bigint AND {' AND '.join(conditions)};"  # noqa: S608


def _name(number: int) -> str:
    return f"row{number}"


def _insert_for_pgbench(row: models.Model, number: int) -> str:
    variables = {**_OWN, "id": {"Case": "case", "Contact": "contact"}.get(type(row).__name__, _name(number))}
    values = [_for_pgbench(row, field, variables) for field in row._meta.concrete_fields]
    columns = ", ".join(str(field.column) for field in row._meta.concrete_fields)
    return f"INSERT INTO {row._meta.db_table} ({columns}) VALUES ({', '.join(values)})"  # noqa: S608


def _for_pgbench(row: models.Model, field: Any, variables: dict[str, str]) -> str:
    if field.column in variables:
        return f"('00000000-0000-7000-8000-' || lpad(to_hex(:{variables[field.column]}::bigint), 12, '0'))::uuid"
    if field.column in _HASHES:
        return "md5(:row1::text) || md5(:row2::text)"
    if field.column == "reference":
        return "substr(md5(:row3::text), 1, 12)"
    if field.column == "capacity_day_id":
        return ":place::bigint"
    if field.column == "start_minute":
        return f"({OPENS} + {STEP_MINUTES} * :at::int)::smallint"
    return _literal(adapted(field, field.pre_save(row, add=True)), column_type(field))


def _literal(value: Any, kind: str) -> str:
    """`value` in SQL. Text is written in hexadecimal, since pgbench takes what follows a colon for a variable."""
    from psycopg.types.json import Jsonb  # noqa: PLC0415

    if value is None:
        return "NULL"
    if isinstance(value, int):
        return f"{value}::{kind}"
    if kind == "bytea":
        return f"'\\x{bytes(value.obj if hasattr(value, 'obj') else value).hex()}'::bytea"
    text = json.dumps(value.obj) if isinstance(value, Jsonb) else str(value)
    return f"convert_from('\\x{text.encode().hex()}'::bytea, 'UTF8')::{kind}"


def pgbench_rate(*, binaries: Path, url: str, script: Path, clients: int, seconds: float) -> float:
    """Transactions a second of `script` by `clients` connections."""
    command: list[str | Path] = [
        binaries / "pgbench", "--no-vacuum", "--protocol=prepared", f"--client={clients}", "--jobs=2",
        f"--time={max(1, round(seconds))}", f"--file={script}", url,
    ]  # fmt: skip
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"tps = ([\d.]+)", said.stdout)
    failed = re.search(r"number of failed transactions: (\d+)", said.stdout)
    if said.returncode or found is None or (failed and int(failed[1])) or "aborted" in said.stderr:
        raise SystemExit(f"pgbench went wrong:\n{said.stdout}\n{said.stderr}")
    return float(found[1])


def sqlite_rate(*, service_id: int, day: date, seconds: float) -> float:
    """Bookings a second by a bare sqlite3 loop on the file that Django has open, with the same pragmas."""
    rows = sample_rows(service_id=service_id, day=day)
    inserts = [_insert_for_sqlite(row) for row in rows]
    inserts[0] = f"{inserts[0]} {_ON_CONFLICT} RETURNING id"
    templates = [_template(row) for row in rows]
    places = all_places(day=day)
    chance = random.Random(1)
    database = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, timeout=20)
    for pragma in connection.settings_dict["OPTIONS"]["init_command"].split(";"):
        database.execute(pragma)
    done, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        _write_once(database, inserts, templates, *chance.choice(places))
        done += 1
    took = time.perf_counter() - began
    database.close()
    return done / took


def _write_once(
    database: sqlite3.Connection,
    inserts: Sequence[str],
    templates: Sequence[tuple[list[Any], dict[int, str]]],
    place: int,
    minute: int,
) -> None:
    ids = {name: uuid4().hex for name in ("case", "contact", "command")}
    at = (minute - OPENS) // STEP_MINUTES
    database.execute("BEGIN IMMEDIATE")
    for number, (insert, (template, own)) in enumerate(zip(inserts, templates, strict=True)):
        values = template.copy()
        for position, name in own.items():
            values[position] = _unique(name, ids, place, minute)
        database.execute(insert, values).fetchall()
        if number == 0:
            (free,) = database.execute(_READ, (place,)).fetchone()
            less = free[:at] + bytes(count - 1 for count in free[at : at + NEEDED]) + free[at + NEEDED :]
            if database.execute(_TAKE, (less, place, free)).rowcount != 1:
                raise SystemExit("the reference found nothing free")
    database.execute("COMMIT")


_READ = f"SELECT free FROM {CapacityDay._meta.db_table} WHERE id = ?"  # noqa: S608
_TAKE = f"UPDATE {CapacityDay._meta.db_table} SET free = ? WHERE id = ? AND free = ?"  # noqa: S608


def _unique(name: str, ids: dict[str, str], place: int, minute: int) -> str | int:
    if name in ids:
        return ids[name]
    made: dict[str, str | int] = {
        "row": uuid4().hex,
        "hash": uuid4().hex + uuid4().hex,
        "reference": uuid4().hex[:12],
        "place": place,
        "minute": minute,
    }
    return made[name]


def _template(row: models.Model) -> tuple[list[Any], dict[int, str]]:
    """The row's values, and which of them have to be made anew."""
    own = {**_OWN, "id": {"Case": "case", "Contact": "contact"}.get(type(row).__name__, "row")}
    own |= {"reference": "reference", "capacity_day_id": "place", "start_minute": "minute"}
    own |= dict.fromkeys(_HASHES, "hash")
    fields = row._meta.concrete_fields
    values = [adapted(field, field.pre_save(row, add=True)) for field in fields]
    return values, {position: own[field.column] for position, field in enumerate(fields) if field.column in own}


def _insert_for_sqlite(row: models.Model) -> str:
    fields = row._meta.concrete_fields
    columns, marks = ", ".join(str(field.column) for field in fields), ", ".join("?" * len(fields))
    return f"INSERT INTO {row._meta.db_table} ({columns}) VALUES ({marks})"  # noqa: S608
