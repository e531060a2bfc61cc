"""Who is told, and on which ways they can be reached."""

from dataclasses import asdict, dataclass
from typing import Any

from einamt.platform.notifications.addresses import PostalAddress
from einamt.platform.notifications.channels import MessageChannel


@dataclass(frozen=True, slots=True)
class Recipient:
    """What is known of how somebody can be reached; `mobile` is in E.164, `wish` is what they chose."""

    email: str = ""
    mobile: str = ""
    address: PostalAddress | None = None
    wish: MessageChannel | None = None

    def reachable(self) -> set[MessageChannel]:
        """The ways that lead to them."""
        known = {
            MessageChannel.MAIL: self.email,
            MessageChannel.SMS: self.mobile,
            MessageChannel.LETTER: self.address,
        }
        return {channel for channel, value in known.items() if value}

    def as_data(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def recipient_of(data: dict[str, Any]) -> Recipient:
    """The other way round."""
    address = data["address"]
    return Recipient(
        email=data["email"],
        mobile=data["mobile"],
        address=PostalAddress(**address) if address else None,
        wish=MessageChannel(data["wish"]) if data["wish"] else None,
    )
