"""Reading who somebody is and what they may do where."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from einamt.accounts.models import ApiClient, Assignment, Invitation, Staff, StaffIdentity, WalledService
from einamt.accounts.openid import Identity
from einamt.accounts.rights import RIGHTS, Grant, Place, Right, Role, Wall, is_granted
from einamt.accounts.tokens import client_token_hash, token_hash
from einamt.catalog.models import Office, Organisation
from einamt.kernel.actor import ActorKind
from einamt.platform.writing.statements import Statement, fetch


@dataclass(frozen=True, slots=True)
class Permissions:
    """All that one person may do, read once a request with two queries."""

    grants: tuple[Grant, ...]
    parents: Mapping[int, int | None]
    """The organisation above each organisation."""

    def may(
        self,
        *,
        right: Right,
        office: Office | None = None,
        organisation_id: int | None = None,
        wall: Wall | None = None,
    ) -> bool:
        """Whether the person has `right` at `office`, else in an organisation, else anywhere; behind `wall`, if any."""
        place = None
        if office is not None:
            place = Place(self._line_above(office.organisation_id), office.pk)
        elif organisation_id is not None:
            place = Place(self._line_above(organisation_id))
        return is_granted(grants=self.grants, right=right, place=place, wall=wall)

    def role_with(self, *, right: Right, office: Office) -> Role | None:
        """In which role the person has `right` at `office`; the first of several."""
        place = Place(self._line_above(office.organisation_id), office.pk)
        return next((grant.role for grant in self.grants if is_granted(grants=[grant], right=right, place=place)), None)

    def organisations_below(self, organisation_id: int) -> set[int]:
        """An organisation and all below it."""
        return {candidate for candidate in self.parents if organisation_id in self._line_above(candidate)}

    def organisations_with(self, *, right: Right) -> set[int]:
        """The organisations in the whole of which the person has `right`; a role in one office only gives none."""
        return {candidate for candidate in self.parents if self.may(right=right, organisation_id=candidate)}

    def _line_above(self, organisation_id: int) -> list[int]:
        line: list[int] = []
        current: int | None = organisation_id
        while current is not None and current not in line:
            line.append(current)
            current = self.parents.get(current)
        return line


def permissions_of(*, staff: Staff) -> Permissions:
    """What `staff` may do; somebody who left may do nothing."""
    rows = Assignment.objects.filter(staff=staff, staff__is_active=True).order_by("pk")
    grants = tuple(
        Grant(Role(role), organisation_id, office_id, frozenset(map(Wall, walls)))
        for role, organisation_id, office_id, walls in rows.values_list("role", "organisation_id", "office_id", "walls")
    )
    return Permissions(grants=grants, parents=dict(Organisation.objects.values_list("pk", "parent_id")))


def may(*, staff: Staff, right: Right, office: Office | None = None, organisation_id: int | None = None) -> bool:
    """Whether `staff` has `right` at `office`, else in an organisation, else anywhere."""
    return permissions_of(staff=staff).may(right=right, office=office, organisation_id=organisation_id)


def offices_with_right(*, permissions: Permissions, right: Right) -> list[Office]:
    """The public offices where the person has `right`, by name."""
    places = Q(pk__in=[])
    for grant in permissions.grants:
        if right not in RIGHTS[grant.role]:
            continue
        if grant.office_id is not None:
            places |= Q(pk=grant.office_id)
        elif grant.organisation_id is not None:
            places |= Q(organisation__in=permissions.organisations_below(grant.organisation_id))
        else:
            places |= Q(pk__isnull=False)
    return list(Office.objects.filter(places, is_public=True).select_related("organisation").order_by("name"))


def wall_around(*, service_id: int) -> Wall | None:
    """The wall around the matters of a service; None where nothing but the common secrecy holds."""
    walled = WalledService.objects.filter(service_id=service_id).first()
    return Wall(walled.wall) if walled else None


def walled_services() -> dict[Wall, list[int]]:
    """The services behind each wall that is in use."""
    found: dict[Wall, list[int]] = {}
    for service_id, wall in WalledService.objects.values_list("service_id", "wall"):
        found.setdefault(Wall(wall), []).append(service_id)
    return found


def invited_staff(*, token: str, now: datetime) -> Staff | None:
    """Whom the link with `token` lets set a password at `now`; None when it is of no use any more."""
    invitation = Invitation.objects.select_related("staff").filter(
        token_hash=token_hash(token=token), expires_at__gt=now, staff__is_active=True
    )
    return found.staff if (found := invitation.first()) else None


def staff_known_as(*, identity: Identity) -> Staff | None:
    """Who works here and is linked with a directory's account; None also for somebody who has left."""
    known = StaffIdentity.objects.select_related("staff").filter(
        issuer=identity.issuer, subject=identity.subject, staff__is_active=True
    )
    return found.staff if (found := known.first()) else None


def client_by_token(*, token: str) -> ApiClient | None:
    """The program that a token was given to; None where it works no longer.

    Each of its requests asks, so the query is made once.
    """
    rows = fetch(Statement(_CLIENT, (client_token_hash(token=token),)))
    return ApiClient(**dict(zip(_CLIENT_COLUMNS, rows[0], strict=True))) if rows else None


def is_admitted(*, client: ApiClient) -> Statement:
    """The condition that a program's token works still, for a statement that does something for it."""
    return Statement(_IS_ADMITTED, (client.pk, client.token_hash))


_IS_ADMITTED = (
    f"EXISTS (SELECT 1 FROM {ApiClient._meta.db_table} "  # noqa: S608 - the name of our own model
    "WHERE id = %s AND token_hash = %s AND withdrawn_at IS NULL)"
)
_CLIENT_COLUMNS = ("id", "name", "token_hash")
_CLIENT = (
    f"SELECT {', '.join(_CLIENT_COLUMNS)} FROM {ApiClient._meta.db_table} "  # noqa: S608 - names of our own model
    "WHERE token_hash = %s AND withdrawn_at IS NULL"
)


def administrators() -> list[Staff]:
    """Everybody active with the administrators' role, the first one first."""
    return list(Staff.objects.filter(is_active=True, assignments__role=Role.ADMINISTRATOR).distinct().order_by("pk"))


def staff_names(*, actors: Collection[str]) -> dict[str, str]:
    """What the staff among `actors` (each as `kind:id`) are called; who is no staff is left out."""
    prefix = f"{ActorKind.STAFF}:"
    ids = [actor.removeprefix(prefix) for actor in actors if actor.startswith(prefix)]
    rows = Staff.objects.filter(pk__in=[each for each in ids if each.isdigit()])
    return {f"{prefix}{pk}": name for pk, name in rows.values_list("pk", "full_name")}


def staff_with_right(*, right: Right) -> dict[str, str]:
    """Everybody who works here and has `right` somewhere: names by actor, in their order."""
    roles = [role.value for role in RIGHTS if right in RIGHTS[role]]
    rows = Staff.objects.filter(is_active=True, assignments__role__in=roles).distinct().order_by("full_name", "pk")
    return {f"{ActorKind.STAFF}:{pk}": name for pk, name in rows.values_list("pk", "full_name")}


def editors_among(actors: Collection[str]) -> Collection[str]:
    """Who of `actors` (each as `kind:id`) works here and may edit the catalogue somewhere; one query."""
    return staff_with_right(right=Right.EDIT_CATALOG).keys() & set(actors)
