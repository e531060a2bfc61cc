"""Steps that write plans, for the operations of planning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from einamt.platform.transactions import require_transaction
from einamt.procedures.appointments.models import GroupChange, Plan
from einamt.procedures.appointments.tours.reading import services_of

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from einamt.kernel.actor import Actor
    from einamt.procedures.appointments.planning.drafts import Draft


def new_plan(*, draft: Draft, actor: Actor, command_id: UUID, now: datetime) -> Plan:
    """Write a draft's records as a plan."""
    require_transaction()
    plan = Plan.objects.create(
        kind=draft.kind,
        reason=draft.reason,
        author=str(actor),
        made_at=now,
        command_id=command_id,
        starts_on=draft.first_day,
        ends_on=draft.end_day,
    )
    plan.offices.set(sorted(draft.office_ids))
    for kind in {type(record) for record in draft.records}:
        records = [record for record in draft.records if type(record) is kind]
        for record in records:
            record.plan = plan  # type: ignore[attr-defined]
        kind.objects.bulk_create(records, batch_size=500)  # type: ignore[attr-defined]
    return plan


def turn_around(*, change: GroupChange) -> None:
    """Undo what a plan did to a group: its old name, and the services it had, but for what was changed since."""
    require_transaction()
    group = change.group
    services = services_of(group)
    services.remove(*change.services_added)
    services.add(*change.services_removed)
    if change.name_before and group.name == change.name_after:
        group.name = change.name_before
        group.save(update_fields=["name"])
