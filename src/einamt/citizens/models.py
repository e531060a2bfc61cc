"""Accounts of citizens, how they are proved, and which cases they hold."""

from typing import ClassVar

from django.db import models

from einamt.cases.models import Case
from einamt.citizens.rules import LINK_VALID, UNUSED, Act
from einamt.kernel.assurance import Level
from einamt.kernel.identifiers import new_id
from einamt.platform.crypto.fields import BlindIndexField, EncryptedTextField
from einamt.platform.retention.policy import Policy, Until

_WITH_ACCOUNT = Policy(
    owner="citizens", personal=True, keep=Until.WITH_OWNER, reason="goes with its account, which its person can delete"
)


class CitizenAccount(models.Model):
    """Somebody who signs in here. It is never found by a name or a birthday: two people may share both."""

    policy: ClassVar[Policy] = Policy(
        owner="citizens",
        personal=True,
        keep=UNUSED,
        reason="asked for by its person, who can delete it at any time; unused so long it has no purpose any more "
        "(Art. 5(1)(e) GDPR)",
    )

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person_name = EncryptedTextField(blank=True)
    email = EncryptedTextField(blank=True)
    """To be filled in, as the other two: typed by the person, proved by nobody."""
    phone = EncryptedTextField(blank=True)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField(db_index=True)
    """When somebody signed in last."""

    def __str__(self) -> str:
        return str(self.pk)


class CitizenIdentity(models.Model):
    """Who somebody is for a service at which they sign in; found by issuer and subject alone."""

    policy: ClassVar[Policy] = _WITH_ACCOUNT

    account = models.ForeignKey(CitizenAccount, on_delete=models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=300)
    subject_hash = models.CharField(max_length=64, unique=True)
    linked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account_id} at {self.issuer}"


class ProvedAddress(models.Model):
    """A mail address whose mails somebody reads; of one account only."""

    policy: ClassVar[Policy] = _WITH_ACCOUNT

    account = models.ForeignKey(CitizenAccount, on_delete=models.CASCADE, related_name="addresses")
    address = EncryptedTextField()
    address_index = BlindIndexField(unique=True)
    proved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"of {self.account_id}"


class MailLink(models.Model):
    """A link that is on its way to a mail address: good once, for a short time, in the browser that asked for it."""

    policy: ClassVar[Policy] = Policy(
        owner="citizens",
        personal=True,
        keep=LINK_VALID,
        reason="needed until the link is followed or has run out (Art. 5(1)(e) GDPR)",
    )

    token_hash = models.CharField(primary_key=True, max_length=64)
    browser_hash = models.CharField(max_length=64)
    address = EncryptedTextField()
    address_index = BlindIndexField(db_index=True)
    account = models.ForeignKey(CitizenAccount, null=True, on_delete=models.CASCADE, related_name="links")
    """The account to which the address is to be added; none where somebody signs in with it."""
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"until {self.expires_at}"


class BundIdRequest(models.Model):
    """A sign-in at BundID that is under way. Its answer comes from another house, so the browser sends it without the
    cookie of its session: it waits here until the browser comes for it.
    """

    policy: ClassVar[Policy] = Policy(
        owner="citizens",
        personal=True,
        keep=LINK_VALID,
        reason="needed until the sign-in is finished or has run out (Art. 5(1)(e) GDPR)",
    )

    request_hash = models.CharField(primary_key=True, max_length=64)
    handover_hash = models.CharField(max_length=64, blank=True)
    """Of the secret that the browser got when it brought the answer; empty until then."""
    seen = EncryptedTextField(blank=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"until {self.expires_at}"


class AccountCase(models.Model):
    """That an account holds a case. Several may: a couple follows one matter."""

    policy: ClassVar[Policy] = Policy(
        owner="citizens", personal=True, keep=Until.WITH_OWNER, reason="goes with its account or with its case"
    )

    account = models.ForeignKey(CitizenAccount, on_delete=models.CASCADE, related_name="cases")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="accounts")
    taken_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "case"], name="account_case_once")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.case_id}"


class AccountAct(models.Model):
    """That something was done about a case by somebody who was signed in, and how surely they were seen."""

    policy: ClassVar[Policy] = Policy(
        owner="citizens",
        personal=True,
        keep=Until.WITH_OWNER,
        reason="who has declared something is proved as long as its case is kept, also after the account is deleted "
        "(Art. 17(3)(e) GDPR)",
    )

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="account_acts")
    act = models.CharField(max_length=12, choices=[(each.value, each.value) for each in Act])
    subject = models.UUIDField()
    """What was done, as `Act` says."""
    account = models.UUIDField(db_index=True)
    """Of `CitizenAccount`, which may be deleted meanwhile."""
    level = models.PositiveSmallIntegerField(null=True, choices=[(each.value, each.name) for each in Level])
    """None: nobody says how surely, as with the link of a mail."""
    issuer = models.CharField(max_length=300, blank=True)
    """The service at which they were signed in; empty for the link of a mail."""
    done_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "act", "subject"], name="account_act_once")]
        ordering: ClassVar = ["done_at", "id"]

    def __str__(self) -> str:
        return f"{self.act} {self.subject}"
