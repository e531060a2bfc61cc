"""The demo's staff. One password for all: whoever can open the page that lists it may use it."""

from dataclasses import dataclass

from einamt.accounts.operations import assign_role, create_staff
from einamt.accounts.rights import Role
from einamt.catalog.models import Office, Organisation
from einamt.kernel.errors import N_

PASSWORD = "ein-amt-fuer-alle"  # noqa: S105 - the demo's public password


@dataclass(frozen=True, slots=True)
class Cast:
    """Somebody to sign in as; `task` is marked for translation."""

    username: str
    full_name: str
    role: Role
    task: str


CAST = (
    Cast("schalter", "Aylin Demir", Role.CLERK, N_("ruft am Schalter auf und bedient")),
    Cast("telefon", "Marta Schulz", Role.HOTLINE, N_("bucht, verschiebt und sagt ab für alle, die anrufen")),
    Cast("leitung", "Jonas Weber", Role.OFFICE_MANAGER, N_("leitet und plant die Ämter vor Ort, sieht deren Zahlen")),
    Cast(
        "steuerung",
        "Miriam Vogel",
        Role.STEERING,
        N_("sieht die Zahlen aller Ämter, plant sie und schlägt Regeln der Terminvergabe vor"),
    ),
    Cast("redaktion", "Hanna Lorenz", Role.EDITOR, N_("schreibt und übersetzt die Texte der Leistungen")),
    Cast("pruefung", "Emre Aydın", Role.REVIEWER, N_("prüft und veröffentlicht, was die Redaktion schreibt")),
    Cast(
        "verwaltung",
        "Piotr Nowak",
        Role.ADMINISTRATOR,
        N_("setzt Regeln in Kraft; verwaltet Zugänge und Rollen mit dem Befehl „einamt staff“"),
    ),
    Cast(
        "datenschutz",
        "Ruth Adler",
        Role.DATA_PROTECTION,
        N_("sieht, wer einen Vorgang gelesen hat, wenn eine zweite Person es freigibt"),
    ),
)


def create_cast() -> None:
    """Create the staff: clerk and manager in the district of the first office by name, the others everywhere."""
    city = Organisation.objects.get(kind=Organisation.Kind.CITY)
    district = Office.objects.select_related("organisation").earliest("organisation__name", "name").organisation
    for person in CAST:
        staff = create_staff(username=person.username, full_name=person.full_name, password=PASSWORD)
        is_local = person.role in {Role.CLERK, Role.OFFICE_MANAGER}
        assign_role(staff_id=staff.pk, role=person.role, organisation_id=(district if is_local else city).pk)
