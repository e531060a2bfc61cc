"""Telling people from scripts by a small proof of work (ALTCHA, protocol 2): no third party, no riddle, nothing to see.

The browser is asked for a number that takes it about a second to find while somebody types. The challenge is signed,
bound to one held time and good for one booking. Who has no JavaScript, or no secure connection, is not shut out: the
booking is then confirmed by mail.
"""

import base64
import json
import secrets
from datetime import datetime, timedelta
from uuid import UUID

import altcha
from django.conf import settings

from einamt.platform.crypto.keys import derived
from einamt.platform.ratelimit.operations import Attempt, allow, would_be_allowed
from einamt.procedures.appointments.rulebook import rules_at

VALID_FOR = timedelta(hours=1)
"""Longer than any hold, so that nobody who types slowly has to start again; used up by the first booking."""

_ALGORITHM = "PBKDF2/SHA-256"
_COST = 4_000
SUSPICIOUS, PER = (10, 20, 40, 80), timedelta(hours=1)
"""So many challenges an hour from one network address are usual; each step beyond doubles the work. A library or a
family behind one address never meets a refusal, only a second or two more."""


def suspicion_of(*, network: str, now: datetime) -> int:
    """How many times the work is doubled for a network address that asks for challenge after challenge; counts one."""
    attempts = _attempts(network)
    allowed = (step for step, each in enumerate(attempts) if allow(key=each.key, limit=each.limit, per=PER, now=now))
    return next(allowed, len(SUSPICIOUS))


def suspicion_without_counting(*, network: str, now: datetime) -> int:
    """What `suspicion_of` would say."""
    allowed = (step for step, each in enumerate(_attempts(network)) if would_be_allowed(attempt=each, now=now))
    return next(allowed, len(SUSPICIOUS))


def _attempts(network: str) -> list[Attempt]:
    return [Attempt(f"suspicion-{step}:{network}", limit, PER) for step, limit in enumerate(SUSPICIOUS)]


def numbers_to_try(*, suspicion: int, fewest: int, most: int) -> tuple[int, int]:
    """Between how many and how many numbers a browser tries; each costs one derivation of `_COST` rounds. The city
    bounds the work, so that an old phone manages it while somebody types.
    """
    least = min(fewest << suspicion, most)
    return least, min(2 * least + fewest // 3, max(most, least + 1))


def new_challenge(*, hold_id: UUID, now: datetime, suspicion: int = 0) -> dict[str, object]:
    """What the widget fetches for the time held as `hold_id`, as JSON; as hard as its network is suspicious."""
    rules = rules_at(now=now)
    least, most = numbers_to_try(suspicion=suspicion, fewest=rules.proof_fewest, most=rules.proof_most)
    challenge = altcha.create_challenge(
        _ALGORITHM,
        _COST,
        counter=least + secrets.randbelow(max(1, most - least)),
        data={"hold": str(hold_id), "until": int((now + VALID_FOR).timestamp())},
        hmac_secret=_secret("challenge"),
        hmac_key_secret=_secret("key"),
    )
    plain: dict[str, object] = challenge.to_dict()
    return plain


def is_solved(*, payload: str, hold_id: UUID, now: datetime, uses: int = 1) -> bool:
    """Whether `payload`, as the widget sends it, solves a challenge of ours for this hold that was not used up.

    Each question is a use of the solution: after `uses` the answer is no. What is bound to one hold books once, however
    often it is used; more than one use is for who may have to send the same again.
    """
    if not payload or len(payload) > 4_000:
        return False
    result = altcha.verify_solution(payload, _secret("challenge"), hmac_key_secret=_secret("key"))
    if not result.verified:
        return False
    challenge = json.loads(base64.b64decode(payload))["challenge"]
    data = challenge["parameters"].get("data") or {}
    if data.get("hold") != str(hold_id) or now.timestamp() > data.get("until", 0):
        return False
    # each use is paid back after as long as the challenge is valid: then it is no use any more
    return allow(key=f"altcha:{challenge['signature']}", limit=uses, per=uses * VALID_FOR, now=now)


def _secret(purpose: str) -> str:
    return derived(master=settings.KEYS.first, purpose=f"altcha-{purpose}").hex()
