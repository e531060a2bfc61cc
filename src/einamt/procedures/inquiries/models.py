"""Inquiries: kept until they were passed on, and a while after."""

from typing import ClassVar

from django.db import models

from einamt.platform.crypto.fields import EncryptedTextField
from einamt.platform.retention.policy import Policy
from einamt.procedures.inquiries.rules import REMEMBERED, Subject


class Inquiry(models.Model):
    """One message to the city."""

    policy: ClassVar[Policy] = Policy(
        owner="inquiries",
        personal=True,
        keep=REMEMBERED,
        reason="needed until it is answered, and asked back about (Art. 5(1)(e) GDPR)",
    )

    id = models.UUIDField(primary_key=True, editable=False)
    """The command of the form, so that a second press is the same message."""
    subject = models.CharField(max_length=12, choices=[(each.value, each.value) for each in Subject])
    message = EncryptedTextField()
    person_name = EncryptedTextField(blank=True)
    email = EncryptedTextField(blank=True)
    """Where the answer goes; empty: none is wanted."""
    language = models.CharField(max_length=12)
    written_at = models.DateTimeField(db_index=True)
    passed_on_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.subject} {self.id}"
