"""What a directory says about who signs in, and whether that is enough. Plain Python."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from einamt.kernel.assurance import Level

SIGNED_WITH = ("RS256", "PS256", "ES256", "RS384", "PS384", "ES384", "RS512", "PS512", "ES512", "EdDSA")
"""How an ID token may be signed: with a key that only the directory holds, never with a shared secret or not at all."""


@dataclass(frozen=True, slots=True)
class Directory:
    """An OpenID provider that the city trusts (OpenID Connect Core 1.0), and what it has to say of a second factor.

    With `acr` or `amr` somebody comes in only if the ID token names one of them: a class of authentication (`acr`, as
    the provider calls it) or a method (`amr`, RFC 8176, such as `otp`, `hwk`, `mfa`). `levels` says how surely somebody
    was seen with which class; of a class that is not there, nobody says. `name` is what people call the provider; it
    may be empty.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    acr: frozenset[str] = frozenset()
    amr: frozenset[str] = frozenset()
    levels: frozenset[tuple[str, Level]] = frozenset()
    name: str = ""

    @property
    def asks_for_second_factor(self) -> bool:
        """Whether one factor is not enough."""
        return bool(self.acr or self.amr)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who somebody is for a directory: the subject is stable and never given to another (section 8 there)."""

    issuer: str
    subject: str
    acr: str = ""
    amr: frozenset[str] = frozenset()

    def suffices(self, *, directory: Directory) -> bool:
        """Whether it was found out with the factors that `directory` is asked for."""
        if not directory.asks_for_second_factor:
            return True
        return self.acr in directory.acr or bool(self.amr & directory.amr)

    def level(self, *, directory: Directory) -> Level | None:
        """How surely `directory` has seen them; None where the token names no class, or one of no known level."""
        return dict(directory.levels).get(self.acr)


def identity_in(claims: Mapping[str, object]) -> Identity:
    """The identity in the claims of an ID token that has been verified; what is not of the right type says nothing."""
    amr = claims.get("amr")
    methods = frozenset(each for each in amr if isinstance(each, str)) if isinstance(amr, list) else frozenset()
    return Identity(
        issuer=str(claims["iss"]), subject=str(claims["sub"]), acr=str(claims.get("acr") or ""), amr=methods
    )
