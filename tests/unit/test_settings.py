"""Settings: where they come from, and one clear sentence for what is wrong."""

from pathlib import Path

import pytest

from config.errors import SettingsError
from config.settings import load


def test_defaults_put_a_sqlite_file_below_the_data_folder(tmp_path: Path) -> None:
    settings = load({"RACCOLTA_DATA_DIR": str(tmp_path)})
    assert settings.resolved_database_url == f"sqlite:///{tmp_path}/raccolta.db"


def test_the_environment_wins_over_the_file_and_options_over_both(tmp_path: Path) -> None:
    (tmp_path / "raccolta.toml").write_text('imap_host = "a.example"\npoll_seconds = 10\nworkers = 3\n')
    environment = {"RACCOLTA_CONFIG_FILE": str(tmp_path / "raccolta.toml"), "RACCOLTA_POLL_SECONDS": "20"}
    settings = load(environment, workers=4, imap_folder=None)
    assert (settings.imap_host, settings.poll_seconds, settings.workers, settings.imap_folder) == (
        "a.example",
        20,
        4,
        "INBOX",
    )


def test_a_secret_may_come_from_a_file_and_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("segreta\n")
    settings = load({"RACCOLTA_IMAP_PASSWORD_FILE": str(tmp_path / "password")})
    assert settings.imap_password is not None
    assert settings.imap_password.get_secret_value() == "segreta"
    assert "segreta" not in repr(settings)


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        (
            {"RACCOLTA_POL_SECONDS": "5"},
            "unknown setting RACCOLTA_POL_SECONDS in the environment; did you mean RACCOLTA_POLL_SECONDS?",
        ),
        ({"RACCOLTA_PASSWORD_OF_MAILBOX": "x"}, "unknown setting RACCOLTA_PASSWORD_OF_MAILBOX in the environment$"),
        ({"RACCOLTA_FOO": "x"}, "unknown setting RACCOLTA_FOO in the environment$"),
        ({"RACCOLTA_IMAP_PASWORD": "x"}, "did you mean RACCOLTA_IMAP_PASSWORD?"),
        ({"RACCOLTA_WORKER": "2"}, "did you mean RACCOLTA_WORKERS?"),
        ({"RACCOLTA_POLL_SECONDS": "soon"}, "RACCOLTA_POLL_SECONDS: must be a whole number"),
        ({"RACCOLTA_POLL_SECONDS": "0"}, "RACCOLTA_POLL_SECONDS: must be 1 or more"),
        ({"RACCOLTA_IMAP_IDLE": "forse"}, "RACCOLTA_IMAP_IDLE: must be true or false"),
        ({"RACCOLTA_DIGEST_HOUR": "24"}, "RACCOLTA_DIGEST_HOUR: must be 23 or less"),
        ({"RACCOLTA_LANGUAGE": "fr"}, "RACCOLTA_LANGUAGE: must be en or it"),
        ({"RACCOLTA_DIGEST": "hourly"}, "RACCOLTA_DIGEST: must be off, daily or weekly"),
        ({"RACCOLTA_HTTP_HOST": ""}, "RACCOLTA_HTTP_HOST: must not be empty"),
        ({"RACCOLTA_IMAP_TLS": "none", "RACCOLTA_IMAP_HOST": "imap.example"}, "only loopback may"),
        ({"RACCOLTA_AFTER_STORE": "delete"}, "RACCOLTA_AFTER_STORE: must be leave, seen or move:FOLDER"),
        ({"RACCOLTA_AFTER_STORE": "move:"}, "must be leave, seen or move:FOLDER"),
        ({"RACCOLTA_AFTER_FAILURE": "seen"}, "RACCOLTA_AFTER_FAILURE: must be leave or move:FOLDER"),
        ({"RACCOLTA_AFTER_FAILURE": "move: "}, "RACCOLTA_AFTER_FAILURE: must be leave or move:FOLDER"),
        ({"RACCOLTA_AFTER_FAILURE": "move:inbox"}, "RACCOLTA_AFTER_FAILURE names INBOX, the folder that is polled"),
        (
            {"RACCOLTA_AFTER_STORE": "move:Posta", "RACCOLTA_IMAP_FOLDER": "Posta"},
            "RACCOLTA_AFTER_STORE names Posta, the folder that is polled",
        ),
        ({"RACCOLTA_IMAP_PASSWORD": "a", "RACCOLTA_IMAP_PASSWORD_FILE": "/b"}, "both RACCOLTA_IMAP_PASSWORD and"),
        (
            {"RACCOLTA_IMAP_PASSWORD_FILE": "/nowhere"},
            "IMAP_PASSWORD_FILE names /nowhere, which cannot be read: No such file or directory",
        ),
        ({"RACCOLTA_CONFIG_FILE": "/nowhere.toml"}, "cannot be read"),
    ],
)
def test_what_is_wrong_is_one_sentence(environment: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(environment)
    assert (sentence if sentence[-1] != "$" else sentence[:-1]) in str(caught.value)
    assert sentence[-1] != "$" or str(caught.value).endswith(sentence[:-1])
    assert "\n" not in str(caught.value)


def test_an_unknown_key_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "raccolta.toml").write_text('imap_hots = "a"\n')
    with pytest.raises(SettingsError, match="did you mean imap_host"):
        load({"RACCOLTA_CONFIG_FILE": str(tmp_path / "raccolta.toml")})


def test_every_limit_is_a_setting() -> None:
    settings = load({"RACCOLTA_LIMIT_DEPTH": "3", "RACCOLTA_LIMIT_PDF_PAGES": "7"})
    assert (settings.limits.depth, settings.limits.pdf_pages) == (3, 7)


@pytest.mark.parametrize("content", ["", "\n", " \r\n", "\ufeff\n"])
@pytest.mark.parametrize("name", ["IMAP_PASSWORD", "OAUTH_CLIENT_SECRET", "DATABASE_URL", "IMAP_USER"])
def test_a_file_without_a_value_is_refused(name: str, content: str, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=f"RACCOLTA_{name}_FILE names .*secret, which is empty"):
        load({f"RACCOLTA_{name}_FILE": str(file)})
    (tmp_path / "raccolta.toml").write_text(f'{name.lower()}_file = "secret"\n')
    with pytest.raises(SettingsError, match=f"{name.lower()}_file names .*secret, which is empty"):
        load({"RACCOLTA_CONFIG_FILE": str(tmp_path / "raccolta.toml")})


@pytest.mark.parametrize("name", ["IMAP_PASSWORD", "OAUTH_REFRESH_TOKEN", "DATABASE_URL"])
def test_an_empty_secret_is_refused_wherever_it_stands(name: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=f"RACCOLTA_{name} is empty"):
        load({f"RACCOLTA_{name}": ""})
    (tmp_path / "raccolta.toml").write_text(f'{name.lower()} = ""\n')
    with pytest.raises(SettingsError, match=f"{name.lower()} is empty"):
        load({"RACCOLTA_CONFIG_FILE": str(tmp_path / "raccolta.toml")})
    assert load({"RACCOLTA_OAUTH_SCOPE": ""}).oauth_scope == ""


@pytest.mark.parametrize("written", ["segreta", "segreta\r\n", "\ufeffsegreta\n"])
@pytest.mark.parametrize("absolute", [True, False])
def test_the_settings_file_may_name_the_files_of_secrets(
    written: str, absolute: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "etc").mkdir()
    secret = tmp_path / "etc" / "password"
    secret.write_text(written, encoding="utf-8")
    (tmp_path / "etc" / "raccolta.toml").write_text(
        f'imap_password_file = "{secret if absolute else "password"}"\nimap_ca_file = "ca.pem"\n'
    )
    monkeypatch.chdir(tmp_path)
    settings = load({"RACCOLTA_CONFIG_FILE": "etc/raccolta.toml"})
    assert settings.imap_password is not None
    assert settings.imap_password.get_secret_value() == "segreta"
    assert settings.secret_files["imap_password"].resolve() == secret
    assert settings.imap_ca_file == Path("etc/ca.pem")


def test_a_password_of_the_environment_wins_over_the_file_that_the_settings_file_names(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("dal file")
    (tmp_path / "raccolta.toml").write_text('imap_password_file = "password"\n')
    settings = load({"RACCOLTA_CONFIG_FILE": str(tmp_path / "raccolta.toml"), "RACCOLTA_IMAP_PASSWORD": "di qui"})
    assert settings.imap_password is not None
    assert settings.imap_password.get_secret_value() == "di qui"
    assert settings.secret_files == {}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('imap_password_file = "/nowhere"', "imap_password_file names /nowhere, which cannot be read: No such file"),
        ("imap_password_file = 5", "imap_password_file must be the name of a file"),
        ('imap_password_file = ""', "imap_password_file must be the name of a file"),
        ('imap_password = "a"\nimap_password_file = "b"', "both imap_password and imap_password_file are set"),
        ('imap_pasword_file = "b"', "unknown setting imap_pasword_file"),
    ],
)
def test_what_is_wrong_with_a_file_in_the_settings_file_is_one_sentence(
    text: str, sentence: str, tmp_path: Path
) -> None:
    (tmp_path / "raccolta.toml").write_text(text + "\n")
    with pytest.raises(SettingsError) as caught:
        load({"RACCOLTA_CONFIG_FILE": str(tmp_path / "raccolta.toml")})
    assert sentence in str(caught.value)


def test_a_password_file_that_is_being_written_changes_nothing(tmp_path: Path) -> None:
    from ingest.login import ImapAccount

    file = tmp_path / "password"
    account = ImapAccount("h", 993, "u", "vecchia", password_file=file)
    for content, expected in (("", "vecchia"), ("\n", "vecchia"), ("nuova\n", "nuova"), ("\ufeffnuova\r\n", "nuova")):
        file.write_text(content, encoding="utf-8")
        assert account.current_password() == expected


@pytest.mark.parametrize("name", ["imap_ca_file", "pec_ca_file"])
def test_a_relative_file_of_authorities_is_one_beside_the_settings_file(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "etc").mkdir()
    settings = tmp_path / "etc" / "raccolta.toml"
    monkeypatch.chdir(tmp_path)
    for value, expected in (("ca.pem", settings.with_name("ca.pem")), ("/srv/ca.pem", Path("/srv/ca.pem"))):
        settings.write_text(f'{name} = "{value}"\n')
        assert getattr(load({"RACCOLTA_CONFIG_FILE": str(settings)}), name) == expected
    # In the environment it is one below the folder in which the program is started, as for any other program.
    assert getattr(load({f"RACCOLTA_{name.upper()}": "ca.pem"}), name) == Path("ca.pem")
