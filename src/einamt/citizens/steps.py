"""What operations on accounts share; each runs inside their transaction."""

from datetime import datetime
from uuid import UUID

from einamt.citizens.models import AccountAct
from einamt.citizens.rules import Act
from einamt.citizens.seen import SignIn
from einamt.platform.transactions import require_transaction


def record_act(*, sign_in: SignIn, act: Act, case_id: UUID, subject: UUID, now: datetime) -> None:
    """Record who has done something about a case; again changes nothing: who was first has done it."""
    require_transaction()
    AccountAct.objects.get_or_create(
        case_id=case_id,
        act=act.value,
        subject=subject,
        defaults={
            "account": sign_in.account_id,
            "level": sign_in.level,
            "issuer": sign_in.issuer,
            "done_at": now,
        },
    )
