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
    assert (settings.imap_host, settings.poll_seconds, settings.workers, settings.imap_folder) == ("a.example", 20, 4, "INBOX")


def test_a_secret_may_come_from_a_file_and_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("segreta\n")
    settings = load({"RACCOLTA_IMAP_PASSWORD_FILE": str(tmp_path / "password")})
    assert settings.imap_password is not None
    assert settings.imap_password.get_secret_value() == "segreta"
    assert "segreta" not in repr(settings)


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"RACCOLTA_POL_SECONDS": "5"}, "unknown setting RACCOLTA_POL_SECONDS in the environment; did you mean RACCOLTA_POLL_SECONDS?"),
        ({"RACCOLTA_POLL_SECONDS": "soon"}, "RACCOLTA_POLL_SECONDS: Input should be a valid integer"),
        ({"RACCOLTA_POLL_SECONDS": "0"}, "RACCOLTA_POLL_SECONDS: Input should be greater than or equal to 1"),
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
        ({"RACCOLTA_IMAP_PASSWORD_FILE": "/nowhere"}, "names a file that cannot be read"),
        ({"RACCOLTA_CONFIG_FILE": "/nowhere.toml"}, "cannot be read"),
    ],
)
def test_what_is_wrong_is_one_sentence(environment: dict[str, str], sentence: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(environment)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_unknown_key_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "raccolta.toml").write_text('imap_hots = "a"\n')
    with pytest.raises(SettingsError, match="did you mean imap_host"):
        load({"RACCOLTA_CONFIG_FILE": str(tmp_path / "raccolta.toml")})


def test_every_limit_is_a_setting() -> None:
    settings = load({"RACCOLTA_LIMIT_DEPTH": "3", "RACCOLTA_LIMIT_PDF_PAGES": "7"})
    assert (settings.limits.depth, settings.limits.pdf_pages) == (3, 7)
