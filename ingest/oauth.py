"""Access tokens for IMAP (RFC 6749): by refresh token, or by the client's own credentials. The only module that knows
requests.
"""

import json
import logging
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.errors import MailboxBusyError, MailboxRefusedError, MailboxUnavailableError, StorageUnavailableError
from config.hiding import hide, query_secrets

log = logging.getLogger(__name__)

#: A token is renewed so many seconds before it lapses: a poll should not outlive it.
_MARGIN_SECONDS = 120
_DEFAULT_LIFE_SECONDS = 3600
#: Errors of the token endpoint that the next try may not meet (RFC 6749 4.1.2.1 and the large providers).
_NOT_NOW = frozenset({"temporarily_unavailable", "server_error", "slow_down", "too_many_requests", "missing_token"})


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """A registered client. Without `refresh_token` it signs in for itself. `kept` is the file of rotated refresh
    tokens.
    """

    token_url: str
    client_id: str
    client_secret: str | None
    refresh_token: str | None
    scope: str
    kept: Path
    ca_file: Path | None = None
    timeout: int = 60

    def __repr__(self) -> str:
        """The client without its secrets, so that no log or traceback shows them."""
        return f"OAuthClient({self.client_id} at {self.token_url.partition('?')[0]})"


class AccessTokens:
    """Hands out one access token until it lapses. `clock` gives seconds that never jump."""

    def __init__(self, client: OAuthClient, clock: Callable[[], float]) -> None:
        self._client, self._clock = client, clock
        self._token = ""
        self._until = 0.0

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be shown."""
        client = self._client
        known = (
            self._token,
            client.client_secret,
            client.refresh_token,
            self._kept(),
            *query_secrets(client.token_url),
        )
        return tuple(secret for secret in known if secret)

    def get(self) -> str:
        """A token that holds. Raises MailboxUnavailableError, or MailboxRefusedError when the sign-in was revoked."""
        if not self._token or self._clock() >= self._until:
            answer = self._ask()
            self._token = str(answer["access_token"])
            life = float(answer.get("expires_in") or _DEFAULT_LIFE_SECONDS)
            self._until = self._clock() + max(life - _MARGIN_SECONDS, life / 2)
        return self._token

    def forget(self) -> None:
        """The server refused the token before its time: the next one is asked for anew."""
        self._token = ""

    def _ask(self) -> dict[str, Any]:
        # Loaded only where a token is asked for: a fifth of a second that most commands need not pay.
        from oauthlib.oauth2 import OAuth2Error
        from requests.exceptions import RequestException

        client = self._client
        where = f"{client.token_url.partition('?')[0]} for {client.client_id}"
        try:
            return self._refresh() if client.refresh_token else self._sign_in()
        except OAuth2Error as error:
            if error.error in _NOT_NOW or (error.status_code or 0) >= 500:
                raise MailboxBusyError(f"{where} gives no token just now: {error.error}") from error
            meaning = (
                "sign in again and set OAUTH_REFRESH_TOKEN" if client.refresh_token else "correct the OAUTH_ settings"
            )
            reason = hide(f"{error.error} {error.description or ''}", self.secrets)
            raise MailboxRefusedError(f"{where} refused a token: {reason}; {meaning}") from error
        except (RequestException, ValueError) as error:
            raise MailboxUnavailableError(f"{where} did not answer: {hide(str(error), self.secrets)}") from error

    def _refresh(self) -> dict[str, Any]:
        from oauthlib.oauth2 import LegacyApplicationClient
        from requests_oauthlib import OAuth2Session

        client = self._client
        session = OAuth2Session(client=LegacyApplicationClient(client.client_id), scope=self._scopes())
        secret = {"client_secret": client.client_secret} if client.client_secret else {}
        current = self._kept() or client.refresh_token
        answer = _with_any_scope(
            lambda: session.refresh_token(
                client.token_url, refresh_token=current, client_id=client.client_id, **secret, **self._transport()
            )
        )
        self._keep(str(answer.get("refresh_token") or current))
        return answer

    def _sign_in(self) -> dict[str, Any]:
        from oauthlib.oauth2 import BackendApplicationClient
        from requests_oauthlib import OAuth2Session

        client = self._client
        session = OAuth2Session(client=BackendApplicationClient(client.client_id), scope=self._scopes())
        return _with_any_scope(
            lambda: session.fetch_token(
                client.token_url, client_secret=client.client_secret, include_client_id=True, **self._transport()
            )
        )

    def _scopes(self) -> list[str] | None:
        return self._client.scope.split() or None

    def _transport(self) -> dict[str, Any]:
        ca_file = self._client.ca_file
        return {"timeout": self._client.timeout, "verify": str(ca_file) if ca_file else True}

    def _kept(self) -> str | None:
        """The refresh token that replaced the one of the settings; a newly set one counts again."""
        try:
            kept = json.loads(self._client.kept.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return str(kept["current"]) if kept.get("first") == self._client.refresh_token else None

    def _keep(self, current: str) -> None:
        """Providers may rotate the refresh token at each use: losing the new one would end intake (RFC 6749 6)."""
        client = self._client
        if current in (client.refresh_token, self._kept()):
            return
        try:
            client.kept.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=client.kept.parent, prefix=".oauth-")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump({"first": client.refresh_token, "current": current}, file)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, client.kept)
        except OSError as error:
            raise StorageUnavailableError(
                f"the renewed refresh token could not be written to {client.kept}: {error}"
            ) from error
        log.info("refresh token renewed")


def _with_any_scope(ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Providers answer with more or fewer scopes than were asked for, which oauthlib raises as a Warning that has the
    token.
    """
    try:
        return ask()
    except Warning as other_scope:
        return dict(getattr(other_scope, "token", {}))
