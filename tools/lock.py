"""Write the hashed lock files in requirements/ from pyproject.toml (`make lock`; `make lock ARGS=--upgrade`)."""

import sys

from tools.environment import LOCKS, OLDEST_PYTHON, run_uv
from tools.system import SetupError, say

# Lock file, what goes into it, and the lock file it must agree with.
FILES: tuple[tuple[str, tuple[str, ...], str | None], ...] = (
    ("run", ("pyproject.toml", "--group", "build"), None),
    ("dev", ("pyproject.toml", "--group", "build", "--group", "dev"), "run"),
    ("node", ("--group", "node"), "dev"),
    ("postgres", ("--group", "postgres"), "dev"),
    ("installer", ("--group", "installer"), None),
)
OPTIONS = (
    "--universal",
    "--python-version",
    ".".join(map(str, OLDEST_PYTHON)),
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
)


def main(options: list[str]) -> int:
    """Compile each lock file. No index address gets in: addresses are each machine's own settings."""
    for name, source, agrees_with in FILES:
        say(f"requirements/{name}.txt")
        constraint = () if agrees_with is None else ("--constraint", LOCKS / f"{agrees_with}.txt")
        target = LOCKS / f"{name}.txt"
        try:
            run_uv(
                "pip",
                "compile",
                *OPTIONS,
                *options,
                *source,
                *constraint,
                "--output-file",
                target,
                what=f"Locking {name}",
            )
        except SetupError as error:
            print(f"[setup] {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
