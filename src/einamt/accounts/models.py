"""Staff and what they may do where."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from einamt.catalog.models import Office, Organisation
from einamt.platform.retention.policy import Policy, Until

PERSONNEL = Policy(
    owner="accounts",
    personal=True,
    keep=Until.REPLACED,
    reason="as long as the person works for the city (§ 18 BlnDSG)",
)


class Staff(AbstractBaseUser):
    """Somebody who works for the city."""

    policy: ClassVar[Policy] = PERSONNEL

    username = models.CharField(max_length=80, unique=True)
    full_name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)

    objects: ClassVar[BaseUserManager["Staff"]] = BaseUserManager()

    USERNAME_FIELD = "username"

    def __str__(self) -> str:
        return self.full_name


class Role(models.TextChoices):
    """What somebody does in the city; `rights` says what each may."""

    CLERK = "clerk"
    OFFICE_MANAGER = "office-manager"
    STEERING = "steering"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


class Assignment(models.Model):
    """A role that somebody holds, in an organisation and all below it, or in one office only."""

    policy: ClassVar[Policy] = PERSONNEL

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="assignments")
    role = models.CharField(max_length=20, choices=Role)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="assignments")
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="assignments")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["staff", "role", "organisation", "office"], name="assignment_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.role}"
