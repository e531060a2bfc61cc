"""`einamt staff`: let somebody in who works for the city."""

from argparse import ArgumentParser

from django.core.management.base import CommandError

from einamt.accounts.models import Staff, normal_username
from einamt.accounts.operations import assign_role, create_staff, invite_staff, withdraw_role
from einamt.accounts.rights import Role, Wall
from einamt.catalog.models import Office, Organisation
from einamt.platform import clock, links
from einamt.platform.commands import HouseCommand


class Command(HouseCommand):
    """Creates somebody, gives a role, and prints a link with which they set their password."""

    help = (
        "Add somebody who works for the city (or find them by user name), give a role in an office, in an organisation "
        "and all below it, or in the whole city, and print a link with which they set a password once within 24 "
        "hours; or take a role away."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, and what they do where."""
        parser.add_argument("username")
        parser.add_argument("--name", help="shown to colleagues; needed for somebody new")
        parser.add_argument("--role", required=True, choices=[role.value for role in Role])
        place = parser.add_mutually_exclusive_group()
        place.add_argument("--office", metavar="SLUG", help="only in this office, such as buergeramt-rathaus-mitte")
        place.add_argument("--organisation", metavar="IDENTIFIER", help="in this organisation and all below it")
        parser.add_argument(
            "--wall",
            action="append",
            default=[],
            choices=[wall.value for wall in Wall],
            help="a secret of the law that the role passes there (may be repeated)",
        )
        parser.add_argument("--withdraw", action="store_true", help="take the role away there, instead of giving it")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

    def handle(
        self,
        *_: object,
        username: str,
        name: str | None,
        role: str,
        office: str | None,
        organisation: str | None,
        wall: list[str],
        withdraw: bool,
        dry_run: bool,
        **__: object,
    ) -> None:
        """Do it."""
        place, organisation_id, office_id = _place(office=office, organisation=organisation)
        found = Staff.objects.filter(username=normal_username(username)).first()
        if withdraw:
            self._withdraw(found, role=role, place=place, at=(organisation_id, office_id), is_dry_run=dry_run)
            return
        if found is None and not name:
            message = f"Nobody has the user name {normal_username(username)} yet; say who it is with --name."
            raise CommandError(message)
        who = found.full_name if found else name
        if dry_run:
            self.stdout.write(f"Would make {who} a {role} in {place}.")
            return
        staff = found or create_staff(username=username, full_name=name or "")
        assign_role(
            staff_id=staff.pk,
            role=Role(role),
            organisation_id=organisation_id,
            office_id=office_id,
            walls=[Wall(each) for each in wall],
        )
        self.stdout.write(f"{who} is a {role} in {place}.")
        if not staff.has_usable_password():
            invited = invite_staff(staff_id=staff.pk, now=clock.now())
            link = links.absolute(name="staff-password", parameters={"token": invited.token})
            self.stdout.write(f"User name: {staff.username}\nSet the password here, once, within 24 hours:\n{link}")

    def _withdraw(
        self, staff: Staff | None, *, role: str, place: str, at: tuple[int | None, int | None], is_dry_run: bool
    ) -> None:
        """Take a role away; roles that the person holds elsewhere stay."""
        held = None
        if staff is not None:
            organisation_id, office_id = at
            there = staff.assignments.filter(role=role)
            there = there.filter(organisation=organisation_id) if organisation_id else there.filter(organisation=None)
            held = (there.filter(office=office_id) if office_id else there.filter(office=None)).first()
        if staff is None or held is None:
            message = f"Nobody with this user name is a {role} in {place}."
            raise CommandError(message)
        if is_dry_run:
            self.stdout.write(f"Would no longer make {staff.full_name} a {role} in {place}.")
            return
        withdraw_role(assignment_id=held.pk)
        self.stdout.write(f"{staff.full_name} is no longer a {role} in {place}.")


def _place(*, office: str | None, organisation: str | None) -> tuple[str, int | None, int | None]:
    """The place in words, and the ids of its organisation and office."""
    if office:
        in_office = Office.objects.filter(slug=office).first()
        if in_office is None:
            message = f"There is no office {office!r}."
            raise CommandError(message)
        return in_office.name, in_office.organisation_id, in_office.pk
    if organisation:
        found = list(Organisation.objects.filter(identifier=organisation)[:2])
        if len(found) != 1:
            message = f"There is no single organisation {organisation!r}."
            raise CommandError(message)
        return found[0].name, found[0].pk, None
    return "the whole city", None, None
