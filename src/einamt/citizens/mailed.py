"""What was mailed to the person of an account, and erasing it with the account."""

from uuid import NAMESPACE_URL, UUID, uuid5

from einamt.cases.conversation.models import CaseMessage
from einamt.citizens.hashes import address_hash
from einamt.citizens.models import CitizenAccount
from einamt.platform.notifications import persons as messages
from einamt.platform.transactions import require_transaction


def told_once(*, message_id: UUID, account_id: UUID) -> UUID:
    """The command of the mail that tells an account of a question."""
    return uuid5(message_id, f"account:{account_id}")


def links_to(*, address: str) -> UUID:
    """What the mails with links to `address` are about. It is no matter with a row, so the night erases them."""
    return uuid5(NAMESPACE_URL, address_hash(address=address))


def forget_mails_about(*, account_id: UUID, case_id: UUID) -> None:
    """Erase what an account was told about a case, in the transaction in which it stops holding it."""
    require_transaction()
    asked = CaseMessage.objects.filter(case_id=case_id).values_list("pk", flat=True)
    messages.forget_messages([told_once(message_id=each, account_id=account_id) for each in asked])


def forget_mails(*, account: CitizenAccount) -> None:
    """Erase all that was mailed to the person of an account, in the transaction that erases the account."""
    require_transaction()
    for case_id in account.cases.values_list("case_id", flat=True):
        forget_mails_about(account_id=account.pk, case_id=case_id)
    for representation_id in account.representations.values_list("pk", flat=True):
        messages.forget_about(representation_id)
    for each in account.addresses.all():
        messages.forget_about(links_to(address=each.address))
