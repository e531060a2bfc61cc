"""The demo's identity documents: one in each state, followed by number or reference, and a report to decide."""

import random
from datetime import datetime, time, timedelta

from einamt.catalog.models import Office, PublicService
from einamt.channels.demo.seeding.citizens import Citizen
from einamt.channels.demo.seeding.demand import SEED
from einamt.channels.demo.seeding.names import person
from einamt.kernel.actor import SYSTEM
from einamt.kernel.localtime import local_date
from einamt.platform.shell import city
from einamt.procedures.identity_documents.kinds import STATES
from einamt.procedures.identity_documents.numbers import number_hash
from einamt.procedures.identity_documents.operations import connect_system, take_report
from einamt.procedures.identity_documents.rules import HAS_PLACE
from einamt.procedures.identity_documents.rules import DocumentState as S
from einamt.procedures.identity_documents.steps import Report

SERVICES = ("reisepass-beantragen", "personalausweis-beantragen")
WAYS = (
    (S.APPLIED,),
    (S.APPLIED, S.IN_PRODUCTION),
    (S.APPLIED, S.IN_PRODUCTION, S.ARRIVED),
    (S.APPLIED, S.IN_PRODUCTION, S.ARRIVED, S.READY),
    (S.APPLIED, S.IN_PRODUCTION, S.ON_ITS_WAY),
    (S.APPLIED, S.IN_PRODUCTION, S.ON_ITS_WAY, S.DELIVERY_FAILED),
    (S.APPLIED, S.IN_PRODUCTION, S.ARRIVED, S.READY, S.HANDED_OUT),
    (S.APPLIED, S.IN_PRODUCTION, S.ARRIVED, S.READY, S.RETURNED),
)
_RANDOM_PART = "0123456789CFGHJKLMNPRTVWXYZ"


def write(*, now: datetime) -> list[Citizen]:
    """Order the documents, and say whose they are; none in a city that issues none."""
    services = list(PublicService.objects.filter(slug__in=SERVICES).order_by("-slug"))
    office = Office.objects.filter(is_public=True, offers__service__in=services).order_by("pk").first()
    if not services or office is None:
        return []
    chance = random.Random(SEED)  # noqa: S311 - a demo's dice
    system = connect_system(code="demo", name="Meldewesen (Demo)", organisation=office.organisation)
    until = local_date(moment=now, zone=city.zone()) + timedelta(days=42)
    citizens = []
    for order, way in enumerate(WAYS, start=1):
        number = "L0" + "".join(chance.choice(_RANDOM_PART) for _ in range(7))
        began = datetime.combine(local_date(moment=now, zone=city.zone()), time(8 + order), tzinfo=city.zone())
        reference = code = ""
        for step, state in enumerate(way):
            report = Report(
                order_number=f"D-{order:04}",
                state=state,
                occurred_at=began - timedelta(days=7 * (len(way) - step)),
                number_hash=number_hash(number=number),
                service_id=services[order % len(services)].pk,
                office_id=office.pk if state in HAS_PLACE else None,
                ready_until=until if state in HAS_PLACE else None,
            )
            answer = take_report(system=system, report=report, actor=SYSTEM, now=now)
            reference, code = answer.reference, answer.code
        citizens.append(Citizen(f"{person(chance=chance)}:", STATES[way[-1]].label, reference, code, number))
    # the specialist system says that the first one went back to be destroyed: somebody has to look
    doubtful = Report(order_number="D-0001", state=S.RETURNED, occurred_at=now - timedelta(hours=2))
    take_report(system=system, report=doubtful, actor=SYSTEM, now=now)
    return citizens
