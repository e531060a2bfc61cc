"""Objections."""

from typing import ClassVar

from django.db import models

from einamt.cases.decisions.models import Decision
from einamt.cases.models import Case
from einamt.platform.crypto.fields import BlindIndexField, EncryptedTextField
from einamt.platform.retention.policy import Policy, Until
from einamt.procedures.objections.rules import Form


class Objection(models.Model):
    """An objection beside its case. Its state is the case's."""

    policy: ClassVar[Policy] = Policy(
        owner="objections", personal=True, keep=Until.WITH_OWNER, reason="goes with its case"
    )

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.CASCADE, related_name="objection")
    command_id = models.UUIDField(unique=True)
    decision = models.ForeignKey(Decision, null=True, on_delete=models.SET_NULL, related_name="objections")
    """What it is against; it is kept as long as the objection is (`keeping`)."""
    form = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Form])
    received_on = models.DateField()
    signed_on = models.DateField(null=True)
    """When it was signed, or its person identified, after it came in without that."""
    last_day = models.DateField(null=True)
    """Until when it was in time, as known when it came in; what is shown is found out anew (`queries.standing_of`), and
    this is said only where the decision is erased.
    """
    is_late = models.BooleanField()
    """As known when it came in, like `last_day`; also in the first event of its case."""
    person_name = EncryptedTextField()
    grounds = EncryptedTextField(blank=True)
    """It needs none (§ 69 VwGO)."""
    email = EncryptedTextField(blank=True)
    email_index = BlindIndexField(blank=True, db_index=True)
    language = models.CharField(max_length=12)
    case_code = EncryptedTextField()
    """To name it again in mails."""
    lodging_account = models.UUIDField(null=True)
    """Of `citizens.CitizenAccount`: in which its person lodged it, and may take it back."""
    withdrawal_asked_at = models.DateTimeField(null=True)
    """When the link by which it can be taken back was asked for last."""

    def __str__(self) -> str:
        return f"objection {self.pk}"
