"""What our own mail server found out about the sender of a mail: `Authentication-Results` (RFC 8601).

Anybody can write such a field. Only those that bear the name of our own server count, and of these only the topmost
vouches for anything: a server puts its own above all that came with the mail.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.fields import addresses
from ingest.mime import MimePart
from ingest.model import Authentication

#: Longer fields are made by nobody honest, and comments are taken out of them step by step.
_LONGEST = 20_000
_MOST_FIELDS = 50
_COMMENT = re.compile(r"\([^()]*\)")
_SERVER = re.compile(r'\s*"?([^\s;"]{1,255})"?(?:\s+\d{1,5})?\s*(?:;|\Z)')
_RESULT = re.compile(r"\s*([a-z][a-z0-9-]{0,40})(?:\s*/\s*\d{1,5})?\s*=\s*([a-z]{1,20})\b(.*)", re.DOTALL)
_PROPERTY = re.compile(r'\b(header\.(?:from|d|i)|smtp\.(?:mailfrom|mfrom))\s*=\s*"?([^\s;"]{1,320})"?')
#: The property that says for whom each method vouches.
_FOR_WHOM = {"dmarc": ("header.from",), "dkim": ("header.d", "header.i"), "spf": ("smtp.mailfrom", "smtp.mfrom")}
_FAILED = frozenset({"fail", "hardfail"})


@dataclass(frozen=True, slots=True)
class _Result:
    method: str
    word: str
    domains: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.method}={self.word}" + (f" for {', '.join(self.domains)}" if self.domains else "")


def authentication_of(mail: MimePart, servers: Sequence[str]) -> Authentication:
    """What our own `servers` (their names, in lower case) say about the From of `mail`, the outermost one."""
    senders = [address for value in mail.headers.get("from", ()) for address in addresses(value)]
    single = len(mail.headers.get("from", ())) == 1 and len(senders) == 1
    domain = senders[0].address.rpartition("@")[2] if senders else ""
    fields = mail.headers.get("authentication-results", ())[:_MOST_FIELDS]
    ours = [list(_results(rest)) for name, rest in map(_split, fields) if name in servers]
    topmost = ours[0] if ours and domain else []
    passed = [result for result in topmost if result.word == "pass" and _aligned(result, domain)]
    # A refusal counts wherever it stands: nobody forges one against himself.
    refused = [result for results in ours for result in results if _refuses(result, domain)]
    if any(result.method == "dmarc" for result in refused):
        passed = []
    elif passed:
        refused = []
    return Authentication(bool(ours), single, tuple(map(str, passed)), tuple(map(str, refused)))


def _split(value: str) -> tuple[str, str]:
    """The name of the server and the rest, without comments; ("", "") where there is no name."""
    plain = _without_comments(value[:_LONGEST].lower())
    match = _SERVER.match(plain)
    return (match[1], plain[match.end() :]) if match else ("", "")


def _without_comments(value: str) -> str:
    for _ in range(10):
        value, count = _COMMENT.subn(" ", value)
        if not count:
            break
    return value


def _results(rest: str) -> Iterator[_Result]:
    for piece in rest.split(";"):
        if (match := _RESULT.fullmatch(piece)) is not None:
            wanted = _FOR_WHOM.get(match[1], ())
            values = (value for name, value in _PROPERTY.findall(match[3]) if name in wanted)
            domains = dict.fromkeys(value.rpartition("@")[2].rstrip(".") for value in values)
            yield _Result(match[1], match[2], tuple(domains))


def _aligned(result: _Result, domain: str) -> bool:
    """RFC 7489 3.1, relaxed: the domain itself, or one above or below it; never a top-level domain.

    DMARC names the very domain.
    """
    if result.method not in _FOR_WHOM or not result.domains:
        return False
    if result.method == "dmarc":
        return result.domains == (domain,)
    return all("." in other and (_within(other, domain) or _within(domain, other)) for other in result.domains)


def _within(lower: str, upper: str) -> bool:
    return lower == upper or lower.endswith(f".{upper}")


def _refuses(result: _Result, domain: str) -> bool:
    """Whether a check of the sender failed: that of the policy of its domain, or that of its address alone."""
    if result.word not in _FAILED:
        return False
    return result.method == "dmarc" or (result.method == "spf" and (not result.domains or _aligned(result, domain)))
