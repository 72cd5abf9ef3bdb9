"""Where a scenario is measured: an installation of its own with an empty database, gone afterwards."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from bench.cases import KOPPELKANS, ROOT, SEED
from bench.process import Measured, measure

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
LONGEST = 3_600.0  # seconds that preparing may take
SHIPPED = {
    "KOPPELKANS_PLAIN_HTTP": "1",
    "KOPPELKANS_SECRET_KEY": "only-for-measuring-" * 3,
    "KOPPELKANS_SECOND_FACTOR": "required",
    "KOPPELKANS_LONGEST_ROUND": "60",
    "KOPPELKANS_PROXIES": "1",
    "KOPPELKANS_MAIL_URL": "dummymail://",
}
NOT_OURS = ("DJANGO_SETTINGS_MODULE", "KOPPELKANS_DEMO", "KOPPELKANS_OIDC_ISSUER")


@dataclass(frozen=True)
class Installation:
    """A database, a folder for files, and the settings that go with them."""

    kind: str
    folder: Path
    url: str

    @property
    def environment(self) -> dict[str, str]:
        """What a process of this installation is started with."""
        kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
        own = {"DATABASE_URL": self.url, "KOPPELKANS_VAR": str(self.folder), "PYTHONPATH": str(ROOT)}
        return kept | SHIPPED | own

    def run(self, *command: str | Path, limit: float = LONGEST) -> Measured:
        """Run a command of this installation as a whole process; raises RuntimeError where it fails."""
        took = measure(command, limit, self.environment)
        if took.status:
            raise RuntimeError(f"{' '.join(map(str, command))} ended with status {took.status}: {took.said}")
        return took

    def module(self, name: str, *arguments: str | Path, limit: float = LONGEST) -> Measured:
        """Run a module of the benchmark in this installation."""
        return self.run(sys.executable, "-m", name, *arguments, limit=limit)


def kinds() -> list[str]:
    """The databases that can be measured with: PostgreSQL where DATABASE_URL names a server."""
    return [SQLITE, POSTGRESQL] if os.environ.get("DATABASE_URL", "").startswith("postgres") else [SQLITE]


@contextmanager
def installation(kind: str, folder: Path) -> Iterator[Installation]:
    """An installation with an empty database."""
    (folder / "static").mkdir(parents=True)
    if kind == SQLITE:
        made = Installation(kind, folder, f"sqlite:///{folder / 'koppelkans.sqlite3'}")
        made.run(KOPPELKANS, "migrate")
        yield made
        return
    server = os.environ["DATABASE_URL"]
    name = f"bench_{os.getpid()}_{folder.name}".replace("-", "_")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            made = Installation(kind, folder, urlunsplit(urlsplit(server)._replace(path=f"/{name}")))
            made.run(KOPPELKANS, "migrate")
            yield made
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def server() -> int | None:
    """The process of the database server, where there is one on this machine."""
    if POSTGRESQL not in kinds():
        return None
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        status = Path(f"/proc/{connection.info.backend_pid}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("PPid:"))


def versions() -> dict[str, str]:
    """The versions of the database servers."""
    import sqlite3

    found = {SQLITE: sqlite3.sqlite_version}
    if POSTGRESQL in kinds():
        with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
            row = connection.execute("SHOW server_version").fetchone()
            durable = connection.execute("SHOW fsync").fetchone()
            found[POSTGRESQL] = f"{row[0] if row else '?'}, fsync {durable[0] if durable else '?'}"
    return found


def region(people: int, folder: Path, seed: int = SEED) -> Path:
    """A generated region folder."""
    made = measure([KOPPELKANS, "generate", "--candidates", str(people), "--seed", str(seed), "-o", folder], LONGEST)
    if made.status:
        raise RuntimeError(made.said)
    return folder
