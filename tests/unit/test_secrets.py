"""No part of a secret is shown, whatever is wrong with the setting it stands in."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from config.errors import DatabaseUnavailableError, SettingsError
from config.hiding import hide
from config.settings import Settings
from store.database import Database

#: URLs whose password was written as it is, and the words in it.
RAW = [
    ("postgresql://utente:Bella@casa2015@127.0.0.1:1/db", "Bella casa2015"),
    ("postgresql://utente:Bella@casa/2015@127.0.0.1:1/db", "Bella casa"),
    ("postgresql://utente:Bella@casa:2015@127.0.0.1:1/db", "Bella casa 2015"),
    ("postgresql://ut@ente:Bellacasa@127.0.0.1:1/db", "Bellacasa"),
    ("postgresql://utente:Bella@casa#2015@127.0.0.1:1/db", "Bella casa"),
    ("postgresql+psycopg://utente:@Bellacasa@127.0.0.1:1/db", "Bellacasa"),
]


@pytest.mark.parametrize(("url", "words"), RAW)
@pytest.mark.parametrize("words_typed", [["status"], ["check"], ["messages"], ["db", "current"]])
def test_a_password_with_a_sign_in_it_is_not_shown(
    command: Callable[..., Result], url: str, words: str, words_typed: list[str], tmp_path: Path
) -> None:
    done = command(*words_typed, "--database-url", url, "--data-dir", str(tmp_path))
    said = done.output + str(done.exception)
    assert done.exit_code != 0
    assert [word for word in words.split() if word in said] == []
    assert "%40" in said


@pytest.mark.parametrize(
    "url", ["postgresql://u:p/Bellacasa@", "postgresql://u:Bella[casa@h/db", "Bellacasa", "postgresql://h:Bellacasa/db"]
)
def test_a_url_that_is_none_is_not_shown(url: str) -> None:
    with pytest.raises((SettingsError, DatabaseUnavailableError)) as raised, Database(url).read():
        pass
    assert "casa" not in str(raised.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://utente:Bella%40casa@127.0.0.1:1/db",
        "postgresql://utente@127.0.0.1:1/db?password=Bella%40casa",
        "postgresql://127.0.0.1:1/db?user=utente&password=Bellacasa&sslpassword=Altracasa",
        "postgresql://utente:Bella%3Acasa@nessuno.invalid:1/db",
    ],
)
def test_a_server_that_is_away_is_named_without_the_password(url: str) -> None:
    database = Database(url)
    with pytest.raises(DatabaseUnavailableError) as raised, database.read():
        pass
    for said in (str(raised.value), database.shown_url):
        assert "casa" not in said
        assert "Bella" not in said
    assert "db" in database.shown_url


def test_a_file_of_sqlite_may_have_any_name(tmp_path: Path) -> None:
    assert Database(f"sqlite:///{tmp_path}/a@b@c.db").is_sqlite


@pytest.mark.parametrize("secret", ["Bella@casa", "così", 'con "virgolette"', "stro\\ke"])
def test_a_secret_is_hidden_however_it_is_written(secret: str) -> None:
    import base64
    from urllib.parse import quote

    forms = [
        secret,
        quote(secret, safe=""),
        base64.b64encode(secret.encode()).decode(),
        repr(secret),
        repr(secret.encode()),
    ]
    shown = hide(" | ".join(f"x{form}y" for form in forms), [secret])
    assert secret not in shown
    assert shown.count("…") == len(forms)


def test_a_token_endpoint_shows_no_secret() -> None:
    from ingest.oauth import OAuthClient

    client = OAuthClient("https://login.example/token?api_key=Bellacasa", "noi", "segreto", None, "", Path("x"))
    assert "casa" not in repr(client)
    assert "segreto" not in repr(client)


#: Nobody listens there.
AWAY = "127.0.0.1:1"
LOOPBACK = {"IMAP_HOST": "127.0.0.1", "IMAP_PORT": "1", "IMAP_TLS": "none", "IMAP_USER": "noi"}
OAUTH = LOOPBACK | {"IMAP_AUTH": "oauth2", "OAUTH_CLIENT_ID": "noi", "OAUTH_TOKEN_URL": f"https://{AWAY}/t"}
#: What may be wrong, each with the secret in it.
WRONG: dict[str, dict[str, str]] = {
    "a mailbox that is away": LOOPBACK | {"IMAP_PASSWORD": "Bella@casa"},
    "a mailbox that is nowhere": LOOPBACK | {"IMAP_HOST": "nessuno.invalid", "IMAP_TLS": "implicit"}
    | {"IMAP_PASSWORD": "Bella@casa"},
    "a password to be sent in clear": LOOPBACK | {"IMAP_HOST": "nessuno.invalid", "IMAP_PASSWORD": "Bella@casa"},
    "tokens from nobody": OAUTH | {"OAUTH_REFRESH_TOKEN": "Bella@casa", "OAUTH_CLIENT_SECRET": "Altra@casa"},
    "a password in the address of tokens": OAUTH | {"OAUTH_REFRESH_TOKEN": "Bella@casa"}
    | {"OAUTH_TOKEN_URL": f"https://noi:Bellacasa@{AWAY}/t?client_secret=Altracasa"},
    "an address of tokens that is none": OAUTH | {"OAUTH_TOKEN_URL": "https://noi:Bella[casa@/t"},
    "tokens in clear": OAUTH | {"OAUTH_TOKEN_URL": f"http://noi:Bellacasa@{AWAY}/t?key=Altracasa"},
    "a database in a query": {"DATABASE_URL": f"postgresql://{AWAY}/db?user=noi&password=Bellacasa"},
    "a database of an unknown kind": {"DATABASE_URL": "mongodb://noi:Bellacasa@127.0.0.1/db"},
    "a database with a port that is none": {"DATABASE_URL": "postgresql://noi:Bellacasa@127.0.0.1:porta/db"},
    "a bucket that is away": {"ORIGINALS_URL": "s3://posta", "ORIGINALS_ENDPOINT": f"http://{AWAY}"}
    | {"ORIGINALS_KEY": "noi", "ORIGINALS_SECRET": "Bella@casa"},
    "a password in the address of a bucket": {"ORIGINALS_URL": "s3://noi:Bellacasa@posta"},
    "a password in the address of the storage": {"ORIGINALS_URL": "s3://posta", "ORIGINALS_KEY": "noi"}
    | {"ORIGINALS_SECRET": "Bella@casa", "ORIGINALS_ENDPOINT": f"http://noi:Altracasa@{AWAY}"},
    "a storage of an unknown kind": {"ORIGINALS_URL": "ftp://noi:Bellacasa@posta/a"},
    "a mail server that is away": {"DIGEST": "daily", "DIGEST_FROM": "a@b.it", "DIGEST_TO": "a@b.it"}
    | {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": "1", "SMTP_TLS": "none"}
    | {"SMTP_USER": "noi", "SMTP_PASSWORD": "Bella@casa"},
    "a clamd that is away": {"CLAMD": AWAY, "IMAP_PASSWORD": "Bella@casa"},
    "another setting is wrong": LOOPBACK | {"IMAP_PASSWORD": "Bella@casa", "WORKERS": "molti"},
    "a setting that is unknown": LOOPBACK | {"IMAP_PASSWORD": "Bella@casa", "IMAP_PASSWORT": "Altra@casa"},
}  # fmt: skip
SECRETS = {name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)}


def set_all(monkeypatch: pytest.MonkeyPatch, folder: Path, values: dict[str, str], *, as_files: bool) -> None:
    """Gives the settings, secrets in files where they are to be."""
    for name, value in (values | {"DATA_DIR": str(folder)}).items():
        if as_files and name.lower() in SECRETS:
            file = folder / name
            file.write_text(f"{value}\n", "utf-8")
            name, value = f"{name}_FILE", str(file)
        monkeypatch.setenv(f"RACCOLTA_{name}", value)


@pytest.mark.parametrize("as_files", [False, True])
@pytest.mark.parametrize("wrong", WRONG)
def test_whatever_is_wrong_no_command_shows_a_secret(
    command: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path,
    wrong: str, as_files: bool,
) -> None:  # fmt: skip
    set_all(monkeypatch, tmp_path, WRONG[wrong], as_files=as_files)
    said = ""
    for words in (["poll"], ["status"], ["digest", "--send"]):
        done = command(*words)
        said += done.output + repr(done.exception) + str(done.exception.__cause__ if done.exception else "")
    assert done.exit_code != 0
    assert "casa" not in (said + caplog.text).replace(str(tmp_path), "")


@pytest.mark.parametrize("content", [b"Bella\xff\xfecasa", b"Bella\x00casa", b"Bella\ncasa\n", b"", b" \n"])
@pytest.mark.parametrize("name", sorted(SECRETS))
def test_a_file_of_a_secret_that_holds_something_else_is_not_shown(
    command: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / "segreto").write_bytes(content)
    monkeypatch.setenv(f"RACCOLTA_{name.upper()}_FILE", str(tmp_path / "segreto"))
    done = command("status", "--data-dir", str(tmp_path / "data"))
    assert "casa" not in done.output + repr(done.exception)
