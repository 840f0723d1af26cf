"""Real servers for the tests, on loopback and in temporary folders: Dovecot with TLS, PostgreSQL, S3-compatible
storage.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from imapclient import IMAPClient

from tests.certificates import make_certificates

USER, PASSWORD = "dlci", "prova"
LOOPBACK = "127.0.0.1"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Dovecot:
    """A running server; `ca` is the authority that signed its certificate for `localhost`."""

    folder: Path
    port: int
    tls_port: int
    ca: Path
    password: str = PASSWORD
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = ["/usr/sbin/dovecot", "-F", "-c", str(self.folder / "dovecot.conf")]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        _wait_for(lambda: _answers(self.port), "Dovecot", self.process)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)
            self.process = None

    def client(self) -> IMAPClient:
        client = IMAPClient("127.0.0.1", port=self.port, ssl=False, timeout=30)
        client._imap.debug = 0
        client.plain_login(USER, self.password)
        return client

    def deliver(self, messages: Iterable[bytes], folder: str = "INBOX") -> None:
        with self.client() as client:
            if not client.folder_exists(folder):
                client.create_folder(folder)
            for message in messages:
                client.append(folder, message)

    def count(self, folder: str = "INBOX") -> int:
        with self.client() as client:
            if not client.folder_exists(folder):
                return 0
            return int(client.select_folder(folder, readonly=True)[b"EXISTS"])

    def empty(self) -> None:
        """New folders, so that UIDVALIDITY changes and nothing is left over."""
        with self.client() as client:
            client.select_folder("INBOX")
            if uids := client.search():
                client.delete_messages(uids)
                client.expunge()
            for _, _, name in client.list_folders():
                if name != "INBOX":
                    client.delete_folder(name)

    def environment(self, *, tls: str = "implicit") -> dict[str, str]:
        """The settings that reach it."""
        return {
            "RACCOLTA_IMAP_HOST": "localhost" if tls != "none" else "127.0.0.1",
            "RACCOLTA_IMAP_PORT": str(self.tls_port if tls == "implicit" else self.port),
            "RACCOLTA_IMAP_TLS": tls,
            "RACCOLTA_IMAP_CA_FILE": str(self.ca),
            "RACCOLTA_IMAP_USER": USER,
            "RACCOLTA_IMAP_PASSWORD": self.password,
        }


@contextmanager
def dovecot(password: str = PASSWORD, extra: str = "") -> Iterator[Dovecot]:
    """Starts Dovecot with its own configuration, and `extra` behind it, in a folder of its own: its mail user may not
    enter those of the tests.
    """
    folder = Path(tempfile.mkdtemp(prefix="raccolta-dovecot."))
    folder.chmod(0o755)
    try:
        with _dovecot(folder, password, extra) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _dovecot(folder: Path, password: str, extra: str) -> Iterator[Dovecot]:
    ca, certificate, key = make_certificates(folder)
    server = Dovecot(folder, free_port(), free_port(), ca, password)
    is_root = os.getuid() == 0
    user = "nobody" if is_root else pwd.getpwuid(os.getuid()).pw_name
    group = subprocess.check_output(["id", "-gn", user], text=True).strip()
    mail = folder / "mail"
    mail.mkdir()
    if is_root:
        shutil.chown(mail, user, group)
    internal = (
        ""
        if is_root
        else f"default_internal_user = {user}\ndefault_login_user = {user}\ndefault_internal_group = {group}\n"
    )
    anvil = "" if is_root else "service anvil {\n chroot =\n}\nservice imap-login {\n chroot =\n}\n"
    (folder / "dovecot.conf").write_text(
        f"""base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
{internal}{anvil}service imap-login {{
 inet_listener imap {{
  port = {server.port}
 }}
 inet_listener imaps {{
  port = {server.tls_port}
  ssl = yes
 }}
 process_min_avail = 1
}}
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
disable_plaintext_auth = no
mail_location = maildir:{mail}/%u
mail_max_userip_connections = 100
passdb {{
 driver = static
 args = password={password}
}}
userdb {{
 driver = static
 args = uid={user} gid={group} home={mail}/%u
}}
first_valid_uid = 1
first_valid_gid = 1
{extra}""",
        encoding="utf-8",
    )
    try:
        server.start()
        yield server
    finally:
        server.stop()


@dataclass
class PostgreSQL:
    """A running server with TLS for whoever asks for it; `url` is that of its maintenance database."""

    home: Path
    port: int
    binaries: Path
    as_user: list[str]
    host: str = LOOPBACK
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgresql://raccolta@{self.host}:{self.port}/postgres"

    def start(self) -> None:
        options = [
            "-D",
            str(self.home / "data"),
            "-h",
            self.host,
            "-p",
            str(self.port),
            "-k",
            str(self.home),
            "-c",
            "ssl=on",
        ]
        files = ["-c", f"ssl_cert_file={self.home}/cert.pem", "-c", f"ssl_key_file={self.home}/key.pem"]
        with (self.home / "postgresql.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*self.as_user, str(self.binaries / "postgres"), *options, *files], stdout=log, stderr=log, cwd="/"
            )
        _wait_for(lambda: _connects(self.url), "PostgreSQL", self.process)

    def stop(self) -> None:
        """At once, whoever is connected."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(30)
            self.process = None


@contextmanager
def postgresql(host: str = LOOPBACK, network: str = "") -> Iterator[PostgreSQL]:
    """Starts PostgreSQL with a fresh cluster in a folder of its own. It listens at the address `host`, and lets in all
    of a `network` too.
    """
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    is_root = os.getuid() == 0
    user = "postgres" if is_root else pwd.getpwuid(os.getuid()).pw_name
    # The server refuses to run as root, and its user cannot enter every folder that root can.
    home = Path(tempfile.mkdtemp(prefix="raccolta-pg."))
    make_certificates(home)
    (home / "key.pem").chmod(0o600)
    if is_root:
        for path in (home, home / "cert.pem", home / "key.pem"):
            shutil.chown(path, user, user)
    server = PostgreSQL(
        home,
        free_port(),
        binaries,
        ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"] if is_root else [],
        host,
    )
    subprocess.run(
        [*server.as_user, str(binaries / "initdb"), "-D", str(home / "data"), "-U", "raccolta", "-A", "trust", "-E",
            "UTF8", "--no-locale"],
        check=True, stdout=subprocess.DEVNULL, cwd="/",
    )  # fmt: skip
    if network:
        with (home / "data" / "pg_hba.conf").open("a", encoding="ascii") as rules:
            rules.write(f"host all all {network} trust\n")
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def fresh_database(server: str, name: str, template: str = "template1") -> Iterator[str]:
    """A database of its own on a running PostgreSQL, a copy of `template`."""
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield server.rpartition("/")[0] + "/" + name
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@dataclass
class Storage:
    """A running S3-compatible server that checks keys; `key` and `secret` are those that may do all."""

    port: int
    key: str = ""
    secret: str = ""
    buckets: int = 0

    def client(self, kind: str = "s3", **key: str) -> Any:
        """The provider's own client, to prepare and to look."""
        import boto3

        names = {"aws_access_key_id": self.key or "first", "aws_secret_access_key": self.secret or "first"} | key
        address = f"http://127.0.0.1:{self.port}"
        return boto3.client(kind, endpoint_url=address, region_name="us-east-1", **names)

    def bucket(self) -> str:
        """A new bucket."""
        self.buckets += 1
        name = f"originali-{os.getpid()}-{self.buckets}"
        self.client().create_bucket(Bucket=name)
        return name

    def environment(self, bucket: str, port: int | None = None) -> dict[str, str]:
        """The settings that keep originals in a bucket, by way of another `port` if one is given."""
        return {
            "RACCOLTA_ORIGINALS_URL": f"s3://{bucket}/raccolta/prova",
            "RACCOLTA_ORIGINALS_ENDPOINT": f"http://127.0.0.1:{port or self.port}",
            "RACCOLTA_ORIGINALS_KEY": self.key,
            "RACCOLTA_ORIGINALS_SECRET": self.secret,
            "RACCOLTA_ORIGINALS_TIMEOUT_SECONDS": "10",
        }


@contextmanager
def storage() -> Iterator[Storage]:
    """Starts the server; what is in it is gone when it ends."""
    server = Storage(free_port())
    allowed = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(server.port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        # The three steps below need no key; from then on one is needed.
        env=os.environ | {"INITIAL_NO_AUTH_ACTION_COUNT": "3"},
    )  # fmt: skip
    try:
        _wait_for(lambda: _listens(server.port), "the storage", process)
        persons = server.client("iam")
        persons.create_user(UserName="raccolta")
        persons.put_user_policy(UserName="raccolta", PolicyName="all", PolicyDocument=allowed)
        made = persons.create_access_key(UserName="raccolta")["AccessKey"]
        server.key, server.secret = made["AccessKeyId"], made["SecretAccessKey"]
        yield server
    finally:
        process.terminate()
        process.wait(20)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as link:
            return link.recv(20).startswith(b"* OK")
    except OSError:
        return False


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _connects(url: str) -> bool:
    import psycopg

    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def _wait_for(ready, name: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if ready():
            return
        if process.poll() is not None:
            said = process.stderr.read().decode() if process.stderr else ""
            raise RuntimeError(f"{name} ended with {process.returncode}: {said}")
        time.sleep(0.1)
    raise RuntimeError(f"{name} did not start")
