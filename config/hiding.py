"""Keeps secrets out of what is shown: of error texts that servers and libraries wrote, and of addresses."""

import base64
from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, urlsplit

#: Shorter secrets would be found in ordinary words.
_LEAST = 3
_SHOWN = "…"
#: Words in the name of a query parameter whose value is nobody's business.
_SECRET_NAMES = ("pass", "pwd", "secret", "token", "key", "auth", "sig")


def hide(text: str, secrets: Iterable[str]) -> str:
    """`text` without `secrets`, however they are written in it: plain, escaped, percent-encoded or in base64."""
    forms = {form for secret in secrets if len(secret) >= _LEAST for form in _forms(secret)}
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, _SHOWN)
    return text


def query_secrets(url: str) -> list[str]:
    """The values of the query parameters of a URL that are named like secrets."""
    try:
        query = urlsplit(url).query
    except ValueError:
        query = url.partition("?")[2]
    return [value for name, value in parse_qsl(query) if is_secret_name(name)]


def is_secret_name(name: str) -> bool:
    """Whether a parameter of that name holds a secret."""
    return any(word in name.lower() for word in _SECRET_NAMES)


def _forms(secret: str) -> Iterable[str]:
    yield from (
        quote(secret, safe=""),
        quote(secret),
        base64.b64encode(secret.encode("utf-8", "surrogateescape")).decode(),
    )
    # As a quoted string of a protocol, and any of both as Python shows it.
    for form in (secret, secret.replace("\\", "\\\\").replace('"', '\\"')):
        yield from (
            form,
            repr(form)[1:-1],
            repr(form.encode("utf-8", "surrogateescape"))[2:-1],
            form.replace("\\", "\\\\"),
        )
