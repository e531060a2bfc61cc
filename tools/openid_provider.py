"""The providers that tests sign in at, oidc-provider and samlp from npm: `python -m tools.provision openid`."""

import shutil
from pathlib import Path

from tools.environment import fingerprint
from tools.frontend import ensure_node
from tools.system import ROOT, VENV, say

PACKAGE = ROOT / "tools" / "openid"
PROGRAM = PACKAGE / "provider.mjs"
SAML_PROGRAM = PACKAGE / "saml.mjs"
INSTALLED = VENV / "openid"
_STAMP = INSTALLED / ".einamt-installed"
_FILES = ("package.json", "package-lock.json", ".npmrc")

MISSING = "The OpenID provider of the tests is not installed: python -m tools.provision openid"


def is_installed() -> bool:
    """Whether it is there, in the version that the lock file names."""
    return _STAMP.exists() and _STAMP.read_text(encoding="utf-8") == _fingerprint()


def install() -> Path:
    """Install it into the virtual environment, unless it is there; its folder.

    :raises SetupError: it cannot be fetched.
    """
    if not is_installed():
        say("Installing the OpenID provider of the tests from npm into .venv/openid")
        shutil.rmtree(INSTALLED, ignore_errors=True)
        INSTALLED.mkdir(parents=True)
        for name in _FILES:
            shutil.copy(PACKAGE / name, INSTALLED / name)
        ensure_node().run(
            "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=INSTALLED, what="Installing oidc-provider"
        )
        _STAMP.write_text(_fingerprint(), encoding="utf-8")
    return INSTALLED


def _fingerprint() -> str:
    return fingerprint(PACKAGE / name for name in _FILES)
