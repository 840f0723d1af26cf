"""Access tokens from a token server on loopback, and logins with them."""

import json
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from config.errors import MailboxBusyError, MailboxRefusedError, MailboxUnavailableError, SettingsError
from config.settings import load
from ingest.imap import ImapMailbox
from ingest.oauth import AccessTokens, OAuthClient
from jobs.app import TOKEN_FILE, App, open_mailbox
from jobs.poll import poll
from tests.certificates import make_certificates
from tests.imap_script import USER, Server, serving


@dataclass
class TokenServer:
    """Issues `token-1`, `token-2` ...; rotates the refresh token if told to; refuses with `error`."""

    url: str = ""
    ca: Path = Path()
    refresh: str = "refresh-0"
    rotates: bool = False
    error: tuple[int, dict[str, str]] | None = None
    expires_in: int = 3600
    scope: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    issued: set[str] = field(default_factory=set)

    def answer(self, form: dict[str, str]) -> tuple[int, dict[str, object]]:
        self.asked.append(form)
        if self.error:
            return self.error[0], dict(self.error[1])
        if form["grant_type"] == "refresh_token" and form["refresh_token"] != self.refresh:
            return 400, {"error": "invalid_grant", "error_description": "revoked"}
        if form["grant_type"] == "client_credentials" and form.get("client_secret") != "geheim":
            return 401, {"error": "invalid_client"}
        token = f"token-{len(self.asked)}"
        self.issued.add(token)
        answer: dict[str, object] = {"access_token": token, "token_type": "Bearer", "expires_in": self.expires_in}
        if self.scope:
            answer["scope"] = self.scope
        if self.rotates:
            self.refresh = f"refresh-{len(self.asked)}"
            answer["refresh_token"] = self.refresh
        return 200, answer


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    return make_certificates(tmp_path_factory.mktemp("ca"))


@pytest.fixture
def issuer(certificates: tuple[Path, Path, Path]) -> Iterator[TokenServer]:
    state = TokenServer(ca=certificates[0])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            status, answer = state.answer({key: values[0] for key, values in form.items()})
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates[1], certificates[2])
    server.socket = context.wrap_socket(server.socket, server_side=True)
    state.url = f"https://localhost:{server.server_address[1]}/token"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield state
    server.shutdown()
    server.server_close()


@pytest.fixture
def client(issuer: TokenServer, tmp_path: Path) -> OAuthClient:
    return OAuthClient(
        issuer.url, "raccolta", None, "refresh-0", "https://mail.example/.default", tmp_path / TOKEN_FILE, issuer.ca, 5
    )


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_one_token_serves_until_shortly_before_it_lapses(issuer: TokenServer, client: OAuthClient) -> None:
    clock = Clock()
    tokens = AccessTokens(client, clock)
    assert [tokens.get(), tokens.get()] == ["token-1", "token-1"]
    clock.now = 3400
    assert tokens.get() == "token-1"
    clock.now = 3500
    assert tokens.get() == "token-2"
    assert {form["grant_type"] for form in issuer.asked} == {"refresh_token"}
    assert issuer.asked[0]["scope"] == "https://mail.example/.default"


def test_s21_a_rotated_refresh_token_outlives_the_process(issuer: TokenServer, client: OAuthClient) -> None:
    issuer.rotates = True
    assert AccessTokens(client, Clock()).get() == "token-1"
    assert AccessTokens(client, Clock()).get() == "token-2"
    assert issuer.asked[1]["refresh_token"] == "refresh-1"
    assert client.kept.stat().st_mode & 0o077 == 0, "only its owner may read it"
    # One that an operator sets anew counts, whatever was kept.
    issuer.refresh = "refresh-new"
    assert AccessTokens(replace(client, refresh_token="refresh-new"), Clock()).get() == "token-3"


def test_s21_a_revoked_refresh_token_needs_a_person(issuer: TokenServer, client: OAuthClient) -> None:
    issuer.refresh = "another"
    with pytest.raises(MailboxRefusedError, match=r"invalid_grant.*sign in again"):
        AccessTokens(client, Clock()).get()


@pytest.mark.parametrize("error", [(503, {"error": "temporarily_unavailable"}), (400, {"error": "slow_down"})])
def test_s21_a_busy_token_server_is_an_outage(
    error: tuple[int, dict[str, str]], issuer: TokenServer, client: OAuthClient
) -> None:
    issuer.error = error
    with pytest.raises(MailboxBusyError):
        AccessTokens(client, Clock()).get()


def test_s21_an_absent_token_server_is_an_outage(client: OAuthClient) -> None:
    with pytest.raises(MailboxUnavailableError, match="did not answer"):
        AccessTokens(replace(client, token_url="https://localhost:9/token"), Clock()).get()


def test_s21_an_answer_that_is_no_token_is_an_outage(issuer: TokenServer, client: OAuthClient) -> None:
    issuer.error = (500, {})
    with pytest.raises(MailboxUnavailableError):
        AccessTokens(client, Clock()).get()


def test_a_client_signs_in_for_itself(issuer: TokenServer, client: OAuthClient) -> None:
    own = replace(client, refresh_token=None, client_secret="geheim")
    assert AccessTokens(own, Clock()).get() == "token-1"
    assert issuer.asked[0]["grant_type"] == "client_credentials"
    with pytest.raises(MailboxRefusedError, match="invalid_client"):
        AccessTokens(replace(own, client_secret="falsch"), Clock()).get()


def test_a_provider_may_answer_with_other_scopes(issuer: TokenServer, client: OAuthClient) -> None:
    issuer.scope = "https://mail.example/IMAP.AccessAsUser.All"
    assert AccessTokens(client, Clock()).get() == "token-1"
    assert AccessTokens(replace(client, refresh_token=None, client_secret="geheim"), Clock()).get() == "token-2"


def test_no_secret_is_shown(client: OAuthClient) -> None:
    assert "refresh-0" not in repr(replace(client, client_secret="geheim"))
    assert "geheim" not in repr(replace(client, client_secret="geheim"))


@pytest.fixture
def mailbox(issuer: TokenServer) -> Iterator[Server]:
    with serving(Server({1: b"Subject: a\r\n\r\nuno"}, tokens=issuer.issued)) as running:
        yield running


@pytest.mark.parametrize(
    ("offered", "used"), [("AUTH=XOAUTH2", "XOAUTH2"), ("AUTH=XOAUTH2 AUTH=OAUTHBEARER", "OAUTHBEARER")]
)
def test_the_login_uses_the_mechanism_that_is_offered(
    offered: str, used: str, mailbox: Server, client: OAuthClient, app: App
) -> None:
    mailbox.capabilities += f" {offered}"
    assert poll(app, ImapMailbox(mailbox.account(), AccessTokens(client, Clock()))).stored == 1
    assert f"AUTHENTICATE {used}" in mailbox.log


def test_s21_a_token_revoked_before_its_time_is_replaced_within_the_login(
    issuer: TokenServer, mailbox: Server, client: OAuthClient
) -> None:
    tokens = AccessTokens(client, Clock())
    tokens.get()
    issuer.issued.clear()
    assert ImapMailbox(mailbox.account(), tokens).snapshot().exists == 1
    assert len(issuer.asked) == 2


def test_s21_an_account_that_takes_no_token_is_refused_without_a_storm(
    issuer: TokenServer, mailbox: Server, client: OAuthClient
) -> None:
    mailbox.tokens = set()
    with pytest.raises(MailboxRefusedError, match=f"{USER} at 127.0.0.1 refused the login"):
        ImapMailbox(mailbox.account(), AccessTokens(client, Clock())).snapshot()
    assert len(issuer.asked) == 2


def test_s21_a_session_that_expires_in_the_middle_goes_on_with_a_new_login(
    mailbox: Server, client: OAuthClient, app: App
) -> None:
    mailbox.once(lambda s, tag, command: "BODY" in command and s.send(f"{tag} NO [EXPIRED] token expired") is None)
    reading = ImapMailbox(mailbox.account(), AccessTokens(client, Clock()))
    with pytest.raises(MailboxUnavailableError, match="ended the session"):
        poll(app, reading)
    assert app.queries.overview()["not_taken"] == 0
    assert poll(app, reading).stored == 1


def test_the_settings_reach_the_mailbox(issuer: TokenServer, mailbox: Server, tmp_path: Path) -> None:
    secret = tmp_path / "refresh"
    secret.write_text("refresh-0\n")
    environment = {
        "RACCOLTA_IMAP_HOST": "127.0.0.1",
        "RACCOLTA_IMAP_PORT": str(mailbox.port),
        "RACCOLTA_IMAP_TLS": "none",
        "RACCOLTA_IMAP_USER": USER,
        "RACCOLTA_IMAP_AUTH": "oauth2",
        "RACCOLTA_IMAP_CA_FILE": str(issuer.ca),
        "RACCOLTA_OAUTH_TOKEN_URL": issuer.url,
        "RACCOLTA_OAUTH_CLIENT_ID": "raccolta",
        "RACCOLTA_OAUTH_REFRESH_TOKEN_FILE": str(secret),
        "RACCOLTA_DATA_DIR": str(tmp_path / "data"),
    }
    assert open_mailbox(load(environment)).snapshot().exists == 1
    for missing in ("RACCOLTA_OAUTH_TOKEN_URL", "RACCOLTA_OAUTH_CLIENT_ID", "RACCOLTA_OAUTH_REFRESH_TOKEN_FILE"):
        with pytest.raises(SettingsError, match="IMAP_AUTH=oauth2 needs"):
            load({key: value for key, value in environment.items() if key != missing})
    with pytest.raises(SettingsError, match="https"):
        load(environment | {"RACCOLTA_OAUTH_TOKEN_URL": "http://localhost/token"})
