"""Every address of the house with who may enter, found by walking Django's addresses: nothing is listed twice."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from einamt.accounts.rights import RIGHTS, Right, Role, Wall


@dataclass(frozen=True, slots=True)
class Door:
    """An address as it is written in `urls` (German, without the prefix of a language), and the right it needs.

    `needs` is None where everybody may enter: citizens, programs, and whoever is about to sign in.
    """

    address: str
    name: str
    needs: Right | None
    is_local: bool
    """Whether the right has to hold at the place that the page is about."""

    @property
    def roles(self) -> list[Role]:
        """Who may enter, somewhere in the city."""
        return [role for role in Role if self.needs in RIGHTS[role]]


def doors() -> list[Door]:
    """All of them, by address."""
    return sorted(_below(get_resolver(), before="", spaces=()), key=lambda door: door.address)


def _below(resolver: URLResolver, *, before: str, spaces: tuple[str, ...]) -> Iterator[Door]:
    for each in resolver.url_patterns:
        pattern = each.pattern
        # the prefix of a language is empty for German, and is another for each reader
        address = before + ("" if type(pattern).__name__ == "OnwardPrefix" else str(pattern))
        if isinstance(each, URLPattern):
            name = ":".join((*spaces, each.name or ""))
            needs, is_local = getattr(each.callback, "needs", None), getattr(each.callback, "is_local", False)
            yield Door(f"/{address}", name, needs, is_local)
        else:
            yield from _below(each, before=address, spaces=(*spaces, each.namespace) if each.namespace else spaces)


def roles_page() -> str:
    """docs/reference/roles.md: who may do what, and who may enter where."""
    return "".join(
        (
            _BEGINNING,
            _table("right", [role.value for role in Role], [(right.value, _held(right)) for right in Right]),
            _WALLS,
            *(f"- `{wall.value}`\n" for wall in Wall),
            _STAFF,
            _table(
                "address",
                ["right", "held", *(role.value for role in Role)],
                [
                    (
                        f"`{door.address}`",
                        [f"`{door.needs}`", "there" if door.is_local else "somewhere", *_held(door.needs)],
                    )
                    for door in doors()
                    if door.needs
                ],
            ),
            _EVERYBODY,
            *(f"- `{door.address}`\n" for door in doors() if not door.needs),
        )
    )


def _held(right: Right) -> list[str]:
    return ["yes" if right in RIGHTS[role] else "–" for role in Role]


def _table(first: str, columns: list[str], rows: list[tuple[str, list[str]]]) -> str:
    lines = [[first, *columns], ["---"] * (len(columns) + 1), *([name, *cells] for name, cells in rows)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


_BEGINNING = """# Roles, rights and doors

Made by `einamt roles` from `accounts/rights.py` and the addresses of the house; a test walks through every door as
everybody. A role is held in the whole city, in an organisation and all below it, or in one office. A right holds where
its role is held.

"""
_WALLS = """
## Walls

A role passes a wall only if it was given with it (`einamt staff … --wall`), at the place where it is held. Which
service stands behind which wall is the city's to say (`einamt walls`); the law is told [here](../rules/secrecy.md).

"""
_STAFF = """
## Doors for staff

Who is not signed in is sent to sign in; who lacks the right is refused (403). "There": the page is about an office or
an organisation, at which the right has to hold. "Somewhere": the page shows or does only what the right covers,
wherever that is; the catalogue can be read by all who edit some of it.

"""
_EVERYBODY = """
## Doors for everybody

Citizens, programs and whoever is about to sign in. What a secret link or a token opens, only its holder sees.
`/healthz`, `/readyz` and `/metrics` are answered in front of these ([configuration](configuration.md)).

"""
