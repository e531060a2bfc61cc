"""`einamt person`: find, export, block and erase what the city holds about one person."""

import json
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from django.core.management.base import CommandError
from django.template.loader import render_to_string

from einamt.kernel.actor import SYSTEM
from einamt.platform import clock
from einamt.platform.audit.steps import record_reading
from einamt.platform.commands import HouseCommand
from einamt.platform.retention import persons, repeating
from einamt.platform.retention.files import with_files_apart
from einamt.platform.retention.persons import Basis, Matter, Wanted


class Command(HouseCommand):
    """Answers what Art. 15 to 20 GDPR give a person; each call stands in the log of reading with its reason."""

    help = "Find, export, block and erase what is held about one person; the keys come from find."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, and why."""
        actions = parser.add_subparsers(dest="action", required=True)
        find = actions.add_parser("find", help="list matters by where somebody can be reached, or by one's reference")
        find.add_argument("--email", default="")
        find.add_argument("--phone", default="")
        find.add_argument("--reference", default="", help="the number of a matter")
        export = actions.add_parser("export", help="write matters of one person to a folder, as JSON and HTML")
        export.add_argument("--to", type=Path, required=True, metavar="FOLDER", help="a folder that is not there yet")
        block = actions.add_parser("block", help="keep matters from being shown to staff, and from being erased")
        block.add_argument("--lift", action="store_true", help="show them again")
        erase = actions.add_parser("erase", help="erase matters; what a duty still keeps is blocked, and said")
        erase.add_argument("--dry-run", action="store_true", help="say what would become of each, and change nothing")
        again = actions.add_parser("again", help="do again what was done since a moment: after a backup was restored")
        again.add_argument("--since", required=True, type=datetime.fromisoformat, metavar="MOMENT", help="ISO 8601")
        for each in (export, block, erase):
            each.add_argument("keys", nargs="+", metavar="KEY", help="as find lists them, all of one person")
        for each in (find, export, block, erase):
            each.add_argument("--reason", required=True, help="for the log, such as the file number of the request")

    def handle(self, *_: object, action: str, reason: str = "", **options: object) -> None:
        """Do it."""
        if action == "again":
            since = options["since"]
            assert isinstance(since, datetime)  # noqa: S101 - the parser made it
            self._again(since)
            return
        if action == "find":
            self._find(Wanted(*(str(options[name]).strip() for name in ("email", "phone", "reference"))), reason)
            return
        try:
            matters = persons.of_one_person([str(key) for key in _list(options["keys"])])
        except persons.UnknownMatter as error:
            message = f"There is no {error}; einamt person find lists the keys."
            raise CommandError(message) from None
        except persons.DifferentPeople as error:
            message = f"{error} Name the matters of one person only."
            raise CommandError(message) from None
        match action:
            case "export":
                self._export(matters, Path(str(options["to"])), reason)
            case "block":
                self._block(matters, reason, is_lifted=bool(options["lift"]))
            case _:
                self._erase(matters, reason, is_dry=bool(options["dry_run"]))

    def _again(self, since: datetime) -> None:
        """Each line of the list, as if it were asked for now; what is not there any more needs nothing."""
        requests = repeating.since(since)
        for request in requests:
            try:
                matters = persons.of_one_person([request.key])
            except persons.UnknownMatter:
                self.stdout.write(f"{request.key}: not there.")
                continue
            if request.action == "erase":
                self._erase(matters, request.reason, is_dry=False)
            else:
                self._block(matters, request.reason, is_lifted=request.action == "lift")
        self.stdout.write(f"{len(requests)} requests of persons since {since.isoformat()} were looked at again.")

    def _find(self, wanted: Wanted, reason: str) -> None:
        if wanted == Wanted():
            message = "Give --email, --phone or --reference. A name is not enough: two residents may share it."
            raise CommandError(message)
        found = persons.find(wanted)
        for matter in found:
            _note("person-found", matter, reason)
            self.stdout.write(
                f"{matter.key}: {matter.name or '–'}, {matter.what}, {matter.began_at:%Y-%m-%d}{_state(matter)}"
            )
        if not found:
            self.stdout.write("Nothing is held under that.")
        elif len({matter.name for matter in found if matter.name}) > 1:
            self.stdout.write("These are several people's. Ask for the number of a matter before you go on.")

    def _export(self, matters: Sequence[Matter], folder: Path, reason: str) -> None:
        if folder.exists():
            message = f"{folder} is there already."
            raise CommandError(message)
        now = clock.now()
        data = [
            {"key": each.key, "what": each.what, "data": persons.provider_of(each.key).export(each.key)}
            for each in matters
        ]
        written: list[dict[str, object]]
        written, files = with_files_apart(data)
        folder.mkdir(mode=0o700, parents=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        made = {"made_at": now.isoformat(), "matters": written}
        (folder / "person.json").write_text(json.dumps(made, ensure_ascii=False, indent=1), encoding="utf-8")
        context = {"made_at": now.date(), "matters": [each | {"data": _readable(each["data"])} for each in written]}
        (folder / "person.html").write_text(render_to_string("retention/person.html", context), encoding="utf-8")
        for matter in matters:
            _note("person-exported", matter, reason)
        self.stdout.write(f"{len(matters)} matters written to {folder}.")

    def _block(self, matters: Sequence[Matter], reason: str, *, is_lifted: bool) -> None:
        for matter in matters:
            provider = persons.provider_of(matter.key)
            if provider.block is None or provider.lift is None:
                self.stdout.write(f"{matter.key}: no page shows it; nothing to block.")
            elif matter.is_open and not is_lifted:
                self.stdout.write(f"{matter.key}: not blocked: {matter.kept_because}.")
            elif is_lifted:
                repeating.note(action="lift", key=matter.key, reason=reason, now=clock.now())
                provider.lift(matter.key)
                _note("person-block-lifted", matter, reason)
                self.stdout.write(f"{matter.key}: shown again. Tell the person before (Art. 18(3) GDPR).")
            else:
                repeating.note(action="block", key=matter.key, reason=reason, now=clock.now())
                provider.block(matter.key, Basis.ASKED, reason, clock.now())
                _note("person-blocked", matter, reason)
                self.stdout.write(f"{matter.key}: blocked (Art. 18 GDPR), and kept until that is lifted.")

    def _erase(self, matters: Sequence[Matter], reason: str, *, is_dry: bool) -> None:
        would = "would be " if is_dry else ""
        for matter in matters:
            provider = persons.provider_of(matter.key)
            if not matter.kept_because:
                if not is_dry:
                    repeating.note(action="erase", key=matter.key, reason=reason, now=clock.now())
                    provider.erase(matter.key)
                    _note("person-erased", matter, reason)
                self.stdout.write(f"{matter.key}: {would}erased (Art. 17 GDPR).")
                continue
            is_to_block = provider.block is not None and not matter.is_open
            if provider.block is not None and is_to_block and not is_dry:
                repeating.note(action="erase", key=matter.key, reason=reason, now=clock.now())
                provider.block(matter.key, Basis.INSTEAD, reason, clock.now())
                _note("person-blocked", matter, reason)
            done = f"{would}blocked instead of erased" if is_to_block else "not erased"
            self.stdout.write(f"{matter.key}: {done}: {matter.kept_because}.")


def _note(what: str, matter: Matter, reason: str) -> None:
    record_reading(actor=SYSTEM, what=what, subject=matter.subject, purpose=reason[:200], now=clock.now())


def _state(matter: Matter) -> str:
    kept = f", kept: {matter.kept_because}" if matter.kept_because else ""
    return f"{', blocked' if matter.is_blocked else ''}{kept}"


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def _readable(data: object) -> dict[str, object]:
    """`data` for the template: its own values, and the rows that go with it by table."""
    found: Mapping[str, object] = data if isinstance(data, dict) else {}
    return {
        "values": [(name, value) for name, value in found.items() if not _is_rows(value)],
        "tables": [
            (name, [_readable(row) for row in _list(value)]) for name, value in found.items() if _is_rows(value)
        ],
    }


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)
