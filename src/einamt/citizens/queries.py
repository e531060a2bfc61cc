"""Reading accounts: their cases, those that could be theirs, and what was done with them."""

import hmac
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet

from einamt.cases import persons
from einamt.cases.decisions.errors import NotForThisAccount
from einamt.cases.decisions.models import Decision
from einamt.cases.decisions.queries import decision_with
from einamt.cases.models import Case
from einamt.citizens.errors import LinkNotUsable, NotInAccount, OtherBrowser
from einamt.citizens.hashes import browser_hash, link_hash
from einamt.citizens.models import AccountAct, CitizenAccount, MailLink
from einamt.citizens.rules import normal_address


def account_with(*, account_id: UUID) -> CitizenAccount | None:
    """The account; None where it was deleted meanwhile."""
    return CitizenAccount.objects.filter(pk=account_id).first()


def link_with(*, token: str, browser: str, account_id: UUID | None, now: datetime) -> MailLink:
    """The link with `token`, good in this browser, in which `account_id` is signed in.

    :raises LinkNotUsable: it is unknown, used, replaced or too old, or adds an address to an account that is not
        signed in any more.
    :raises OtherBrowser: it was asked for in another browser.
    """
    link = MailLink.objects.filter(token_hash=link_hash(token=token), expires_at__gt=now).first()
    if link is None:
        raise LinkNotUsable
    if not hmac.compare_digest(link.browser_hash, browser_hash(secret=browser)):
        raise OtherBrowser
    if link.account_id is not None and link.account_id != account_id:
        raise LinkNotUsable
    return link


def cases_of(*, account: CitizenAccount) -> QuerySet[Case]:
    """The cases that the account holds: those that are open first, the latest of each first."""
    held = Case.objects.filter(accounts__account=account).select_related("service", "organisation", "office")
    return held.order_by(F("closed_at").desc(nulls_first=True), "-opened_at", "-pk")


def case_in(*, account: CitizenAccount, case_id: UUID) -> Case:
    """A case that the account holds.

    :raises NotInAccount: it does not.
    """
    case = cases_of(account=account).filter(pk=case_id).first()
    if case is None:
        raise NotInAccount
    return case


def reached_cases(*, account: CitizenAccount) -> list[Case]:
    """Cases that the account does not hold and whose messages go to an address that it has proved.

    Whoever reads these mails has their references, codes and links anyway. The address has to be the same to the
    letter: the index by which it is found takes some for the same that are not (`rules.normal_address`).
    """
    proved = [each.address for each in account.addresses.all()]
    found = {
        case_id
        for address in proved
        for case_id, written in persons.reached_at(address=address)
        if normal_address(written) == normal_address(address)
    }
    held = set(account.cases.values_list("case_id", flat=True)) if found else set()
    # what was begun for somebody else ends with the representation
    unheld = Case.objects.filter(pk__in=found - held).exclude(acted__representation__account=account)
    cases = unheld.select_related("service", "organisation", "office")
    return list(cases.order_by("-opened_at", "-pk")) if found - held else []


def has_proved(*, account: CitizenAccount, address: str) -> bool:
    """Whether the account's person reads the mails of an address, which has to be the same to the letter
    (`rules.normal_address`); nobody has proved an empty one.
    """
    wanted = normal_address(address)
    return bool(wanted) and wanted in {normal_address(each.address) for each in account.addresses.all()}


def decision_for(*, account: CitizenAccount, document_id: UUID) -> Decision:
    """A decision that is for the person of the account: whoever reads the mails of the address that was named for it.

    Reference and code do not suffice, which stand in mails and are told to family: § 41(2a) VwVfG wants the entitled
    person authenticated.

    :raises DecisionUnknown: there is no such decision.
    :raises NotForThisAccount: the account has not proved that address.
    """
    decision = decision_with(document_id=document_id)
    if not has_proved(account=account, address=decision.email):
        raise NotForThisAccount
    return decision


def acts_on(*, case_id: UUID) -> list[AccountAct]:
    """What was done about a case by people who were signed in, in order."""
    return list(AccountAct.objects.filter(case_id=case_id))
