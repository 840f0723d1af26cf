"""Three workers over one PostgreSQL, killed and revived at random; two hosts with originals in S3-compatible storage,
one of them cut off for a while: nothing is lost or doubled.

`make test` runs a short part, `make scale` 20,000 mails and hosts with a network of their own.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.crowd import crowd, kill_and_revive, settings
from tests.faults.post import Post, read_by, wait_until
from tests.faults.proxy import proxy
from tests.services import Storage, fresh_database

pytestmark = pytest.mark.service

SEED = int(os.environ.get("FAULTS_SEED", "5973"))
#: Far longer than it takes on a busy machine.
PATIENCE = 240


@pytest.fixture
def url(postgresql_server: str) -> Iterator[str]:
    with fresh_database(postgresql_server, "raccolta_crowd") as url:
        yield url


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("queue", "mails", "kills"), [("table", 45, 4), ("procrastinate", 160, 8)])
def test_s59_three_workers_killed_at_random_lose_and_double_nothing(
    queue: str, mails: int, kills: int, url: str, tmp_path: Path
) -> None:
    with crowd(settings(url, tmp_path, queue), SEED) as (workers, app):
        post = Post(app)
        kill_and_revive(workers, post, mails, kills, PATIENCE)
        tally = post.tally()
        print(tally.line())
        assert tally.is_clean(), tally.line()
        assert workers.kills == kills


@pytest.mark.timeout(600)
def test_s59_of_two_hosts_one_is_cut_off_for_a_while_and_nothing_is_lost_or_doubled(
    url: str, storage_server: Storage, tmp_path: Path
) -> None:
    port = int(url.rpartition(":")[2].partition("/")[0])
    bucket = storage_server.bucket()
    near = settings(url, tmp_path, "procrastinate") | storage_server.environment(bucket)
    with proxy(port) as to_database, proxy(storage_server.port) as to_storage, crowd(near, SEED) as (workers, app):
        far = storage_server.environment(bucket, to_storage.port) | {
            "RACCOLTA_DATABASE_URL": url.replace(f":{port}/", f":{to_database.port}/"),
            "RACCOLTA_DATA_DIR": str(tmp_path / "far"),
        }
        post = Post(app)
        workers.bring_up("near")
        workers.bring_up("far", **far)

        def far_reads_more_than(before: int) -> bool:
            # The quicker host may read all there is; then there is more.
            if post.left() == 0:
                post.deliver(10)
            return read_by(app)["far"] > before

        wait_until(lambda: far_reads_more_than(0), PATIENCE)
        post.deliver(20)
        for link in (to_database, to_storage):
            link.cut_off()
        # What the far host had under way lapses, and the near one reads it.
        wait_until(lambda: post.left() == 0, PATIENCE)
        before = read_by(app)["far"]
        for link in (to_database, to_storage):
            link.heal()
        wait_until(lambda: far_reads_more_than(before), PATIENCE)
        wait_until(lambda: post.left() == 0, PATIENCE)
        tally = post.tally()
        print(tally.line())
        assert tally.is_clean(), tally.line()
        assert not list(tmp_path.rglob("*.eml")), "originals are in the bucket alone"
