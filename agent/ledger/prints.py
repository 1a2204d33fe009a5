"""The print journal: which documents were handed to the printer, and what became of each.

A job is here, and on the disk, before the printer hears of it; so after a power cut we know what to
ask the printer about, and never send a document twice. It holds no personal data: job names and
document ids only, and those for ninety days.
"""

import logging
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from agent.ledger.ids import new_id
from hal.page import Settled

log = logging.getLogger(__name__)

KEPT = timedelta(days=90)  # a document can be checked by its CSV for three months (BOE-A-2020-4784, 8.1)

# Columns are only ever added: the release before must be able to read this file after a rollback.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS prints (
    job TEXT PRIMARY KEY,
    document TEXT NOT NULL,
    state TEXT NOT NULL,
    accepted_at TEXT NOT NULL,
    settled_at TEXT
) STRICT, WITHOUT ROWID
"""


class JournalTrouble(Exception):
    """The journal cannot be written: nothing may be printed, because nobody would know of it."""

    code = "K-LEDGER-PRINTS"


class PrintState(StrEnum):
    ACCEPTED = "accepted"  # ours to print; the printer may know of it or not
    PRINTED = "printed"
    REFUSED = "refused"  # nothing is on paper
    IN_DOUBT = "in-doubt"


class Ended(StrEnum):
    """How a job can end; the values are those of ``PrintState``."""

    PRINTED = "printed"
    REFUSED = "refused"
    IN_DOUBT = "in-doubt"

    @classmethod
    def of(cls, settled: Settled) -> "Ended":
        """What a printer's answer after a crash means here."""
        match settled:
            case Settled.PRINTED:
                return cls.PRINTED
            case Settled.NOT_PRINTED:
                return cls.REFUSED
            case Settled.UNKNOWN:
                return cls.IN_DOUBT


@dataclass(frozen=True)
class PrintEntry:
    id: str  # UUIDv7, and the job's name at the printer
    document: str
    state: PrintState
    accepted_at: datetime
    settled_at: datetime | None


class PrintJournal:
    """Every call is one transaction, on the disk when it returns; from any thread.

    Each raises ``JournalTrouble`` when the disk does not take it.
    """

    def __init__(self, path: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._database = _open(path, now)

    def begin(self, document: str) -> str:
        """A new job for that document; gives its id."""
        job = new_id()
        self._do(
            "INSERT INTO prints (job, document, state, accepted_at) VALUES (?, ?, ?, ?)",
            (job, document, PrintState.ACCEPTED, self._now().isoformat()),
        )
        return job

    def settle(self, job: str, ended: Ended) -> None:
        """What is known to be printed or refused stays so; only doubt may still be cleared up.

        Raises ``KeyError`` for a job that was never begun.
        """
        self._do(
            "UPDATE prints SET state = ?, settled_at = ? WHERE job = ? AND state IN (?, ?)",
            (ended, self._now().isoformat(), job, PrintState.ACCEPTED, PrintState.IN_DOUBT),
        )
        if self.entry(job) is None:
            raise KeyError(job)

    def entry(self, job: str) -> PrintEntry | None:
        return next(iter(self._find("WHERE job = ?", (job,))), None)

    def open_jobs(self) -> tuple[PrintEntry, ...]:
        """Begun and not settled, in the order they were begun: after a start, what a crash cut short."""
        return self._find("WHERE state = ? ORDER BY accepted_at", (PrintState.ACCEPTED,))

    def close(self) -> None:
        with self._lock:
            self._database.close()

    def _do(self, statement: str, values: tuple[str, ...]) -> None:
        try:
            with self._lock, self._database:
                self._database.execute(statement, values)
        except sqlite3.Error as broken:
            raise JournalTrouble(type(broken).__name__) from broken

    def _find(self, where: str, values: tuple[str, ...]) -> tuple[PrintEntry, ...]:
        query = f"SELECT job, document, state, accepted_at, settled_at FROM prints {where}"
        try:
            with self._lock:
                rows = self._database.execute(query, values).fetchall()
        except sqlite3.Error as broken:
            raise JournalTrouble(type(broken).__name__) from broken
        return tuple(_entry(*row) for row in rows)


def _entry(job: str, document: str, state: str, accepted_at: str, settled_at: str | None) -> PrintEntry:
    settled = datetime.fromisoformat(settled_at) if settled_at else None
    return PrintEntry(job, document, PrintState(state), datetime.fromisoformat(accepted_at), settled)


def _open(path: Path, now: Callable[[], datetime]) -> sqlite3.Connection:
    """The journal in that file; a file that is no journal is put aside, for a kiosk must start."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return _connect(path, now())
        except sqlite3.DatabaseError as broken:
            if isinstance(broken, sqlite3.OperationalError):
                raise
            aside = path.with_suffix(f".broken-{now():%Y%m%dT%H%M%S}")
            path.rename(aside)
            for rest in ("-wal", "-shm"):
                path.with_name(path.name + rest).unlink(missing_ok=True)
            log.error("K-LEDGER-PRINTS: the print journal was broken; it is kept as %s", aside.name)
            return _connect(path, now())
    except (OSError, sqlite3.Error) as trouble:
        raise JournalTrouble(type(trouble).__name__) from trouble


def _connect(path: Path, now: datetime) -> sqlite3.Connection:
    database = sqlite3.connect(path, check_same_thread=False, timeout=2.0)
    try:
        path.chmod(0o600)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        (sound,) = database.execute("PRAGMA quick_check").fetchone()
        if sound != "ok":
            raise sqlite3.DatabaseError("quick_check")
        with database:
            database.execute(_SCHEMA)
            database.execute(
                "DELETE FROM prints WHERE state <> ? AND accepted_at < ?",
                (PrintState.ACCEPTED, (now - KEPT).isoformat()),
            )
    except BaseException:
        database.close()
        raise
    return database
