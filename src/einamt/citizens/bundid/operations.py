"""A sign-in at BundID from the request to the one answer that it gets."""

import json
from datetime import datetime

from django.db import transaction

from einamt.accounts.errors import SignInInterrupted
from einamt.accounts.openid import Identity
from einamt.citizens.bundid.answers import person_in, read_answer
from einamt.citizens.bundid.party import BundId
from einamt.citizens.bundid.requesting import House
from einamt.citizens.bundid.signatures import NotSound
from einamt.citizens.hashes import handover_hash, new_secret, request_hash
from einamt.citizens.models import BundIdRequest
from einamt.citizens.rules import LINK_VALID
from einamt.citizens.seen import Seen
from einamt.kernel.assurance import Level


@transaction.atomic
def open_request(*, now: datetime) -> str:
    """The identifier of a new request (an xs:ID of 256 bits), which is open for 20 minutes."""
    request_id = f"_{new_secret()}"
    BundIdRequest.objects.create(request_hash=request_hash(request_id=request_id), expires_at=now + LINK_VALID)
    return request_id


def take_answer(*, xml: bytes, bundid: BundId, house: House, now: datetime) -> str:
    """Keep whom BundID has seen, and give the secret with which the same browser goes on.

    A request takes one sound answer. As the signed assertion names its request, none is taken twice. What is refused
    changes nothing: the person can go on.

    :raises NotSound: it is no answer of BundID's to an open request.
    """
    answer = read_answer(xml=xml)
    waiting = BundIdRequest.objects.filter(
        request_hash=request_hash(request_id=answer.request_id), expires_at__gt=now, handover_hash=""
    )
    if not waiting.exists():  # before anything is decrypted
        raise NotSound("no such request is open")
    seen = person_in(answer=answer, bundid=bundid, house=house, now=now)
    secret = new_secret()
    if not waiting.update(handover_hash=handover_hash(secret=secret), seen=_as_text(seen)):
        raise NotSound("answered by another at the same time")
    return secret


@transaction.atomic
def finish_request(*, request_id: str, secret: str, now: datetime) -> Seen:
    """Whom BundID has seen, for the browser that asked (it knows `request_id`) and brought the answer (`secret`). Once.

    :raises SignInInterrupted: it is another browser, too late, or has been used.
    """
    known = BundIdRequest.objects.filter(
        request_hash=request_hash(request_id=request_id), handover_hash=handover_hash(secret=secret), expires_at__gt=now
    )
    kept = known.first()
    if kept is None:
        raise SignInInterrupted
    used, _ = known.delete()
    if not used:  # the same address, opened twice at once
        raise SignInInterrupted
    seen = json.loads(kept.seen)
    identity = Identity(issuer=seen["identity"]["issuer"], subject=seen["identity"]["subject"])
    return Seen(identity=identity, level=Level(seen["level"]), person_name=seen["person_name"], email=seen["email"])


def _as_text(seen: Seen) -> str:
    identity = {"issuer": seen.identity.issuer, "subject": seen.identity.subject}
    rest = {"level": seen.level, "person_name": seen.person_name, "email": seen.email}
    return json.dumps({"identity": identity, **rest})
