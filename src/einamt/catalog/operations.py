"""Changing the catalogue as a whole."""

from dataclasses import dataclass

from django.db import transaction

from einamt.catalog import steps
from einamt.catalog.importing.assembly import assembled
from einamt.catalog.importing.difference import Difference, compared
from einamt.catalog.importing.errors import CatalogChangedMeanwhile
from einamt.catalog.importing.findings import Findings
from einamt.catalog.importing.records import Delivery
from einamt.catalog.importing.stored import stored_catalog
from einamt.catalog.importing.writing import Progress, Writer


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
