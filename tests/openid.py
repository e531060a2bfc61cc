"""A real OpenID provider for tests, as a pytest plugin: oidc-provider in a process of its own.

    def test_something(openid_provider: StartProvider) -> None:
        provider = openid_provider(redirect_uris=["http://localhost:8000/back/"])
        back = provider.visit(client.get("/to-the-provider/").url, login="demir")

`visit` is a person with a browser at the provider: it gives the address to which they are sent back.
"""

import json
import re
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urljoin

import pytest
import requests

from tests.starting import ready_process
from tools import openid_provider as program
from tools.frontend import find_node
from tools.postgres import free_port

CLIENT, SECRET = "einamt", "only-for-tests-0123456789-0123456789"
_ACTION = re.compile(r"^http://127\.0\.0\.1:\d+/")


@dataclass
class Provider:
    """A running provider; everybody is let in under the name they type."""

    port: int
    settings: dict[str, object]
    process: subprocess.Popen[str] | None = None

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, *, key: str = "1") -> None:
        """Start it, with a key of that name; whoever was signed in there is so no longer."""
        node = find_node()
        assert node is not None, "the set-up has found node for the front end"
        settings = json.dumps({**self.settings, "key": key})
        command = [node.folder / "node", program.PROGRAM, program.INSTALLED, str(self.port), settings]
        self.process = ready_process(command, name="the OpenID provider")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.communicate()
            self.process = None

    def visit(self, address: str, *, login: str, factors: int = 1, browser: requests.Session | None = None) -> str:
        """Somebody goes to `address`, signs in unless they are, and is sent back: to the address that this gives."""
        browser = browser or requests.Session()
        response = browser.get(address, allow_redirects=False)
        while True:
            while response.is_redirect:
                address = urljoin(address, response.headers["Location"])
                if not _ACTION.match(address) or not address.startswith(self.issuer):
                    return address
                response = browser.get(address, allow_redirects=False)
            assert response.status_code == 200, response.text[:500]
            fields = {"login": login, **({"factor": "otp"} if factors > 1 else {})}
            response = browser.post(address, data=fields, allow_redirects=False)


class StartProvider(Protocol):
    """Starts a provider for the addresses of a client."""

    def __call__(self, *, redirect_uris: Sequence[str], post_logout_redirect_uris: Sequence[str] = ()) -> Provider: ...


@pytest.fixture
def openid_provider() -> Iterator[StartProvider]:
    """Starts providers that end with the test."""
    if not program.is_installed():
        pytest.fail(program.MISSING, pytrace=False)
    with ExitStack() as running:

        def start(*, redirect_uris: Sequence[str], post_logout_redirect_uris: Sequence[str] = ()) -> Provider:
            addresses = {
                "redirect_uris": list(redirect_uris),
                "post_logout_redirect_uris": list(post_logout_redirect_uris),
            }
            provider = Provider(free_port(), addresses)
            running.callback(provider.stop)
            provider.start()
            return provider

        yield start
