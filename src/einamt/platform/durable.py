"""Files and names that are still there after the power was gone. No Django: the settings use it.

A file is durable once its content is, and the folder that names it is.
"""

import os
import secrets
from pathlib import Path


def sync_file(path: Path) -> None:
    """Have the content of `path` on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Have the names in `folder` on the disk: what was made, renamed or removed there."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_tree(folder: Path) -> None:
    """The same of `folder` and all folders below it."""
    for parent, _, _ in os.walk(folder):
        sync_folder(Path(parent))


def write_new(path: Path, content: bytes) -> None:
    """Write a file that its owner alone can read.

    :raises FileExistsError: there is one already.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def write_once(path: Path, content: bytes) -> None:
    """The same, unless there is one: written aside and linked.

    Of two processes that start at once both then use the same file, and both find all of it.
    """
    draft = path.with_suffix(f".{secrets.token_hex(8)}")
    write_new(draft, content)
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    sync_folder(path.parent)
