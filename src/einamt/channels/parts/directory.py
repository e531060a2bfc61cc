"""Going to an OpenID provider and coming back from it: the authorization code flow with PKCE (S256), state and nonce.

Authlib does the protocol. What is checked of an ID token: its signature with a key of the provider's (read anew when an
unknown one is named), issuer, audience, nonce, times. Why it is so: docs/adr/0031-staff-sign-in-at-the-directory.md.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.django_client import OAuth
from django.http import HttpRequest, HttpResponse
from joserfc.errors import JoseError
from requests import RequestException

from einamt.accounts.errors import DirectoryAway, SignInInterrupted
from einamt.accounts.openid import SIGNED_WITH, Directory, Identity, identity_in

_SECONDS = 10
_CONFIGURATION = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody who came back: who they are, and the token that signs them out again there."""

    identity: Identity
    id_token: str


def leave_for(request: HttpRequest, *, directory: Directory, back_to: str) -> HttpResponse:
    """Send the browser to `directory`, which sends it to the address `back_to`.

    :raises DirectoryAway: it does not answer.
    """
    wanted = {"acr_values": " ".join(sorted(directory.acr))} if directory.acr else {}
    try:
        return _client(directory).authorize_redirect(request, back_to, **wanted)  # type: ignore[no-any-return]
    except RequestException as error:
        raise DirectoryAway from error


def arrive(request: HttpRequest, *, directory: Directory) -> Arrival:
    """Who came back from `directory`, verified. Whether the factors suffice is not looked at here.

    :raises SignInInterrupted: it was not begun in this browser, was broken off, or the token is not sound.
    :raises DirectoryAway: the directory does not answer.
    """
    claims = {
        "iss": {"essential": True, "value": directory.issuer},
        "aud": {"essential": True, "value": directory.client_id},
    }
    try:
        token = _client(directory).authorize_access_token(request, claims_options=claims)
    except RequestException as error:
        raise DirectoryAway from error
    except (OAuthError, JoseError, ValueError) as error:
        raise SignInInterrupted from error
    if "userinfo" not in token:
        raise SignInInterrupted
    return Arrival(identity=identity_in(token["userinfo"]), id_token=str(token["id_token"]))


def sign_out_address(*, directory: Directory, id_token: str, back_to: str) -> str | None:
    """Where the browser is signed out at `directory` as well (RP-Initiated Logout 1.0); None where it offers none."""
    try:
        client = _client(directory)
        if not client.load_server_metadata().get("end_session_endpoint"):
            return None
        made = client.create_logout_url(
            post_logout_redirect_uri=back_to, id_token_hint=id_token, client_id=directory.client_id
        )
    except RequestException:
        return None  # the session here has ended in any case
    return str(made["url"])


@lru_cache(maxsize=4)
def _client(directory: Directory) -> Any:
    """The client of a directory; it reads the directory's configuration once a process.

    :raises DirectoryAway: what is read there is the configuration of another issuer.
    """
    client = OAuth().register(
        f"{directory.issuer} {directory.client_id}",  # what one client has begun, no other one ends
        client_id=directory.client_id,
        client_secret=directory.client_secret,
        server_metadata_url=directory.issuer.rstrip("/") + _CONFIGURATION,
        client_kwargs={"scope": "openid", "code_challenge_method": "S256", "default_timeout": _SECONDS},
    )
    metadata = client.load_server_metadata()
    if metadata.get("issuer") != directory.issuer:
        raise DirectoryAway
    # what the provider offers beside is not for us: a shared secret, or no signature at all
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [each for each in SIGNED_WITH if each in offered]
    return client
