"""People who work for the city."""

from itertools import count

from einamt.accounts.models import Assignment, Staff
from einamt.accounts.rights import Role
from einamt.catalog.models import Office, Organisation

PASSWORD = "Sieben Kekse im Flur"
_numbers = count(1)


def make_staff(
    *,
    full_name: str = "Nadia Yılmaz",
    role: Role | None = None,
    organisation: Organisation | None = None,
    office: Office | None = None,
    password: str | None = None,
) -> Staff:
    """Somebody with a role in an office, in an organisation and below, or (neither) in the whole city.

    Hashing a password takes time: tests that only need somebody signed in use `client.force_login`.
    """
    staff = Staff(username=f"person{next(_numbers)}", full_name=full_name)
    staff.set_password(password)
    staff.save()
    if role is not None:
        Assignment.objects.create(
            staff=staff, role=role, organisation=office.organisation if office else organisation, office=office
        )
    return staff


def make_clerk(*, office: Office, full_name: str = "Nadia Yılmaz") -> Staff:
    """Somebody who serves at the counters of one office."""
    return make_staff(full_name=full_name, role=Role.CLERK, office=office)
