"""Model fields for personal data."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from einamt.platform.crypto.secrets import decrypt, encrypt, keyed_hash


class EncryptedTextField(models.BinaryField):  # type: ignore[type-arg]
    """Text that is encrypted in the database; it cannot be searched. Empty stays empty."""

    def get_prep_value(self, value: str | None) -> bytes | None:
        """Encrypt."""
        if value is None:
            return None
        return encrypt(text=value, purpose=self._purpose) if value else b""

    def from_db_value(self, value: bytes | None, _expression: object, _connection: BaseDatabaseWrapper) -> str | None:
        """Decrypt."""
        if value is None:
            return None
        return decrypt(data=bytes(value), purpose=self._purpose) if value else ""

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002
        """Hand the sealed bytes to the driver."""
        return super().get_db_prep_value(value if prepared else self.get_prep_value(value), connection, prepared=True)

    def to_python(self, value: Any) -> Any:
        """Text stays text (forms and fixtures)."""
        return value

    def get_default(self) -> str | None:
        """The empty string unless the field may be null."""
        return None if self.null else ""

    @property
    def _purpose(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"


class BlindIndexField(models.CharField):  # type: ignore[type-arg]
    """The keyed hash of a value, to find rows by it. Fill it with `blind_index`."""

    def __init__(self, **options: Any) -> None:
        options["max_length"] = 64
        super().__init__(**options)


def blind_index(*, text: str, purpose: str) -> str:
    """The index of `text`, whatever its case and the spaces around it."""
    return keyed_hash(text=text.strip().casefold(), purpose=purpose)
