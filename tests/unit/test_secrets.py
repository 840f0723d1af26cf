"""No part of a secret is shown, whatever is wrong with the setting it stands in."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from config.errors import DatabaseUnavailableError, SettingsError
from config.hiding import hide
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
