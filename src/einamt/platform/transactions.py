"""What steps lean on: a transaction that their operation has opened."""

from django.db import transaction


class NoTransaction(RuntimeError):
    """A step was called outside an operation's transaction: a bug."""


def require_transaction() -> None:
    """Refuse to go on outside a transaction.

    :raises NoTransaction: there is none.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NoTransaction
