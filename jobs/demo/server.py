"""A real IMAP server (pymap) on loopback, in a thread, with the given messages in its INBOX."""

import asyncio
import threading
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from email import message_from_bytes
from email.utils import parsedate_to_datetime

from imapclient import IMAPClient
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import Config, DictBackend
from pymap.imap import IMAPServer

from config.settings import DEMO_PASSWORD, DEMO_USER


@contextmanager
def imap_server(messages: Sequence[bytes]) -> Iterator[int]:
    """Serves `messages` at a free port of 127.0.0.1, which is yielded, for DEMO_USER without TLS."""
    ready = threading.Event()
    server = _Server(ready)
    thread = threading.Thread(target=server.run, name="demo-imap", daemon=True)
    thread.start()
    if not ready.wait(20) or server.port is None:
        raise RuntimeError("the demonstration's IMAP server did not start")
    try:
        _deliver(server.port, messages)
        yield server.port
    finally:
        server.end()
        thread.join(10)


class _Server:
    def __init__(self, ready: threading.Event) -> None:
        self._ready = ready
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over: asyncio.Event | None = None
        self.port: int | None = None

    def run(self) -> None:
        asyncio.run(self._serve())

    def end(self) -> None:
        if self._loop is not None and self._over is not None:
            self._loop.call_soon_threadsafe(self._over.set)

    async def _serve(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        arguments = Namespace(
            demo_data=False, demo_user=DEMO_USER, demo_password=DEMO_PASSWORD, debug=False, host="127.0.0.1", port=0,
            cert=None, key=None,
            tls=False, proxy_protocol=None, inherited_sockets=None, passlib_cfg=None,
        )  # fmt: skip
        backend, config = await DictBackend.init(arguments, secure_auth=False)
        assert isinstance(config, Config)
        config.apply_context()
        callback = ProxyProtocolReader(config.proxy_protocol).get_callback(IMAPServer(backend.login, config))
        listener = await asyncio.start_server(callback, "127.0.0.1", 0)
        self.port = listener.sockets[0].getsockname()[1]
        self._ready.set()
        await self._over.wait()
        listener.close()


def _deliver(port: int, messages: Sequence[bytes]) -> None:
    with IMAPClient("127.0.0.1", port=port, ssl=False, timeout=20) as client:
        client._imap.debug = 0
        client.login(DEMO_USER, DEMO_PASSWORD)
        for message in messages:
            client.append("INBOX", message, msg_time=_date(message))


def _date(message: bytes) -> datetime:
    """The date header, as if the mail had arrived when it was sent."""
    return parsedate_to_datetime(str(message_from_bytes(message)["Date"]))
