# SPDX-License-Identifier: Apache-2.0
"""The record on PostgreSQL: connections, threads, forks, and servers that fail."""

import gc
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

from comity.core.errors import ComityError, LogError, UnavailableError
from comity.ports import Kept
from comity.store import postgres_database
from comity.store.postgres import PostgresRecords
from comity.store.postgres_faults import meaning
from tests.contract.store.samples import CHANNEL, JP, KR, ahead, chain, finding, named, placed
from tests.postgres import Cluster, database_of


@pytest.fixture
def place(tmp_path: Path) -> dict[str, str]:
    return database_of(tmp_path)


@pytest.fixture
def records(place: dict[str, str]) -> Iterator[PostgresRecords]:
    made = PostgresRecords(place)
    made.open_channel(CHANNEL, b"birth")
    yield made
    made.close()


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A server of these tests' own, with every sync, that may be stopped and killed."""
    made = Cluster()
    yield made
    made.remove()


def _refused(act: Callable[[], object]) -> str:
    with pytest.raises(ComityError) as refused:
        act()
    return refused.value.code


def _backend(records: PostgresRecords) -> int:
    return records.database.connection().info.backend_pid


def test_threads_race_for_each_number_and_one_wins(records: PostgresRecords) -> None:
    gate = threading.Barrier(4)

    def claim(name: int) -> int:
        won = 0
        for number in range(1, 11):
            gate.wait()
            head = records.heads(CHANNEL).get(JP)
            entry = placed(JP, number, CHANNEL if head is None else head.hashes[0], str(name))
            gate.wait()
            try:
                records.ahead(CHANNEL, ahead(entry))
            except LogError:
                continue
            records.finish(CHANNEL, entry.hash, entry.signature)
            won += 1
        return won

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(claim, range(4))) == 10
    assert len(records.range(CHANNEL, JP, 1, 100)) == 10


def test_whoever_appends_at_once_leaves_no_gap_between_places(records: PostgresRecords) -> None:
    logs = [list(chain(JP, 40, branch=str(name))) for name in range(4)]

    def store(log: list[Any]) -> None:
        for at in range(0, 40, 2):
            records.append(CHANNEL, log[at : at + 2])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(store, logs))
    assert [place for place, _ in records.since(CHANNEL, 0, 1_000)] == list(range(1, 161))


def test_a_thread_that_ends_lets_go_of_its_connection(records: PostgresRecords) -> None:
    for _ in range(5):
        thread = threading.Thread(target=records.channels)
        thread.start()
        thread.join()
    gc.collect()
    assert len(records.database._handles) == 1


def test_a_forked_process_opens_a_connection_of_its_own(records: PostgresRecords) -> None:
    first, second = chain(JP, 2)
    records.append(CHANNEL, [first])
    before = _backend(records)
    child = os.fork()
    if not child:
        code = 1
        try:
            code = 0 if records.append(CHANNEL, [second]) == 1 else 2
            assert _backend(records) != before
            records.close()
        except BaseException:  # noqa: BLE001 - the exit code tells it
            code = 3
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert records.place(CHANNEL) == 2
    assert _backend(records) == before, "the child said goodbye in our name"


def test_a_parents_death_ends_its_transaction_though_a_forked_child_lives(
    records: PostgresRecords,
) -> None:
    told, tell = os.pipe()
    parent = os.fork()
    if not parent:
        with records.database.writing():
            if not os.fork():  # it touches the record once, lives on, and says so
                records.channels()
                os.write(tell, f"{os.getpid()}\n".encode())
                signal.pause()
                os._exit(0)
            signal.pause()
    child = int(os.read(told, 20))
    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)
    try:
        assert records.append(CHANNEL, list(chain(JP, 1))) == 1
    finally:
        os.kill(child, signal.SIGKILL)
        os.close(told)
        os.close(tell)


def test_two_handles_see_each_others_entries(
    records: PostgresRecords, place: dict[str, str]
) -> None:
    other = PostgresRecords(place)
    first, second = chain(JP, 2)
    records.append(CHANNEL, [first])
    assert other.entry(CHANNEL, first.hash) == first
    other.ahead(CHANNEL, ahead(second))
    assert records.pending_ahead(CHANNEL) == ahead(second)
    other.close()


def test_a_batch_that_fails_midway_stores_nothing(records: PostgresRecords) -> None:
    good, other = chain(JP, 2)
    bad = type(other)(JP, 0, other.previous, other.hash, other.raw, other.signature)
    with pytest.raises(psycopg.errors.CheckViolation):
        records.append(CHANNEL, [good, bad])
    assert records.place(CHANNEL) == 0
    assert records.append(CHANNEL, [good, other]) == 2


def test_a_failed_statement_that_was_passed_over_keeps_nothing(records: PostgresRecords) -> None:
    def pass_over() -> None:
        with records.together():
            records.note(CHANNEL, finding(1))
            with pytest.raises(psycopg.Error):
                records.database.rows("SELECT nothing FROM nowhere", ())

    with pytest.raises(AssertionError):
        pass_over()
    assert records.findings(CHANNEL, 9) == ()
    assert records.append(CHANNEL, list(chain(JP, 1))) == 1


def test_a_record_that_another_holds_too_long_is_unavailable(
    place: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_database, "WAIT_MS", 20)
    one, two = PostgresRecords(place), PostgresRecords(place)
    one.open_channel(CHANNEL, b"birth")
    with one.together():
        with ThreadPoolExecutor(1) as pool:
            refused = pool.submit(_refused, lambda: two.append(CHANNEL, list(chain(JP, 1))))
        assert refused.result() == "record-busy"
    assert two.append(CHANNEL, list(chain(JP, 1))) == 1
    one.close()
    two.close()


def test_a_statement_that_takes_too_long_is_unavailable(
    place: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    PostgresRecords(place).close()  # the tables are there: a busy machine takes its time for them
    monkeypatch.setattr(postgres_database, "STATEMENT_MS", 500)
    records = PostgresRecords(place)
    assert _refused(lambda: records.database.rows("SELECT pg_sleep(60)", ())) == "record-busy"
    assert records.channels() == ()
    records.close()


def test_a_writer_that_stops_in_the_middle_holds_up_nobody_for_ever(
    place: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    PostgresRecords(place).close()
    monkeypatch.setattr(postgres_database, "IDLE_MS", 1_000)
    one, two = PostgresRecords(place), PostgresRecords(place)
    one.open_channel(CHANNEL, b"birth")

    def stopped() -> None:
        with one.together():
            one.append(CHANNEL, list(chain(JP, 1)))
            with ThreadPoolExecutor(1) as pool:  # waits until the server ends the transaction
                assert pool.submit(two.append, CHANNEL, list(chain(KR, 1))).result() == 1

    assert _refused(stopped) == "record-busy"
    assert [entry.party for _, entry in one.since(CHANNEL, 0, 9)] == [KR]
    one.close()
    two.close()


def _drop(records: PostgresRecords, place: dict[str, str]) -> None:
    """The server ends this thread's session, as at a restart."""
    with psycopg.connect(**place, autocommit=True) as other:  # type: ignore[arg-type]  # texts
        other.execute("SELECT pg_terminate_backend(%s, 60000)", (_backend(records),))


def test_a_session_lost_between_two_calls_is_replaced(
    records: PostgresRecords, place: dict[str, str]
) -> None:
    first, second = chain(JP, 2)
    _drop(records, place)
    assert records.place(CHANNEL) == 0
    _drop(records, place)
    assert records.append(CHANNEL, [first]) == 1
    _drop(records, place)
    with records.together():
        assert records.append(CHANNEL, [second]) == 1
    assert records.place(CHANNEL) == 2


def test_a_session_lost_inside_a_block_changes_nothing(
    records: PostgresRecords, place: dict[str, str]
) -> None:
    first, second = chain(JP, 2)

    def lose() -> None:
        with records.together():
            records.append(CHANNEL, [first])
            _drop(records, place)
            # Whoever goes on all the same writes nothing outside of the block.
            assert _refused(lambda: records.place(CHANNEL)) == "record-busy"
            assert _refused(lambda: records.append(CHANNEL, [first, second])) == "record-busy"

    assert _refused(lose) == "record-busy"
    assert records.place(CHANNEL) == 0
    assert records.append(CHANNEL, [first, second]) == 2


def test_a_server_that_crashes_keeps_what_it_acknowledged(cluster: Cluster) -> None:
    cluster.run("DROP DATABASE IF EXISTS crash", "CREATE DATABASE crash")
    records = PostgresRecords(cluster.place("crash"))
    records.open_channel(CHANNEL, b"birth")
    entries = list(chain(JP, 30, size=3_000))
    for count, entry in enumerate(entries, 1):
        records.append(CHANNEL, [entry])
        if count % 10 == 0:
            cluster.stop("QUIT")
            assert _refused(lambda: records.place(CHANNEL)) == "record-busy"
            cluster.start()
            assert records.place(CHANNEL) == count
    assert [entry for _, entry in records.since(CHANNEL, 0, 99)] == entries
    records.close()


def test_a_server_that_is_not_there_is_busy_and_what_must_be_mended_is_unreadable(
    cluster: Cluster, tmp_path: Path
) -> None:
    cluster.run(
        "DROP DATABASE IF EXISTS closed", "CREATE DATABASE closed", "DROP ROLE IF EXISTS guest",
        "CREATE ROLE guest LOGIN", "REVOKE ALL ON DATABASE closed FROM PUBLIC",
        "DROP DATABASE IF EXISTS shut", "CREATE DATABASE shut",
    )  # fmt: skip

    def opened(**other: str) -> str:
        return _refused(lambda: PostgresRecords({**cluster.place(), **other}))

    assert opened(host=str(tmp_path)) == "record-busy"
    assert opened(host="127.0.0.1", port="1") == "record-busy"
    assert opened(user="nobody-of-that-name") == "record-unreadable"
    assert opened(dbname="no-such-database") == "record-unreadable"
    assert opened(dbname="closed", user="guest") == "record-unreadable"
    # It may come in, but not make tables.
    assert opened(dbname="shut", user="guest") == "record-unreadable"


def test_too_many_connections_pass_by_themselves(cluster: Cluster) -> None:
    cluster.run(
        "DROP DATABASE IF EXISTS narrow", "DROP ROLE IF EXISTS narrow", "CREATE ROLE narrow LOGIN",
        "CREATE DATABASE narrow OWNER narrow CONNECTION LIMIT 1",
    )  # fmt: skip
    place = cluster.place("narrow", "narrow")
    records = PostgresRecords(place)
    assert _refused(lambda: PostgresRecords(place)) == "record-busy"
    records.close()
    cluster.run("DROP DATABASE narrow WITH (FORCE)", "DROP ROLE narrow")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (psycopg.errors.DiskFull("no space left"), "record-full"),
        (psycopg.errors.OutOfMemory(""), "record-busy"),
        (psycopg.errors.DeadlockDetected(""), "record-busy"),
        (psycopg.errors.CannotConnectNow("the database system is starting up"), "record-busy"),
        (psycopg.errors.AdminShutdown(""), "record-busy"),
        (psycopg.errors.ReadOnlySqlTransaction(""), "record-unreadable"),
        (psycopg.errors.InsufficientPrivilege(""), "record-unreadable"),
        (psycopg.errors.IoError(""), "record-unreadable"),
        (psycopg.errors.DataCorrupted(""), "record-unreadable"),
        (psycopg.OperationalError("connection failed: 치명적오류: 롤이 없습니다"), "record-busy"),
        (psycopg.OperationalError('FATAL: role "x" does not exist'), "record-unreadable"),
    ],
)
def test_each_failure_has_its_code(error: psycopg.Error, code: str) -> None:
    assert meaning("record", error).code == code


def test_a_bug_is_raised_as_it_is() -> None:
    for error in (psycopg.errors.UndefinedTable(""), psycopg.errors.UniqueViolation("")):
        with pytest.raises(type(error)):
            meaning("record", error)


def test_a_full_disk_is_told_and_leaves_the_record_whole(records: PostgresRecords) -> None:
    # The server itself says it; a trigger stands for the disk.
    connection = records.database.connection()
    connection.execute(
        "CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'no space left on device' USING ERRCODE = '53100'; END $$"
    )
    connection.execute(
        "CREATE TRIGGER fill BEFORE INSERT ON entry FOR EACH ROW WHEN (NEW.number = 3) "
        "EXECUTE FUNCTION fill()"
    )
    with pytest.raises(UnavailableError) as refused:
        records.append(CHANNEL, list(chain(JP, 5)))
    assert refused.value.code == "record-full"
    assert records.place(CHANNEL) == 0
    assert records.append(CHANNEL, list(chain(JP, 2))) == 2


def test_every_connection_syncs_and_keeps_what_an_operator_asks_for_beyond(
    place: dict[str, str],
) -> None:
    def asked() -> str:
        records = PostgresRecords(place)
        found: str = records.database.rows("SHOW synchronous_commit", ())[0][0]
        records.close()
        return found

    assert asked() == "on"
    for setting, kept in (("off", "on"), ("remote_apply", "remote_apply")):
        with psycopg.connect(**place, autocommit=True) as admin:  # type: ignore[arg-type]  # texts
            statement = f"ALTER DATABASE {place['dbname']} SET synchronous_commit = {setting}"
            admin.execute(statement.encode())
        assert asked() == kept


def test_destroyed_content_is_in_no_row_and_its_space_is_free(records: PostgresRecords) -> None:
    secret, digest = b"the red line of the delegation " * 2_000, named("secret")
    records.put_content(CHANNEL, "body", digest, Kept(b"s" * 32, secret))
    records.destroy_content(CHANNEL, "body", digest)
    assert records.content(CHANNEL, "body", digest) == "destroyed"
    dead = "SELECT pg_total_relation_size(reltoastrelid) FROM pg_class WHERE relname = 'content'"
    before = records.database.rows(dead, ())
    records.put_content(CHANNEL, "body", named("next"), Kept(b"s" * 32, secret))
    assert records.database.rows(dead, ()) <= before, "what was freed was not used again"


def test_inside_a_block_the_space_is_left_for_later(records: PostgresRecords) -> None:
    with records.together():
        records.destroy_content(CHANNEL, "body", named("secret"))
        assert not records.database.sweep("content")
    assert records.database.sweep("content")
    assert records.content(CHANNEL, "body", named("secret")) == "destroyed"
