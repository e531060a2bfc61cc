"""Links to a preview, for people who may have no account: the department that knows the matter, a translator."""

from datetime import timedelta
from uuid import UUID

from django.core import signing

from einamt.catalog.editing.errors import VersionNotFound

VALID = timedelta(days=14)
_SALT = "einamt.catalog.preview"


def preview_token(*, version_id: UUID) -> str:
    """What opens the preview of one version for two weeks."""
    return signing.dumps(version_id.hex, salt=_SALT)


def previewed_version(*, token: str) -> UUID:
    """The version that a token opens.

    :raises VersionNotFound: it is not one of ours, or too old.
    """
    try:
        return UUID(hex=signing.loads(token, salt=_SALT, max_age=VALID))
    except (signing.BadSignature, ValueError, TypeError):
        raise VersionNotFound from None
