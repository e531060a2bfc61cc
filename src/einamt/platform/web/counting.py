"""Where the web processes of a server count requests together.

Nothing here loads prometheus_client: it decides when it is imported whether it counts in files.
"""

import os
import shutil
import socket
from pathlib import Path


def shared_folder(*, data_dir: Path) -> Path:
    """The folder in which the web processes of this server count; those of servers that have ended are removed.

    A server is named by its machine and the process that started its web processes.
    """
    root = data_dir / "metrics"
    machine = socket.gethostname()
    own = root / f"{machine}-{os.getppid()}"
    own.mkdir(parents=True, exist_ok=True)
    for folder in root.glob(f"{machine}-*"):
        if not Path(f"/proc/{folder.name.rpartition('-')[2]}").exists() and Path("/proc/self").exists():
            shutil.rmtree(folder, ignore_errors=True)
    return own
