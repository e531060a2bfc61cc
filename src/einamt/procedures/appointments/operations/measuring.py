"""What the city publishes about its appointments: how far away free times are, and how many searches found nothing."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from einamt.catalog.models import Office, PublicService
from einamt.kernel.localtime import local_date, minute_of_day
from einamt.platform.facts.steps import new_fact
from einamt.platform.shell import city
from einamt.platform.writing.statements import Statement, adapted, run
from einamt.platform.writing.together import insert_many
from einamt.procedures.appointments import facts
from einamt.procedures.appointments.models import FailedSearch
from einamt.procedures.appointments.rulebook import rules_at
from einamt.procedures.appointments.waits import waits

LONGEST_COUNT = 2**31 - 1


@transaction.atomic
def record_waits(*, now: datetime) -> int:
    """Write down how far away free times are, as a fact for each service and office; how many were written.

    :raises RulesMissing: the city has no rules of booking.
    """
    today = local_date(moment=now, zone=city.zone())
    horizon_days = rules_at(now=now).horizon_days
    rows = [
        new_fact(
            schema=facts.WAIT,
            occurred_at=now,
            values={
                "service": wait.service_identifier,
                "district": wait.district_identifier,
                "office": wait.office_identifier,
                "measured_on": today,
                "first_days": wait.first_days,
                "third_days": wait.third_days,
                "horizon_days": horizon_days,
            },
        )
        for wait in waits(now=now)
    ]
    insert_many(rows=rows)
    return len(rows)


def count_failed_search(
    *, service_ids: Sequence[int], office_ids: Sequence[int], is_narrowed: bool, now: datetime
) -> None:
    """Count a search for times that found nothing, under its first service, and its office where it named one.

    One statement, which waits for nobody but those who count the same at the same moment.
    """
    service = PublicService.objects.filter(pk__in=service_ids[:1]).values_list("identifier", flat=True).first()
    if service is None:
        return
    office, district = "", ""
    if len(office_ids) == 1:
        found = Office.objects.filter(pk=office_ids[0]).values_list("identifier", "organisation__identifier").first()
        office, district = found or ("", "")
    hour = now.replace(minute=0, second=0, microsecond=0)
    run(Statement(_COUNT_ONE, (adapted(_HOUR, hour), service, district, office, is_narrowed)))


_TABLE = FailedSearch._meta.db_table
_HOUR = FailedSearch._meta.get_field("hour")
_COUNT_ONE = (
    f"INSERT INTO {_TABLE} (hour, service, district, office, is_narrowed, count) "  # noqa: S608 - our own model
    "VALUES (%s, %s, %s, %s, %s, 1) "
    f"ON CONFLICT (hour, service, district, office, is_narrowed) DO UPDATE SET count = {_TABLE}.count + 1"
)


@transaction.atomic
def publish_failed_searches(*, now: datetime) -> int:
    """Turn the counts of hours that are over into facts; how many counts there were."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    over = list(FailedSearch.objects.select_for_update().filter(hour__lt=hour).order_by("hour", "pk"))
    zone = city.zone()
    insert_many(
        rows=[
            new_fact(
                schema=facts.SEARCH_FAILED,
                occurred_at=counted.hour,
                values={
                    "service": counted.service,
                    "district": counted.district,
                    "office": counted.office,
                    "is_narrowed": counted.is_narrowed,
                    "searched_on": local_date(moment=counted.hour, zone=zone),
                    "hour": minute_of_day(moment=counted.hour, zone=zone) // 60,
                    "count": min(counted.count, LONGEST_COUNT),
                },
            )
            for counted in over
        ]
    )
    FailedSearch.objects.filter(pk__in=[counted.pk for counted in over]).delete()
    return len(over)
