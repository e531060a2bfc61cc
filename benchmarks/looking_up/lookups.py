"""What `status` looks up, and what it is measured beside; Django must be set up before."""

import random
import statistics
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import override

from einamt.cases.models import Case
from einamt.cases.queries import status_view
from einamt.cases.telling import Asker
from einamt.catalog.models import Office, Organisation, PublicService
from einamt.config import urls
from einamt.kernel.actor import SYSTEM
from einamt.platform import clock
from einamt.platform.ratelimit.operations import count_attempt
from einamt.platform.shell.models import City
from einamt.procedures.identity_documents.models import IdentityDocument
from einamt.procedures.identity_documents.operations import connect_system, take_reports
from einamt.procedures.identity_documents.queries import document_by_slip
from einamt.procedures.identity_documents.rules import DocumentState
from einamt.procedures.identity_documents.slip_tokens import slip_hash, slip_token
from einamt.procedures.identity_documents.steps import Report

WARM_UP = 200
REPORTED = 1_000
"""Documents that come in as they do every day, and are looked up; the others are copies of them."""
MOST_AT_ONCE = 500_000
"""Copied in one transaction."""


def build(*, count: int) -> list[str]:
    """So many documents in an empty database; the secrets of the slips of those that were reported, also in a file."""
    now = clock.now()
    City.objects.get_or_create(defaults={"name": "Stadt"})
    district = Organisation.objects.create(source="benchmark", identifier="d", kind="district", name="Bezirk")
    office = Office.objects.create(source="benchmark", identifier="o", slug="amt", organisation=district, name="Amt")
    service = PublicService.objects.create(source="benchmark", identifier="s", slug="pass", organisation=district)
    system = connect_system(code="benchmark", name="Benchmark", organisation=district)
    reports = [
        Report(
            order_number=str(number),
            state=DocumentState.READY,
            occurred_at=now - timedelta(days=1),
            service_id=service.pk,
            office_id=office.pk,
        )
        for number in range(REPORTED)
    ]
    with transaction.atomic():
        take_reports(system=system, reports=reports, actor=SYSTEM, now=now)
    tokens = [slip_token(document_id=pk, version=1) for pk in IdentityDocument.objects.values_list("pk", flat=True)]
    multiply(to=count)
    (Path(settings.DATA_DIR) / "tokens.txt").write_text("\n".join(tokens), encoding="ascii")
    return tokens


def multiply(*, to: int) -> None:
    """Bring the number of cases and documents to `to`, by copies with identifiers of their own, in the database."""
    have = Case.objects.count()
    is_sqlite = connection.vendor == "sqlite"
    fresh = "lower(hex(randomblob(16)))" if is_sqlite else "gen_random_uuid()"
    while have < to:
        more = min(have, MOST_AT_ONCE, to - have)
        _copy(limit=more, fresh=fresh, is_sqlite=is_sqlite, offset=have)
        have += more
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _copy(*, limit: int, fresh: str, is_sqlite: bool, offset: int) -> None:
    """The first `limit` cases and their documents once more."""
    case_columns = ", ".join(str(f.column) for f in Case._meta.concrete_fields if f.column not in {"id", "reference"})
    own = {"id", "case_id", "order_number", "slip_hash", "number_hash"}
    columns = ", ".join(str(f.column) for f in IdentityDocument._meta.concrete_fields if f.column not in own)
    number = f"row_number() OVER () + {offset}"
    reference = f"printf('%012d', {number})" if is_sqlite else f"lpad(({number})::text, 12, '0')"
    noise = "hex(randomblob(32))" if is_sqlite else "md5(random()::text) || md5(random()::text)"
    text = f"CAST({number} AS text)"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS copied")
        cursor.execute(
            f"CREATE TEMPORARY TABLE copied AS SELECT id AS old_id, {fresh} AS new_id, {reference} AS reference "  # noqa: S608
            f"FROM (SELECT id FROM cases_case ORDER BY id LIMIT {limit}) AS first"
        )
        cursor.execute(
            f"INSERT INTO cases_case (id, reference, {case_columns}) SELECT copied.new_id, copied.reference, "  # noqa: S608
            + ", ".join(f"kept.{column}" for column in case_columns.split(", "))
            + " FROM copied JOIN cases_case AS kept ON kept.id = copied.old_id"
        )
        cursor.execute(
            "INSERT INTO identity_documents_identitydocument "  # noqa: S608 - names of our own models
            f"(id, case_id, order_number, slip_hash, number_hash, {columns}) "
            f"SELECT {fresh}, copied.new_id, {text}, {noise}, {noise}, "
            + ", ".join(f"kept.{column}" for column in columns.split(", "))
            + " FROM copied JOIN identity_documents_identitydocument AS kept ON kept.case_id = copied.old_id"
        )


def measure_growth(*, few: int, many: int, look_ups: int) -> None:
    """Print the 99th percentile in milliseconds with many, and with few."""
    tokens = build(count=few)
    small = _p99_ms(tokens, look_ups=look_ups)
    multiply(to=many)
    if (count := IdentityDocument.objects.count()) != many:
        message = f"{count} documents, not {many}"
        raise SystemExit(message)
    print(_p99_ms(tokens, look_ups=look_ups), small)


def _p99_ms(tokens: list[str], *, look_ups: int) -> float:
    chance, times = random.Random(115), []
    for number in range(look_ups + WARM_UP):
        token, now, begin = chance.choice(tokens), clock.now(), time.perf_counter()
        count_attempt(key=f"benchmark:{number}", limit=20, per=timedelta(hours=1), now=now)
        view = status_view(case=document_by_slip(token=token).case, asker=Asker.NUMBER, language="de", now=now)
        if number >= WARM_UP:
            times.append(time.perf_counter() - begin)
        if view.state != DocumentState.READY:
            message = "the look-up found something else"
            raise SystemExit(message)
    return statistics.quantiles(times, n=100)[98] * 1000


def _beside(request: HttpRequest, token: str) -> HttpResponse:
    """What a bare view would do: one indexed select, the same page."""
    found = IdentityDocument.objects.select_related("case").get(slip_hash=slip_hash(token=token))
    with override("de"):
        view = status_view(case=found.case, asker=Asker.NUMBER, language="de", now=clock.now())
    return render(request, "portal/status/document.html", {"view": view})


def add_page_beside() -> None:
    """Give the house the page, at `/beside/`."""
    urls.urlpatterns.append(path("beside/<str:token>/", _beside))
