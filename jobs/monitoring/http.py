"""`/healthz`, `/readyz` and `/metrics` on the port of the settings, for probes and for Prometheus. Nothing can be
changed here.
"""

import logging
import socket
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any

from config.errors import RaccoltaError, SettingsError
from config.settings import Settings
from jobs.failures import operator_text
from jobs.monitoring.board import Board
from jobs.monitoring.figures import Figures

log = logging.getLogger(__name__)

#: A client that says nothing for so long is left.
_SILENCE_SECONDS = 10
#: Questions answered at once; more are turned away, so that no crowd takes the threads and links of the service.
_AT_ONCE = 8
_PLAIN, _FIGURES = "text/plain; charset=utf-8", "text/plain; version=0.0.4; charset=utf-8"
_HELP = (
    "/healthz: the process works. /readyz: the health of `raccolta status` is green. /metrics: figures for "
    "Prometheus.\n"
)

Answer = tuple[HTTPStatus, bytes, str]


class Probes:
    """Answers over HTTP while the service lives, also while it waits for its database. Without HTTP_PORT it does
    nothing.
    """

    def __init__(self, board: Board) -> None:
        self._board, self._figures = board, Figures(board)
        self._at: tuple[str, int] | None = None
        self._server: _Server | None = None

    @property
    def port(self) -> int | None:
        """Where it listens; None if it does not."""
        return self._server.server_address[1] if self._server is not None else None

    def follow(self, settings: Settings) -> None:
        """Listens where the settings say. Raises SettingsError if that cannot be; what was there stays then."""
        wanted = (settings.http_host, settings.http_port) if settings.http_port is not None else None
        if wanted == self._at:
            return
        server = self._listen(*wanted) if wanted is not None else None
        self.close()
        self._at, self._server = wanted, server
        if server is not None:
            threading.Thread(target=server.serve_forever, args=(0.2,), name="http", daemon=True).start()
            log.info("probes and figures are told over HTTP", extra={"host": settings.http_host, "port": self.port})

    def close(self) -> None:
        """Listens no more."""
        server, self._server, self._at = self._server, None, None
        if server is not None:
            server.shutdown()
            server.server_close()

    def _listen(self, host: str, port: int) -> "_Server":
        try:
            family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
            return _Server(family, address, self)
        except OSError as error:
            raise SettingsError(
                f"HTTP_HOST {host} and HTTP_PORT {port} cannot be listened on: {error.strerror or error}"
            ) from None

    def answer(self, path: str) -> Answer:
        """What is said to a question."""
        if path == "/healthz":
            return self._alive()
        if path == "/readyz":
            return self._ready()
        if path == "/metrics":
            return HTTPStatus.OK, self._figures.text(), _FIGURES
        return HTTPStatus.NOT_FOUND, _HELP.encode(), _PLAIN

    def _alive(self) -> Answer:
        return _said([f"{name} makes no progress" for name in self._board.hanging()])

    def _ready(self) -> Answer:
        life = self._board.life
        if life is None:
            return _said([self._board.waits_for])
        try:
            return _said(list(life.status().red))
        except RaccoltaError as error:
            return _said([operator_text(error)])


def _said(reasons: list[str]) -> Answer:
    state = HTTPStatus.SERVICE_UNAVAILABLE if reasons else HTTPStatus.OK
    return state, ("\n".join(reasons or ["ok"]) + "\n").encode(), _PLAIN


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Its threads end with the process: a slow client must not hold up the end of the service.
    block_on_close = False

    def __init__(self, family: int, address: Any, probes: Probes) -> None:
        self.address_family, self.probes = family, probes
        self._places = threading.BoundedSemaphore(_AT_ONCE)
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        if self._places.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def server_bind(self) -> None:
        # Not the one of HTTPServer, which asks a name server for our name.
        TCPServer.server_bind(self)

    def handle_error(self, request: Any, client_address: Any) -> None:
        log.debug("a client of the probes went away", exc_info=True)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = _SILENCE_SECONDS
    server_version, sys_version = "raccolta", ""

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        state, body, kind = self.server.probes.answer(self.path.partition("?")[0])
        self.send_response(state)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
        log.debug("asked over HTTP", extra={"request": format % args})
