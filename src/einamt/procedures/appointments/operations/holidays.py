"""Writing down on which days the city's offices stay closed by law."""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from einamt.procedures.appointments.models import Holiday


@transaction.atomic
def record_holidays(*, organisation_id: int, state: str, years: Collection[int]) -> int:
    """Write the public holidays of a Land (`state` as in ISO 3166-2 without DE-: BE, SN) for an organisation and all
    below it; how many were new. What the municipality has written for itself stays.

    Capacity follows with the next `plan_capacity`.

    :raises NotImplementedError: there is no such Land.
    """
    import holidays  # noqa: PLC0415 - large, and used once a year

    calendar = holidays.country_holidays("DE", subdiv=state, years=years, language="de")
    known = set(
        Holiday.objects.filter(organisation_id=organisation_id, day__in=list(calendar)).values_list("day", flat=True)
    )
    added = [
        Holiday(organisation_id=organisation_id, day=day, name=name)
        for day, name in sorted(calendar.items())
        if day not in known
    ]
    Holiday.objects.bulk_create(added)
    return len(added)


@transaction.atomic
def add_holiday(*, organisation_id: int, day: date, name: str) -> Holiday:
    """Write a municipality's own holiday (Fronleichnam in parts of Saxony). Capacity follows with `plan_capacity`."""
    return Holiday.objects.update_or_create(
        organisation_id=organisation_id, day=day, plan=None, defaults={"name": name}
    )[0]
