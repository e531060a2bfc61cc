"""Model fields for personal data."""

import unicodedata
from typing import Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from einamt.platform.crypto.secrets import decrypt, decrypt_bytes, encrypt, encrypt_bytes, keyed_hash


class EncryptedField(models.BinaryField):  # type: ignore[type-arg]
    """What is encrypted in the database; it cannot be searched or sorted by. Empty stays empty.

    A value is bound to its column: copied into another one, it does not open. `purpose` names the column in the
    encryption; it is `app.model.field` unless given, and must be given when a field that holds data is renamed.
    """

    def __init__(self, *, purpose: str = "", **options: Any) -> None:
        self._given_purpose = purpose
        super().__init__(**options)

    @property
    def purpose(self) -> str:
        """What binds values to this column."""
        return self._given_purpose or f"{self.model._meta.label_lower}.{self.name}"

    def deconstruct(self) -> Any:
        """For migrations: `purpose` where it was given."""
        name, path, positional, options = super().deconstruct()
        if self._given_purpose:
            options["purpose"] = self._given_purpose
        return name, path, positional, options

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002
        """Hand the sealed bytes to the driver."""
        return super().get_db_prep_value(value if prepared else self.get_prep_value(value), connection, prepared=True)

    def get_lookup(self, lookup_name: str) -> Any:
        """Only `isnull`: any other comparison would be with bytes that never come again, and find nothing.

        :raises FieldError: another one was asked for.
        """
        if lookup_name != "isnull":
            raise FieldError(f"{self.purpose} is encrypted; find rows by a BlindIndexField beside it.")
        return super().get_lookup(lookup_name)


class EncryptedTextField(EncryptedField):
    """Text at rest."""

    def get_prep_value(self, value: str | None) -> bytes | None:
        """Encrypt."""
        if value is None:
            return None
        return encrypt(text=value, purpose=self.purpose) if value else b""

    def from_db_value(self, value: bytes | None, _expression: object, _connection: BaseDatabaseWrapper) -> str | None:
        """Decrypt."""
        if value is None:
            return None
        return decrypt(data=bytes(value), purpose=self.purpose) if value else ""

    def to_python(self, value: Any) -> Any:
        """Text stays text (forms and fixtures)."""
        return value

    def get_default(self) -> str | None:
        """The empty string unless the field may be null."""
        return None if self.null else ""


class EncryptedBytesField(EncryptedField):
    """A file's content at rest."""

    def get_prep_value(self, value: bytes | None) -> bytes | None:
        """Encrypt."""
        if value is None:
            return None
        return encrypt_bytes(content=value, purpose=self.purpose) if value else b""

    def from_db_value(self, value: bytes | None, _expression: object, _connection: BaseDatabaseWrapper) -> bytes | None:
        """Decrypt."""
        if value is None:
            return None
        return decrypt_bytes(data=bytes(value), purpose=self.purpose) if value else b""


class BlindIndexField(models.CharField):  # type: ignore[type-arg]
    """The keyed hash of a value, to find rows by it. Fill it with `blind_index`."""

    def __init__(self, **options: Any) -> None:
        options["max_length"] = 64
        super().__init__(**options)


def blind_index(*, text: str, purpose: str) -> str:
    """The index of `text`, whatever its case, the spaces around it, and how its umlauts are composed."""
    return keyed_hash(text=unicodedata.normalize("NFC", text.strip()).casefold(), purpose=purpose)
