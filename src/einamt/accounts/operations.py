"""Creating staff, giving roles, the first administrator, and programs that may book."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction

from einamt.accounts import queries
from einamt.accounts.errors import InvitationNotUsable, LinkedAlready, OfficeElsewhere, UsernameTaken
from einamt.accounts.models import (
    ApiClient,
    Assignment,
    Invitation,
    Staff,
    StaffIdentity,
    WalledService,
    normal_username,
)
from einamt.accounts.openid import Identity
from einamt.accounts.rights import Role, Wall
from einamt.accounts.tokens import client_token_hash, new_token, token_hash
from einamt.catalog.models import Office

INVITATION_VALID = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who is to set a password, with the secret of the link (known only now) and when it ends."""

    staff: Staff
    token: str
    expires_at: datetime


@transaction.atomic
def create_staff(*, username: str, full_name: str, email: str = "", password: str | None = None) -> Staff:
    """Add somebody who works for the city; without a password they sign in once an invitation let them set one.

    :raises UsernameTaken: somebody has the user name, perhaps in other letters.
    :raises django.core.exceptions.ValidationError: the password is too short or too common.
    """
    return _create(username=username, full_name=full_name, email=email, password=password)


@transaction.atomic
def assign_role(
    *,
    staff_id: int,
    role: Role,
    organisation_id: int | None = None,
    office_id: int | None = None,
    walls: Collection[Wall] = (),
) -> Assignment:
    """Give somebody a role: in the whole city, in an organisation and all below, or in one office.

    It passes `walls` and no others. Giving it again changes nothing but these.

    :raises OfficeElsewhere: the office is not the organisation's own.
    """
    if office_id is not None and Office.objects.get(pk=office_id).organisation_id != organisation_id:
        raise OfficeElsewhere
    held = Assignment.objects.filter(staff_id=staff_id, role=role)
    held = held.filter(organisation_id=organisation_id) if organisation_id else held.filter(organisation=None)
    held = held.filter(office_id=office_id) if office_id else held.filter(office=None)
    passed = sorted(wall.value for wall in walls)
    if earlier := held.first():
        earlier.walls = passed
        earlier.save(update_fields=["walls"])
        return earlier
    return Assignment.objects.create(
        staff_id=staff_id, role=role, organisation_id=organisation_id, office_id=office_id, walls=passed
    )


@transaction.atomic
def withdraw_role(*, assignment_id: int) -> None:
    """Take a role away; again changes nothing."""
    Assignment.objects.filter(pk=assignment_id).delete()


@transaction.atomic
def put_wall_around(*, service_id: int, wall: Wall, source: str) -> None:
    """Keep a service's matters, also those that are open, from all whose role does not pass `wall`; `source` is the
    law it rests on.
    """
    WalledService.objects.update_or_create(service_id=service_id, defaults={"wall": wall, "source": source.strip()})


@transaction.atomic
def take_wall_away(*, service_id: int) -> bool:
    """Let the common secrecy do for a service; whether there was a wall."""
    return bool(WalledService.objects.filter(service_id=service_id).delete()[0])


@transaction.atomic
def invite_staff(*, staff_id: int, now: datetime) -> Invited:
    """A link that lets somebody set a password once, within 24 hours; an earlier link stops working."""
    return _invite(staff=Staff.objects.select_for_update().get(pk=staff_id), now=now)


@transaction.atomic
def create_first_administrator(*, username: str, full_name: str, now: datetime) -> Invited | None:
    """Open the door of a new installation: an administrator of the whole city, who sets their password by a link.

    None when an administrator can already sign in. While none can (the link was lost), a new link takes the old one's
    place; so the door stays open no longer than until the first one is through.

    :raises UsernameTaken: the user name belongs to somebody else who works here.
    """
    waiting = queries.administrators()
    if any(administrator.has_usable_password() for administrator in waiting):
        return None
    if waiting:
        return _invite(staff=waiting[0], now=now)
    staff = _create(username=username, full_name=full_name, email="", password=None)
    Assignment.objects.create(staff=staff, role=Role.ADMINISTRATOR)
    return _invite(staff=staff, now=now)


@transaction.atomic
def set_password(*, token: str, password: str, now: datetime) -> Staff:
    """Set the password of the person whom the link with `token` was made for, and use the link up.

    Sessions that are open under the old password end with it.

    :raises InvitationNotUsable: the link is unknown, used, replaced or too old.
    :raises django.core.exceptions.ValidationError: the password is too short or too common.
    """
    staff = queries.invited_staff(token=token, now=now)
    if staff is None:
        raise InvitationNotUsable
    validate_password(password, user=staff)
    used, _ = Invitation.objects.filter(token_hash=token_hash(token=token)).delete()
    if not used:  # somebody with the same link was faster
        raise InvitationNotUsable
    staff.set_password(password)
    staff.save(update_fields=["password"])
    return staff


@transaction.atomic
def link_invited(*, token: str, identity: Identity, now: datetime) -> Staff:
    """Link whoever the link with `token` was made for with their account in the directory, and use the link up.

    They sign in there from now on. Linking the same again after a lost answer needs a new link, and changes nothing.

    :raises InvitationNotUsable: the link is unknown, used, replaced or too old.
    :raises LinkedAlready: the account is linked with somebody else.
    """
    staff = queries.invited_staff(token=token, now=now)
    if staff is None:
        raise InvitationNotUsable
    used, _ = Invitation.objects.filter(token_hash=token_hash(token=token)).delete()
    if not used:  # somebody with the same link was faster
        raise InvitationNotUsable
    _link(staff_id=staff.pk, identity=identity)
    return staff


@transaction.atomic
def link_identity(*, staff_id: int, identity: Identity) -> None:
    """Link somebody with an account whose subject the directory's administration has told; again changes nothing.

    :raises LinkedAlready: the account is linked with somebody else.
    """
    _link(staff_id=staff_id, identity=identity)


@dataclass(frozen=True, slots=True)
class Admitted:
    """A program that may book, with its token (known only now)."""

    client: ApiClient
    token: str


@transaction.atomic
def admit_client(*, name: str, now: datetime) -> Admitted:
    """Let a program book without proof of work, by a token."""
    token = new_token()
    client = ApiClient.objects.create(name=name.strip(), token_hash=client_token_hash(token=token), admitted_at=now)
    return Admitted(client, token)


@transaction.atomic
def withdraw_client(*, client_id: int, now: datetime) -> bool:
    """Let a program's token work no longer; whether it worked until now."""
    return bool(ApiClient.objects.filter(pk=client_id, withdrawn_at=None).update(withdrawn_at=now))


def _link(*, staff_id: int, identity: Identity) -> None:
    linked, _is_new = StaffIdentity.objects.get_or_create(
        issuer=identity.issuer, subject=identity.subject, defaults={"staff_id": staff_id}
    )
    if linked.staff_id != staff_id:
        raise LinkedAlready


def _create(*, username: str, full_name: str, email: str, password: str | None) -> Staff:
    staff = Staff(username=normal_username(username), full_name=full_name.strip(), email=email)
    if password is not None:
        validate_password(password, user=staff)
    staff.set_password(password)
    try:
        with transaction.atomic():
            staff.save(force_insert=True)
    except IntegrityError:
        raise UsernameTaken({"username": staff.username}) from None
    return staff


def _invite(*, staff: Staff, now: datetime) -> Invited:
    token, expires_at = new_token(), now + INVITATION_VALID
    Invitation.objects.update_or_create(
        staff=staff, defaults={"token_hash": token_hash(token=token), "expires_at": expires_at}
    )
    return Invited(staff=staff, token=token, expires_at=expires_at)
