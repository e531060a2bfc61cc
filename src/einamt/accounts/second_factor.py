"""The second factor of a local account: codes of a phone (TOTP, RFC 6238), and codes for the day it is lost."""

import hmac
import secrets
from datetime import datetime

import pyotp
from django.db import transaction

from einamt.accounts.errors import SecondFactorKnown, WrongCode
from einamt.accounts.models import RecoveryCode, SecondFactor, Staff
from einamt.platform.crypto.secrets import keyed_hash

STEP_SECONDS = 30
WINDOW = 1
"""So many steps a phone's clock may be off, to either side (section 5.2 recommends one)."""
RECOVERY_CODES = 8
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_LENGTH = 10
"""31 to the power of 10: 49 bits, with attempts that are limited."""


def has_second_factor(*, staff: Staff) -> bool:
    """Whether somebody is asked for a code."""
    return SecondFactor.objects.filter(staff=staff, last_step__gt=0).exists()


def address_for_phone(*, secret: str, username: str, city: str) -> str:
    """What the phone reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=city)


@transaction.atomic
def begin_second_factor(*, staff_id: int) -> str:
    """A secret for somebody's phone, to be confirmed with a code; the same until it is.

    :raises SecondFactorKnown: they have one.
    """
    factor, _is_new = SecondFactor.objects.get_or_create(staff_id=staff_id, defaults={"secret": pyotp.random_base32()})
    if factor.is_confirmed:
        raise SecondFactorKnown
    secret: str = factor.secret
    return secret


@transaction.atomic
def confirm_second_factor(*, staff_id: int, code: str, now: datetime) -> list[str]:
    """Ask somebody for codes from now on; the codes for a lost phone, known only now. `now` is the world's time.

    :raises SecondFactorKnown: they have confirmed one.
    :raises WrongCode: the phone shows another.
    """
    factor = SecondFactor.objects.select_for_update().filter(staff_id=staff_id).first()
    if factor is None:
        raise WrongCode
    if factor.is_confirmed:
        raise SecondFactorKnown
    _take(factor, code=code, now=now)
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH)) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(staff_id=staff_id, code_hash=_hash(each)) for each in codes)
    return codes


@transaction.atomic
def check_second_factor(*, staff_id: int, code: str, now: datetime) -> None:
    """Take a code of somebody's phone, or one for a lost phone; either is good once. `now` is the world's time.

    :raises WrongCode: it is none of theirs, or was taken before.
    """
    typed = code.replace(" ", "").replace("-", "").lower()
    if len(typed) == _LENGTH:
        used, _ = RecoveryCode.objects.filter(staff_id=staff_id, code_hash=_hash(typed)).delete()
        if not used:
            raise WrongCode
        return
    factor = SecondFactor.objects.select_for_update().filter(staff_id=staff_id, last_step__gt=0).first()
    if factor is None:
        raise WrongCode
    _take(factor, code=typed, now=now)


@transaction.atomic
def remove_second_factor(*, staff_id: int) -> bool:
    """Forget somebody's phone and codes, for who has lost both; whether there was one."""
    RecoveryCode.objects.filter(staff_id=staff_id).delete()
    return bool(SecondFactor.objects.filter(staff_id=staff_id).delete()[0])


def _take(factor: SecondFactor, *, code: str, now: datetime) -> None:
    """Take the code of a step after the last one that was taken; the row is locked."""
    present = int(now.timestamp()) // STEP_SECONDS
    phone = pyotp.HOTP(factor.secret)
    for step in range(present - WINDOW, present + WINDOW + 1):
        if step > factor.last_step and hmac.compare_digest(phone.at(step).encode(), code.replace(" ", "").encode()):
            taken = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step).update(last_step=step)
            if taken:
                return
    raise WrongCode


def _hash(code: str) -> str:
    return keyed_hash(text=code, purpose="accounts.recovery-code")
