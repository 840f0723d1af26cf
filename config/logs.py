"""Logging: one JSON object a line for machines, one short line for people at a terminal."""

import json
import logging
import sys
from datetime import UTC, datetime

from config.showing import in_json, on_one_line, visible

_OWN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


class JsonFormatter(logging.Formatter):
    """Formats a record, and whatever was passed as `extra`, as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        line |= {key: value for key, value in record.__dict__.items() if key not in _OWN}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return in_json(json.dumps(line, ensure_ascii=False, default=str))


class TextFormatter(logging.Formatter):
    """Formats a record for a person."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line, its `extra` fields behind it."""
        extra = " ".join(f"{key}={value}" for key, value in record.__dict__.items() if key not in _OWN)
        time = datetime.fromtimestamp(record.created, UTC).strftime("%H:%M:%S")
        line = on_one_line(f"{time} {record.levelname.lower():7} {record.getMessage()}{'  ' + extra if extra else ''}")
        return f"{line}\n{visible(self.formatException(record.exc_info))}" if record.exc_info else line


def set_up_logging(level: str, style: str) -> None:
    """Sends all logging to stderr. `level` is a standard name; `style` is `json` or `text`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if style == "json" else TextFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # Both print at INFO what our own lines already say.
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # It would write whole mail bodies at DEBUG: personal data never belongs in a log.
    logging.getLogger("imapclient").setLevel(logging.WARNING)
    # These write tokens at DEBUG.
    for name in ("requests_oauthlib", "oauthlib", "urllib3"):
        logging.getLogger(name).setLevel(logging.WARNING)
