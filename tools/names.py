"""Names that must not appear: modules called utils, and package registries in lock files.

python -m tools.names
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.system import ROOT

# A module is named for what is in it.
VAGUE = frozenset({"utils", "util", "helpers", "helper", "common", "misc", "shared", "tools"})
LOCK_FILES = ("requirements/*.txt", "frontend/package-lock.json", "tools/browser/package-lock.json")
# Where a lock file says where a package was fetched from: an index option, or npm's "resolved".
ADDRESS = re.compile(r'^\s*(--(extra-)?index-url|--find-links)|"resolved": "https?://|@ https?://', re.MULTILINE)


def main() -> int:
    problems = [*vague_modules(ROOT / "src"), *recorded_registries(ROOT)]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def vague_modules(source: Path) -> Iterator[str]:
    """Modules and packages whose name says nothing about what is in them."""
    for path in sorted(source.rglob("*.py")):
        name = path.parent.name if path.name == "__init__.py" else path.stem
        if name in VAGUE:
            yield f"{path}: name the module for what is in it, not {name!r}"


def recorded_registries(root: Path) -> Iterator[str]:
    """Lock files that record a registry: each machine has its own, so `make lock` writes none."""
    for pattern in LOCK_FILES:
        for path in sorted(root.glob(pattern)):
            if found := ADDRESS.search(path.read_text(encoding="utf-8")):
                yield f"{path}: records where packages come from: {found.group().strip()}"


if __name__ == "__main__":
    sys.exit(main())
