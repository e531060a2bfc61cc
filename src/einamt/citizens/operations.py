"""Signing in, taking cases into an account, what is filled in for its person, and deleting it."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from einamt.accounts.openid import Identity
from einamt.cases.decisions.steps import record_fetch
from einamt.cases.models import Case
from einamt.cases.steps import locked_case
from einamt.citizens import queries
from einamt.citizens.errors import AddressElsewhere, LastWay, LinkNotUsable, NotInAccount, ServiceElsewhere
from einamt.citizens.hashes import address_hash, browser_hash, link_hash, new_secret, subject_hash
from einamt.citizens.mailed import forget_mails, forget_mails_about
from einamt.citizens.models import AccountCase, CitizenAccount, CitizenIdentity, MailLink, ProvedAddress
from einamt.citizens.rules import LINK_VALID, Act
from einamt.citizens.seen import SignIn
from einamt.citizens.steps import record_act


@transaction.atomic
def ask_for_link(*, address: str, browser: str, account_id: UUID | None, now: datetime) -> str:
    """The secret of a link for the mail to `address`; an earlier one that this browser asked for stops working.

    `browser` is a secret of the browser that asks, in which alone the link will work. With `account_id` the address is
    added to an account, without it somebody signs in. Whether the address is known makes no difference.
    """
    token, index, ours = new_secret(), address_hash(address=address), browser_hash(secret=browser)
    MailLink.objects.filter(address_index=index, browser_hash=ours).delete()
    MailLink.objects.create(
        token_hash=link_hash(token=token),
        browser_hash=ours,
        address=address.strip(),
        address_index=index,
        account_id=account_id,
        expires_at=now + LINK_VALID,
    )
    return token


@transaction.atomic
def follow_link(*, token: str, browser: str, account_id: UUID | None, now: datetime) -> CitizenAccount:
    """Use a link up: the account that its address belongs to, made if there is none. `account_id` is who is signed in.

    :raises LinkNotUsable: it is unknown, used, replaced or too old, or adds an address to an account that is not
        signed in any more.
    :raises OtherBrowser: it was asked for in another browser, in which it stays good.
    :raises AddressElsewhere: the address is to be added to an account, and belongs to another.
    """
    link = queries.link_with(token=token, browser=browser, account_id=account_id, now=now)
    used, _ = MailLink.objects.filter(pk=link.pk).delete()
    if not used:  # the same button, pressed twice at once
        raise LinkNotUsable
    if link.account is not None:
        return _add_address(link=link, account=link.account, now=now)
    account = _found_or_made(
        find=lambda: CitizenAccount.objects.filter(addresses__address_index=link.address_index).first(),
        prove=lambda account: _prove(link=link, account=account, now=now),
        now=now,
    )
    return _used(account, now=now)


@transaction.atomic
def sign_in_as(*, identity: Identity, now: datetime) -> CitizenAccount:
    """The account of whoever a service has seen, made at the first time."""
    known = subject_hash(identity=identity)
    account = _found_or_made(
        find=lambda: CitizenAccount.objects.filter(identities__subject_hash=known).first(),
        prove=lambda account: CitizenIdentity.objects.create(
            account=account, issuer=identity.issuer, subject_hash=known, linked_at=now
        ),
        now=now,
    )
    return _used(account, now=now)


@transaction.atomic
def link_service(*, account_id: UUID, identity: Identity, now: datetime) -> None:
    """Let somebody who is signed in come into their account by a service as well; again changes nothing.

    :raises ServiceElsewhere: whoever the service has seen has another account.
    """
    linked, _is_new = CitizenIdentity.objects.get_or_create(
        subject_hash=subject_hash(identity=identity),
        defaults={"account_id": account_id, "issuer": identity.issuer, "linked_at": now},
    )
    if linked.account_id != account_id:
        raise ServiceElsewhere


@transaction.atomic
def remove_address(*, account_id: UUID, address_id: int) -> None:
    """Let an address lead into the account no longer; again changes nothing.

    :raises LastWay: nothing else leads there.
    """
    account = CitizenAccount.objects.select_for_update().get(pk=account_id)
    account.addresses.filter(pk=address_id).delete()
    _check_way_left(account)


@transaction.atomic
def remove_service(*, account_id: UUID, identity_id: int) -> None:
    """Let a service lead into the account no longer; again changes nothing.

    :raises LastWay: nothing else leads there.
    """
    account = CitizenAccount.objects.select_for_update().get(pk=account_id)
    account.identities.filter(pk=identity_id).delete()
    _check_way_left(account)


@transaction.atomic
def take_case(*, account_id: UUID, case_id: UUID, now: datetime) -> None:
    """Let an account hold a case that its person has shown to be theirs; again changes nothing."""
    AccountCase.objects.get_or_create(account_id=account_id, case_id=case_id, defaults={"taken_at": now})


@transaction.atomic
def take_reached_case(*, account_id: UUID, case_id: UUID, now: datetime) -> None:
    """Let an account hold a case whose messages go to an address that it has proved.

    :raises NotInAccount: they do not.
    """
    account = CitizenAccount.objects.get(pk=account_id)
    if case_id not in {case.pk for case in queries.reached_cases(account=account)}:
        raise NotInAccount
    AccountCase.objects.get_or_create(account=account, case_id=case_id, defaults={"taken_at": now})


@transaction.atomic
def fetch_decision(*, sign_in: SignIn, document_id: UUID, now: datetime) -> Case:
    """Fetch a decision that lies ready, and record it as proof, with who it was and how surely they were seen: from the
    day after it has effect (§ 41(2a) VwVfG). Its case, which the account holds from now on; again changes nothing.

    :raises DecisionUnknown: there is no such decision.
    :raises NotForThisAccount: the account has not proved the address at which its person was told.
    :raises NotReady: it does not lie ready, or not any more.
    """
    account = CitizenAccount.objects.get(pk=sign_in.account_id)
    decision = queries.decision_for(account=account, document_id=document_id)
    case = locked_case(case_id=decision.document.case_id)
    record_fetch(decision=decision, case=case, account_id=account.pk, now=now)
    record_act(sign_in=sign_in, act=Act.FETCH, case_id=case.pk, subject=document_id, now=now)
    AccountCase.objects.get_or_create(account=account, case=case, defaults={"taken_at": now})
    return case


@transaction.atomic
def note_act(*, sign_in: SignIn, act: Act, case_id: UUID, subject: UUID, now: datetime) -> None:
    """Note who has done what a procedure has just taken in, and how surely they were seen; again changes nothing."""
    record_act(sign_in=sign_in, act=act, case_id=case_id, subject=subject, now=now)


@transaction.atomic
def put_case_out(*, account_id: UUID, case_id: UUID) -> None:
    """Let an account hold a case no longer; the case itself stays, with its reference and code."""
    AccountCase.objects.filter(account_id=account_id, case_id=case_id).delete()
    forget_mails_about(account_id=account_id, case_id=case_id)


@transaction.atomic
def change_details(*, account_id: UUID, person_name: str, email: str, phone: str) -> None:
    """Keep what is to be filled in for somebody, in place of what was kept."""
    account = CitizenAccount.objects.select_for_update().get(pk=account_id)
    account.person_name, account.email, account.phone = person_name.strip(), email.strip(), phone.strip()
    account.save(update_fields=["person_name", "email", "phone"])


@transaction.atomic
def delete_account(*, account_id: UUID) -> None:
    """Delete an account with all that is kept with it. Its cases stay as long as they are kept without one."""
    if account := CitizenAccount.objects.filter(pk=account_id).first():
        forget_mails(account=account)
        account.delete()


def _check_way_left(account: CitizenAccount) -> None:
    if not (account.addresses.exists() or account.identities.exists()):
        raise LastWay


def _found_or_made(
    *, find: Callable[[], CitizenAccount | None], prove: Callable[[CitizenAccount], object], now: datetime
) -> CitizenAccount:
    if account := find():
        return account
    try:
        with transaction.atomic():
            account = CitizenAccount.objects.create(created_at=now, used_at=now)
            prove(account)
    except IntegrityError:  # the same person, in another tab, was faster
        account = find()
        if account is None:
            raise
    return account


def _used(account: CitizenAccount, *, now: datetime) -> CitizenAccount:
    account.used_at = now
    account.save(update_fields=["used_at"])
    return account


def _add_address(*, link: MailLink, account: CitizenAccount, now: datetime) -> CitizenAccount:
    try:
        with transaction.atomic():
            _prove(link=link, account=account, now=now)
    except IntegrityError:
        owner = ProvedAddress.objects.get(address_index=link.address_index)
        if owner.account_id != account.pk:
            raise AddressElsewhere from None
    return account


def _prove(*, link: MailLink, account: CitizenAccount, now: datetime) -> None:
    ProvedAddress.objects.create(account=account, address=link.address, address_index=link.address_index, proved_at=now)
