"""Tells systemd that the service is up and alive (sd_notify(3)): a datagram with words to the socket that it names."""

import logging
import socket
import threading

from config.settings import Supervision
from jobs.monitoring.board import Board

log = logging.getLogger(__name__)


class Supervisor:
    """Signs of life for a supervisor, at half the interval after which it would act; none while work hangs. Without a
    supervisor it does nothing.
    """

    def __init__(self, board: Board, supervision: Supervision) -> None:
        self._board, self._supervision = board, supervision
        self._over = threading.Event()

    def start(self) -> None:
        """The service is up; signs of life follow."""
        self.tell("READY=1")
        if self._supervision.socket and self._supervision.seconds:
            threading.Thread(
                target=self._run, args=(self._supervision.seconds / 2,), name="supervisor", daemon=True
            ).start()

    def stop(self) -> None:
        """The service is ending."""
        self._over.set()
        self.tell("STOPPING=1")

    def _run(self, every: float) -> None:
        while not self._over.wait(every):
            if not self._board.hanging():
                self.tell("WATCHDOG=1")

    def tell(self, words: str) -> None:
        """Says it, if there is somebody to say it to. Never raises."""
        if not (where := self._supervision.socket):
            return
        # A name that begins with @ is one of the abstract namespace of Linux (unix(7)).
        address = "\0" + where[1:] if where.startswith("@") else where
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as link:
                link.settimeout(1)
                link.sendto(words.encode(), address)
        except OSError as error:
            log.debug("the supervisor does not listen", extra={"reason": str(error)})
