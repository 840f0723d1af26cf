"""TLS in front of a server that speaks none. A handshake that is never finished, as of a host that was cut off, keeps
nobody else waiting: the storage of the tests would take nobody's connection meanwhile.
"""

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.certificates import make_certificates

_BLOCK = 65536


@contextmanager
def gate(host: str, port: int, folder: Path) -> Iterator[tuple[str, Path]]:
    """Passes on to `port` of loopback what comes to an address of `host`; gives that address as a URL, and the file of
    the authority that signed its certificate, which is made in `folder`.
    """
    authority, certificate, key = make_certificates(folder, host)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            answers, asked = await asyncio.open_connection("127.0.0.1", port)
            await asyncio.gather(_pass(reader, asked), _pass(answers, writer))

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(serve, host, 0, ssl=context))
    thread = threading.Thread(target=loop.run_forever, name="gate", daemon=True)
    thread.start()
    try:
        yield f"https://{host}:{server.sockets[0].getsockname()[1]}", authority
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _pass(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    with contextlib.closing(sink), contextlib.suppress(OSError):
        while block := await source.read(_BLOCK):
            sink.write(block)
            await sink.drain()
