"""Decisions, and objections to them."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from einamt.cases.decisions.drafts import Direction, Draft
from einamt.cases.decisions.models import Decision
from einamt.cases.decisions.operations import issue_decision
from einamt.cases.decisions.rules import Court, Law, Remedy, Way
from einamt.cases.models import Case
from einamt.kernel.actor import CITIZEN, Actor, ActorKind
from einamt.kernel.channels import Channel
from einamt.kernel.localtime import local_date
from einamt.platform.notifications.addresses import PostalAddress
from einamt.platform.shell import city
from einamt.procedures.objections.models import Objection
from einamt.procedures.objections.operations import Lodged, lodge_objection
from einamt.procedures.objections.rules import Form

ISSUER = Actor(ActorKind.STAFF, "issuer")
REVIEWER = Actor(ActorKind.STAFF, "reviewer")
HOME = PostalAddress(name="Ada Đặng", street="Breite Straße 3", postal_code="13187", town="Musterstadt")
ADDRESS = "ada@example.org"
DRAFT = Draft(
    subject="Ihr Antrag auf einen Bewohnerparkausweis",
    operative="Ihr Antrag ist abgelehnt.\n\nSie zahlen keine Gebühr.",
    reasons="Sie wohnen nicht in der Zone.",
    person_name="Ada Đặng",
    law=Law.GENERAL,
    court=Court.ADMINISTRATIVE,
    remedy=Remedy.OBJECTION,
    remedy_office="Bürgeramt Rathaus Nord, Breite Straße 24a, 13187 Musterstadt",
    remedy_electronic="",
    direction=Direction(way=Way.POST, address=HOME),
)
POST = DRAFT.direction
PORTAL = Direction(way=Way.PORTAL, address=HOME, email=ADDRESS, has_consented=True)
IN_PERSON = Direction(way=Way.IN_PERSON)
SERVED = Direction(way=Way.SERVED, address=HOME)


def make_decision(
    case: Case,
    *,
    now: datetime,
    direction: Direction = POST,
    command: UUID | None = None,
    actor: Actor = ISSUER,
    **changes: Any,
) -> Decision:
    """A decision on `case`, issued by `ISSUER` unless said otherwise."""
    draft = replace(DRAFT, direction=direction, **changes)
    return issue_decision(case_id=case.pk, draft=draft, actor=actor, command_id=command or uuid4(), now=now)


def make_objection(
    decision: Decision,
    *,
    now: datetime,
    received_on: date | None = None,
    form: Form = Form.WRITTEN,
    email: str = ADDRESS,
    command: UUID | None = None,
    account_id: UUID | None = None,
) -> Objection:
    """An objection to `decision`, by letter unless said otherwise."""
    return lodge_objection(
        document_id=decision.pk,
        lodged=Lodged(
            person_name="Ada Đặng",
            grounds="Ich wohne sehr wohl dort.",
            email=email,
            form=form,
            received_on=received_on or local_date(moment=now, zone=city.zone()),
        ),
        language="de",
        channel=Channel.PORTAL,
        actor=CITIZEN,
        command_id=command or uuid4(),
        now=now,
        account_id=account_id,
    )
