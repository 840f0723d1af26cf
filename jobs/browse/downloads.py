"""Tables that Datasette hands out as csv: no program runs their cells as formulas, as in those of `raccolta export`."""

import csv
import io
from collections.abc import Awaitable, Callable
from typing import Any

from store.export import cell

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]


class Rows:
    """Rewrites csv piece by piece as it comes; a row that has not come to its end waits."""

    def __init__(self) -> None:
        self._left = b""

    def more(self, piece: bytes, *, last: bool) -> bytes:
        """The rows that are whole now; all that is left with the `last` piece."""
        self._left += piece
        end = len(self._left) if last else self._whole()
        rows, self._left = self._left[:end], self._left[end:]
        out = io.StringIO()
        writer = csv.writer(out)
        for row in csv.reader(io.StringIO(rows.decode("utf-8"), newline="")):
            writer.writerow([cell(value) for value in row])
        return out.getvalue().encode("utf-8")

    def _whole(self) -> int:
        """Where the last whole row ends: a line end between two quotation marks ends none."""
        end = self._left.rfind(b"\n") + 1
        while end and self._left.count(b'"', 0, end) % 2:
            end = self._left.rfind(b"\n", 0, end - 1) + 1
        return end


def harmless(app: Application) -> Application:
    """The application, with csv rewritten; everything else goes through as it is."""

    async def answer(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        rows: Rows | None = None

        async def rewritten(message: dict[str, Any]) -> None:
            nonlocal rows
            if message["type"] == "http.response.start" and message["status"] == 200:
                rows = Rows()
            elif rows is not None and message["type"] == "http.response.body":
                whole = rows.more(message.get("body", b""), last=not message.get("more_body"))
                message = message | {"body": whole}
            await send(message)

        await app(scope, receive, rewritten if scope.get("path", "").endswith(".csv") else send)

    return answer
