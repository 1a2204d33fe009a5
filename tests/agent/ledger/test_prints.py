"""The print journal: what it says after anything that can happen to a kiosk."""

import itertools
import signal
import sqlite3
import subprocess
import sys
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from agent.ledger.ids import new_id
from agent.ledger.prints import KEPT, Ended, JournalTrouble, PrintJournal, PrintState
from hal.page import Settled


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "prints.sqlite"


def test_a_job_begun_is_open_until_it_is_settled(path):
    journal = PrintJournal(path)
    first, second = journal.begin("doc-1"), journal.begin("doc-2")
    assert [entry.id for entry in journal.open_jobs()] == [first, second]
    journal.settle(first, Ended.PRINTED)
    assert [(entry.id, entry.document) for entry in journal.open_jobs()] == [(second, "doc-2")]
    journal.close()


def test_a_kiosk_killed_after_begin_finds_the_job_open(path):
    script = (
        "import os, signal, sys; from pathlib import Path; from agent.ledger.prints import PrintJournal\n"
        "print(PrintJournal(Path(sys.argv[1])).begin('doc'), flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    killed = subprocess.run([sys.executable, "-c", script, path], capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL
    journal = PrintJournal(path)
    assert [entry.id for entry in journal.open_jobs()] == [killed.stdout.decode().strip()]
    journal.close()


@pytest.mark.parametrize("known", [Ended.PRINTED, Ended.REFUSED])
@pytest.mark.parametrize("later", list(Ended))
def test_what_is_known_is_not_unlearned(path, known, later):
    journal = PrintJournal(path)
    job = journal.begin("doc")
    journal.settle(job, known)
    journal.settle(job, later)
    entry = journal.entry(job)
    assert entry is not None
    assert entry.state == PrintState(known)
    journal.close()


@pytest.mark.parametrize("known", list(Ended))
def test_doubt_can_be_cleared_up(path, known):
    journal = PrintJournal(path)
    job = journal.begin("doc")
    journal.settle(job, Ended.IN_DOUBT)
    journal.settle(job, known)
    entry = journal.entry(job)
    assert entry is not None
    assert entry.state == PrintState(known)
    journal.close()


def test_a_job_in_doubt_is_not_asked_about_for_ever(path):
    journal = PrintJournal(path)
    journal.settle(journal.begin("doc"), Ended.IN_DOUBT)
    assert journal.open_jobs() == ()
    journal.close()


def test_settling_what_was_never_begun_is_a_mistake(path):
    journal = PrintJournal(path)
    with pytest.raises(KeyError):
        journal.settle("never", Ended.PRINTED)
    journal.close()


def test_a_printers_answer_after_a_crash_has_one_meaning_here():
    assert {settled: Ended.of(settled) for settled in Settled} == {
        Settled.PRINTED: Ended.PRINTED,
        Settled.NOT_PRINTED: Ended.REFUSED,
        Settled.UNKNOWN: Ended.IN_DOUBT,
    }


def test_settled_jobs_are_forgotten_after_their_time_and_open_ones_never(path):
    long_ago = datetime.now(UTC) - KEPT - timedelta(days=1)
    old = PrintJournal(path, now=lambda: long_ago)
    settled, left_open = old.begin("doc-1"), old.begin("doc-2")
    old.settle(settled, Ended.PRINTED)
    old.close()
    journal = PrintJournal(path)
    assert journal.entry(settled) is None
    assert [entry.id for entry in journal.open_jobs()] == [left_open]
    journal.close()


def test_every_commit_is_on_the_disk_before_the_call_returns(path):
    journal = PrintJournal(path)
    assert journal._database.execute("PRAGMA synchronous").fetchone() == (2,)
    assert journal._database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    journal.close()


@given(rubbish=some.binary(max_size=600))
def test_whatever_is_in_its_file_the_kiosk_starts_and_the_journal_works(tmp_path_factory, rubbish):
    path = tmp_path_factory.mktemp("state") / "prints.sqlite"
    path.write_bytes(rubbish)
    journal = PrintJournal(path)
    job = journal.begin("doc")
    assert [entry.id for entry in journal.open_jobs()] == [job]
    journal.close()


def test_a_journal_damaged_on_the_disk_is_kept_for_a_technician_to_look_at(path):
    journal = PrintJournal(path)
    for _ in range(200):
        journal.begin("doc")
    journal.close()
    damaged = bytearray(path.read_bytes())
    damaged[4096:8192] = b"\xa5" * 4096
    path.write_bytes(damaged)
    PrintJournal(path).close()
    (aside,) = path.parent.glob("*.broken-*")
    assert aside.read_bytes() == damaged


def test_a_disk_that_takes_nothing_is_told_with_a_code(path):
    journal = PrintJournal(path)
    other = sqlite3.connect(path)
    other.execute("DROP TABLE prints")
    other.close()
    with pytest.raises(JournalTrouble) as trouble:
        journal.begin("doc")
    assert trouble.value.code == "K-LEDGER-PRINTS"
    journal.close()


def test_only_the_kiosk_may_read_it(path):
    journal = PrintJournal(path)
    journal.begin("doc")
    assert all(file.stat().st_mode & 0o077 == 0 for file in path.parent.iterdir())
    journal.close()


def test_ids_are_uuids_of_version_7_and_sort_by_time():
    ids = [new_id() for _ in range(200)]
    assert len(set(ids)) == 200
    assert {uuid.UUID(made).version for made in ids} == {7}
    assert {uuid.UUID(made).variant for made in ids} == {uuid.RFC_4122}
    stamps = [made[:13] for made in ids]
    assert all(one <= next_ for one, next_ in itertools.pairwise(stamps))
