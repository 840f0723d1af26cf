"""What a mail server means by the words of its refusal (RFC 5530, and the words of the large providers)."""

import re

from config.errors import MailboxBusyError, MailboxRefusedError, MailboxUnavailableError, RaccoltaError

#: "Not now": the account is sound, the server wants to be left alone or has trouble of its own.
_BUSY = re.compile(
    r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG|CONTACTADMIN|THROTTLED|OVERQUOTA)\]|throttl|too many|back-?off|try again|"
    r"temporar|rate limit"
    r"|bandwidth|not connected",
    re.IGNORECASE,
)
#: The session is over although the link still stands: its token lapsed, or the server forgot who we are.
_OVER = re.compile(
    r"\[(?:EXPIRED|AUTHENTICATIONFAILED|AUTHORIZATIONFAILED)\]|session .{0,20}expired|token .{0,20}expired|"
    r"not authenticated",
    re.IGNORECASE,
)
_NO_FOLDER = re.compile(
    r"\[NONEXISTENT\]|\[NOPERM\]|doesn't exist|does not exist|no such|unknown (?:mailbox|folder)|not found",
    re.IGNORECASE,
)
#: "Suggested Backoff Time: 299961 milliseconds", "retry after 5 minutes".
_WAIT = re.compile(r"(?:back-?off|after|in|wait)\D{0,20}?(\d+)\s*(ms|milli|s|min|h)", re.IGNORECASE)
_SECONDS = {"ms": 0.001, "milli": 0.001, "s": 1, "min": 60, "h": 3600}


def refused_login(text: str, account: str) -> RaccoltaError:
    """A login that failed: a person must act, unless the server says that it is busy."""
    if _BUSY.search(text):
        return MailboxBusyError(f"{account} takes no login just now: {text}", wait_seconds(text))
    return MailboxRefusedError(f"{account} refused the login: {text}")


def ended_session(text: str, account: str) -> MailboxUnavailableError | None:
    """What a refused command means for the whole session; None if it concerns this command alone."""
    if _BUSY.search(text):
        return MailboxBusyError(f"{account} is busy: {text}", wait_seconds(text))
    if _OVER.search(text):
        return MailboxUnavailableError(f"{account} ended the session: {text}")
    return None


def lacks_folder(text: str) -> bool:
    """Whether a refused SELECT says that there is no such folder, which no other try will change."""
    return _NO_FOLDER.search(text) is not None


def folder_advice(text: str, prefix: str, folder: str) -> str:
    """What to set where a folder cannot be made: below `prefix` (RFC 2342), or below the place that the refusal
    names.
    """
    named = re.search(r"\bINBOX[./]", text)
    prefix = prefix or (named[0] if named else "")
    if prefix and not folder.startswith(prefix):
        # A server whose folders live below INBOX takes a stroke or a dot between names, not both.
        return f"set AFTER_STORE=move:{prefix}{folder.replace('/' if prefix.endswith('.') else '.', prefix[-1])}"
    return "make the folder on the server, or set AFTER_STORE to one that the account may make"


def of_action(refusal: str, name: str) -> str:
    """A refusal with its advice for the setting (AFTER_STORE, AFTER_FAILURE) that named the folder."""
    return refusal.replace("set AFTER_STORE", f"set {name}")


def wait_seconds(text: str) -> int | None:
    """How long the server asks to wait, in whole seconds; None if it does not say."""
    found = _WAIT.search(text)
    if found is None:
        return None
    return max(1, round(int(found[1]) * _SECONDS[found[2].lower()]))


def said(error: BaseException) -> str:
    """The server's words; imapclient hands on the representation of bytes."""
    return re.sub(r"^b(['\"])(.*)\1$", r"\2", str(error)).strip()
