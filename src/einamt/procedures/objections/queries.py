"""Reading objections."""

import hmac
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Collection
from datetime import UTC, datetime
from uuid import UUID

from einamt.accounts.queries import Permissions
from einamt.cases.access import readable
from einamt.cases.decisions import queries as decisions
from einamt.cases.models import Case
from einamt.platform.crypto.secrets import keyed_hash
from einamt.procedures.objections import rules
from einamt.procedures.objections.errors import LinkNotUsable
from einamt.procedures.objections.models import Objection
from einamt.procedures.objections.rules import KIND, LINK_LASTS, Form, Standing

_PROOF = 16
"""Bytes: 128 bits."""
MOST_LISTED = 200
"""Objections that one page shows, those whose deadline comes first."""


def objection_of(*, case_id: UUID) -> Objection | None:
    """The objection beside a case, with its decision; None where the case is none."""
    related = Objection.objects.select_related("case", "decision__document__case")
    return related.filter(case_id=case_id).first()


def standing_of(*, objection: Objection) -> Standing:
    """Whether it is in time and in form, from what is known today: of when the decision arrived, of holidays, of a
    wrong instruction, of a signature. Only where the decision is erased, what was known when it came in.
    """
    against = objection.decision
    return rules.standing(
        form=Form(objection.form),
        received_on=objection.received_on,
        signed_on=objection.signed_on,
        last_day=decisions.effect_of(decision=against).last_day if against is not None else objection.last_day,
    )


def withdrawal_token(*, case_id: UUID, asked_at: datetime) -> str:
    """What stands in the link that takes an objection back: its case, and proof that it was asked for then."""
    return urlsafe_b64encode(case_id.bytes + _proof(case_id, asked_at)).decode()


def objection_to_withdraw(*, token: str, now: datetime) -> Objection:
    """The objection that the link with `token` takes back.

    :raises LinkNotUsable: it was never given, is too old, or another was asked for since.
    """
    try:
        content = b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
        case_id = UUID(bytes=content[:16])
    except ValueError as error:
        raise LinkNotUsable from error
    found = objection_of(case_id=case_id)
    asked_at = found.withdrawal_asked_at if found is not None else None
    if found is None or asked_at is None or not asked_at <= now < asked_at + LINK_LASTS:
        raise LinkNotUsable
    if not hmac.compare_digest(content[16:], _proof(case_id, asked_at)):
        raise LinkNotUsable
    return found


def _proof(case_id: UUID, asked_at: datetime) -> bytes:
    told = f"{case_id} {asked_at.astimezone(UTC).isoformat()}"
    return bytes.fromhex(keyed_hash(text=told, purpose="objections.withdrawal"))[:_PROOF]


def open_against(*, document_ids: Collection[UUID]) -> dict[UUID, str]:
    """The reference of the objection that is open against each of the decisions that has one."""
    found = Objection.objects.filter(decision_id__in=document_ids, case__closed_at=None)
    return dict(found.values_list("decision_id", "case__reference"))


def objections_to_decide(*, permissions: Permissions) -> list[Case]:
    """Open ones that somebody with `permissions` may read, those first that are to be decided first."""
    waiting = Case.objects.filter(readable(permissions=permissions), kind=KIND, closed_at=None)
    related = waiting.select_related("service", "office", "objection__decision__document")
    related = related.prefetch_related("objection__decision__deliveries")
    return list(related.order_by("promised_at", "pk")[:MOST_LISTED])
