"""The sockets of LibreOffice, on which a second one would find the first."""

import os
from pathlib import Path

#: Where it makes them. It listens to no setting.
SOCKETS = Path("/tmp")  # noqa: S108 - theirs


def sweep() -> None:
    """Removes the sockets that LibreOffice left: it is not allowed to remove anything outside its folder, nor are the
    workers that run it. Those on which somebody listens here, and those of other users, stay.
    """
    try:
        listening = Path("/proc/net/unix").read_text("utf-8", "replace")
        for socket in SOCKETS.glob(f"OSL_PIPE_{os.getuid()}_SingleOfficeIPC_*"):
            if socket.is_socket() and str(socket) not in listening:
                socket.unlink(missing_ok=True)
    except OSError:
        # Whoever is shut in leaves it to who is not.
        pass
