"""Takes the snapshot and serves it until it is told to stop."""

import ipaddress
import signal
import socket
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from config.errors import SettingsError, UsageError
from jobs.app import App
from jobs.browse.metadata import NAME, metadata
from jobs.site.words import WORDS
from store.snapshot import write_snapshot


def browse(
    app: App, host: str, port: int, *, full: bool, seconds: int, ready: Callable[[str, dict[str, int]], None]
) -> None:
    """Serves a snapshot of the data; `ready` gets the address and the number of rows of each table. A question may
    last `seconds`. Returns when the process is told to stop, and leaves no file behind. Raises SettingsError without
    the extra `browse`, UsageError for an address that cannot be had, or that others reach too where personal data
    would be shown.
    """
    try:
        import datasette  # noqa: F401
    except ModuleNotFoundError:
        raise SettingsError("browsing needs Datasette: install the extra `browse` (README, Install)") from None
    local = _is_local(host)
    if full and not local:
        raise UsageError(f"--full shows personal data to whoever reaches {host}, without a login; leave out --host")
    signal.signal(signal.SIGTERM, _stopped)
    with _listening(host, port) as listener, tempfile.TemporaryDirectory(prefix="raccolta-browse.") as folder:
        file = Path(folder) / f"{NAME}.db"
        counts = write_snapshot(app.database, file, full=full)
        port = listener.getsockname()[1]
        hosts = [f"{name}:{port}" for name in ("127.0.0.1", "[::1]", "localhost")] if local else []
        ready(f"http://{f'[{host}]' if ':' in host else host}:{port}/{NAME}", counts)
        _serve(app, file, listener, hosts, metadata(app.clock(), full=full), seconds)


def _serve(
    app: App, file: Path, listener: socket.socket, hosts: list[str], described: dict[str, Any], seconds: int
) -> None:
    import uvicorn
    from datasette.app import Datasette
    from datasette.plugins import pm

    from jobs.browse.plugin import Plugin

    limits = {
        "sql_time_limit_ms": 1000 * seconds, "facet_time_limit_ms": 1000 * seconds,
        # A download is whole, whatever its size.
        "max_csv_mb": 0,
        "suggest_facets": False,
    }  # fmt: skip
    pm.register(Plugin(app.database, WORDS[app.settings.site_language], hosts))
    server = Datasette(
        [], immutables=[str(file)], metadata=described, settings=limits,
        template_dir=str(Path(__file__).parent / "templates"),
    )  # fmt: skip
    config = uvicorn.Config(server.app(), log_level="warning", lifespan="on")
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        return


def _listening(host: str, port: int) -> socket.socket:
    """A socket at the address. Raises UsageError if it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        said = error.strerror or error
        raise UsageError(
            f"{host}, port {port} cannot be had: {said}; name another --port (0 takes a free one)"
        ) from None


def _is_local(host: str) -> bool:
    """Whether only programs of this machine reach the address."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _stopped(_signal: int, _frame: object) -> None:
    """Ends as after the last line, so that the snapshot is removed."""
    raise SystemExit(0)
