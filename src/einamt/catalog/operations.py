"""Changing the catalogue as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from einamt.catalog import steps
from einamt.catalog.importing.assembly import assembled
from einamt.catalog.importing.difference import Difference, compared
from einamt.catalog.importing.errors import CatalogChangedMeanwhile
from einamt.catalog.importing.findings import Findings
from einamt.catalog.importing.records import Delivery
from einamt.catalog.importing.stored import stored_catalog
from einamt.catalog.importing.writing import Progress, Writer
from einamt.catalog.lifecycle.queries import RESTORABLE
from einamt.catalog.lifecycle.steps import withdraw_retired_again
from einamt.catalog.models import PublicService, Retirement
from einamt.catalog.usage import needed_services

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from pathlib import Path

    from einamt.catalog.importing.xzufi.tally import Tally


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do: shown to a person first, then handed to `import_catalog`."""

    delivery: Delivery
    source: str
    may_withdraw: bool
    difference: Difference


def import_plan(*, delivery: Delivery, source: str, may_withdraw: bool, findings: Findings) -> ImportPlan:
    """Compare a delivery with what is stored of `source`; adds to `findings` what shows only in comparison.

    :raises ImportRefused: too much would be withdrawn.
    """
    before = stored_catalog(source=source, language=delivery.language).state
    after = assembled(delivery=delivery, stored=before, source=source, findings=findings, may_withdraw=may_withdraw)
    return ImportPlan(delivery, source, may_withdraw, compared(before=before, after=after))


@transaction.atomic
def import_catalog(*, plan: ImportPlan, progress: Progress) -> None:
    """Apply a plan, all or nothing; a plan without a difference changes nothing.

    The catalogue's revision is counted up first, which locks it: two imports run one after the other, and the second
    sees what the first has done.

    :raises CatalogChangedMeanwhile: the catalogue is no longer what the plan was made from.
    """
    if plan.difference.is_empty:
        return
    steps.bump_revision()
    delivery = plan.delivery
    stored = stored_catalog(source=plan.source, language=delivery.language)
    wanted = assembled(
        delivery=delivery,
        stored=stored.state,
        source=plan.source,
        findings=Findings(),
        may_withdraw=plan.may_withdraw,
    )
    difference = compared(before=stored.state, after=wanted)
    if difference != plan.difference:
        raise CatalogChangedMeanwhile("Somebody has changed the catalogue meanwhile; please start the import again.")
    Writer(
        source=plan.source,
        language=delivery.language,
        wanted=wanted,
        stored=stored,
        difference=difference,
        progress=progress,
    ).write()
    withdraw_retired_again()


@transaction.atomic
def import_messages(
    *,
    paths: Sequence[Path],
    source: str,
    is_dry_run: bool,
    findings: Findings,
    tally: Tally,
    progress: Progress,
    now: datetime,
) -> None:
    """Take XZuFi messages in, all or nothing; `tally` and `findings` are filled with what changes and what is odd.

    The catalogue's revision is counted up first, which locks it. A dry run does everything and rolls it back, and so
    does a run that changes nothing: its difference is the real one. `source` limits it to one agency.

    :raises ImportRefused: a file cannot be taken in; the text says why and where. Nothing has been written.
    """
    steps.bump_revision()
    steps.check_references_at_once()
    from einamt.catalog.importing.xzufi.passes import Target, import_files  # noqa: PLC0415 - lxml, for importers alone

    target = Target(source=source, findings=findings, tally=tally, progress=progress, now=now)
    import_files(paths=list(paths), target=target)
    withdraw_retired_again()
    if is_dry_run or tally.is_empty:
        transaction.set_rollback(True)


@transaction.atomic
def remove_deleted_services(*, now: datetime) -> Collection[str]:
    """Remove the services that their sources have deleted and that nobody needs any more; gives their identifiers.

    One that somebody here has made public again stays, and so does one that the city itself has given up, as long as it
    can be brought back. Who needs services registers with `catalog.usage`. What hangs on
    a service (texts, offers, responsibilities) goes with it.
    """
    restorable = Retirement.objects.filter(state=Retirement.State.RETIRED, decided_at__gt=now - RESTORABLE)
    rows = PublicService.objects.filter(deleted_at__isnull=False, is_public=False).exclude(
        pk__in=restorable.values("service_id")
    )
    deleted = dict(rows.values_list("pk", "identifier"))
    if not deleted:
        return []
    needed = set[int]().union(*needed_services(service_ids=deleted.keys(), now=now).values())
    unneeded = deleted.keys() - needed
    if not unneeded:
        return []
    steps.bump_revision()
    PublicService.objects.filter(pk__in=unneeded).delete()
    return sorted(deleted[pk] for pk in unneeded)
