"""Staff and what they may do where."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Coalesce

from einamt.accounts.rights import Role, Wall
from einamt.catalog.models import Office, Organisation, PublicService
from einamt.kernel.actor import Actor, ActorKind
from einamt.kernel.identifiers import new_id
from einamt.platform.crypto.fields import EncryptedTextField
from einamt.platform.retention.policy import Policy, Until

PERSONNEL = Policy(
    owner="accounts",
    personal=True,
    keep=Until.REPLACED,
    reason="as long as the person works for the city (§ 18 BlnDSG)",
)


class StaffManager(BaseUserManager["Staff"]):
    """Finds people by user name, however they write its letters."""

    def get_by_natural_key(self, username: str | None) -> "Staff":
        """The person with `username`; user names are kept in small letters."""
        return self.get(username=normal_username(username or ""))


class Staff(AbstractBaseUser):
    """Somebody who works for the city.

    When somebody signed in last is not kept: it would be a figure about a person's work (§ 85(1) no. 13 PersVG Berlin).
    """

    policy: ClassVar[Policy] = PERSONNEL

    last_login = None
    username = models.CharField(max_length=80, unique=True)
    full_name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)

    objects: ClassVar[StaffManager] = StaffManager()

    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.full_name

    @property
    def actor(self) -> Actor:
        """How events and the audit of reading name this person."""
        return Actor(ActorKind.STAFF, str(self.pk))


class Assignment(models.Model):
    """A role that somebody holds: in the whole city, in an organisation and all below it, or in one office only."""

    policy: ClassVar[Policy] = PERSONNEL

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="assignments")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="assignments")
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="assignments")
    walls = models.JSONField(default=list)
    """The walls (`rights.Wall`) that the person passes there, sorted."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "staff", "role", Coalesce("organisation", 0), Coalesce("office", 0), name="assignment_once"
            ),
            models.CheckConstraint(
                condition=models.Q(office=None) | models.Q(organisation__isnull=False),
                name="assignment_office_with_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.role}"


class WalledService(models.Model):
    """That the law keeps a service's matters from all but those who need them for their work."""

    policy: ClassVar[Policy] = Policy(
        owner="accounts", personal=False, keep=Until.REPLACED, reason="about a service, with the law it rests on"
    )

    service = models.OneToOneField(PublicService, primary_key=True, on_delete=models.CASCADE, related_name="walled")
    wall = models.CharField(max_length=20, choices=[(wall.value, wall.value) for wall in Wall])
    source = models.CharField(max_length=200)
    """The law, such as `§ 35 SGB I`."""

    def __str__(self) -> str:
        return f"{self.service_id} {self.wall}"


class StaffIdentity(models.Model):
    """Who somebody is for a directory of the city: found by issuer and subject, never by an address of mail."""

    policy: ClassVar[Policy] = PERSONNEL

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["issuer", "subject"], name="identity_once")]

    def __str__(self) -> str:
        return f"{self.staff_id} at {self.issuer}"


class SecondFactor(models.Model):
    """The secret that somebody's phone shares with us, to show a new code every thirty seconds (TOTP, RFC 6238)."""

    policy: ClassVar[Policy] = PERSONNEL

    staff = models.OneToOneField(Staff, primary_key=True, on_delete=models.CASCADE, related_name="second_factor")
    secret = EncryptedTextField()
    last_step = models.BigIntegerField(default=0)
    """The step of time of the last code that was taken: a code is good once (section 5.2). 0: none was shown yet."""

    def __str__(self) -> str:
        return f"of {self.staff_id}"

    @property
    def is_confirmed(self) -> bool:
        """Whether the phone has shown a right code, so that the person is asked for one from then on."""
        return self.last_step > 0


class RecoveryCode(models.Model):
    """A code for the day on which the phone is lost; good once."""

    policy: ClassVar[Policy] = PERSONNEL

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"of {self.staff_id}"


class Invitation(models.Model):
    """A single-use link with which somebody sets their password."""

    policy: ClassVar[Policy] = PERSONNEL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    staff = models.OneToOneField(Staff, on_delete=models.CASCADE, related_name="invitation")
    """A new invitation takes the place of an older one."""
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"for {self.staff_id}"


class ApiClient(models.Model):
    """A program of somebody else's that the city knows by its token, such as a hospital's or another authority's."""

    policy: ClassVar[Policy] = Policy(
        owner="accounts", personal=False, keep=Until.REPLACED, reason="a program and who runs it, never a person"
    )

    name = models.CharField(max_length=200)
    token_hash = models.CharField(max_length=64, unique=True)
    admitted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> Actor:
        """How events name this program."""
        return Actor(ActorKind.INSTITUTION, f"client-{self.pk}")


class Terminal(models.Model):
    """A self-service screen in the hall of an office. What it does, whoever stands before it does: it is no person's.

    It is known by a cookie that it was given once, for the link of its pairing; of both only keyed hashes are kept
    (docs/adr/0026-terminals-are-devices.md).
    """

    policy: ClassVar[Policy] = Policy(
        owner="accounts", personal=False, keep=Until.REPLACED, reason="a machine and where it stands, never a person"
    )

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="terminals")
    name = models.CharField(max_length=80)
    """Where in the hall it stands, such as „Eingang links“."""
    has_printer = models.BooleanField(default=False)
    pairing_hash = models.CharField(max_length=64, blank=True)
    pairing_until = models.DateTimeField(null=True)
    secret_hash = models.CharField(max_length=64, blank=True)
    added_at = models.DateTimeField()
    paired_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=[column], condition=~models.Q(**{column: ""}), name=f"terminal_{column}_once"
            )
            for column in ("pairing_hash", "secret_hash")
        ]

    def __str__(self) -> str:
        return self.name


def normal_username(username: str) -> str:
    """A user name as it is kept: without spaces around it, in small letters."""
    return username.strip().casefold()
