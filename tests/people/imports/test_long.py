"""Long files: background work, memory, what a stopped worker leaves, the same file twice at once."""

from __future__ import annotations

import io
import threading
import tracemalloc
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from importing import COLUMNS, HEADER, ROWS, as_csv, bring, checked, make_ground, make_reading
from koppelkans.core.access import Actor, house
from koppelkans.core.refusal import Refused
from koppelkans.people.imports import actions, checking
from koppelkans.people.imports.owners import Standing
from koppelkans.people.imports.reading import Reader
from koppelkans.people.models import Candidate, Import
from making import NOW, TODAY, make_actor

pytestmark = pytest.mark.django_db
NOBODY = Standing(frozenset())


@pytest.fixture
def worker() -> Actor:
    """A case worker of a municipality in a region with codes."""
    make_ground()
    return make_actor("case-worker")


def many(count: int) -> Iterator[list[str]]:
    """The rows of so many different people."""
    for number in range(count):
        yield [f"H-{number}", *ROWS[number % 2][1:7], f"Naam Nummer {number}", f"06 {10_000_000 + number}"]


def test_long_file_is_done_in_the_background(
    worker: Actor, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    """A file of more rows than a request should do is checked and imported by the worker."""
    monkeypatch.setattr(actions, "BACKGROUND_FROM", 1)
    batch = bring(worker)
    batch = actions.use_mapping(batch, by=worker, reading=make_reading(), name="Export", now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.start_check(batch, by=worker, now=NOW).status == Import.Status.CHECKING
    batch.refresh_from_db()
    assert (batch.status, batch.done) == (Import.Status.READY, 2)
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.start_import(batch, by=worker, now=NOW).status == Import.Status.IMPORTING
    batch.refresh_from_db()
    assert batch.status == Import.Status.IMPORTED
    assert Candidate.objects.count() == 2


def test_more_rows_than_a_chunk(worker: Actor) -> None:
    """A file of several chunks comes in whole, and again changes nobody."""
    file = as_csv(list(many(2_345)))
    assert imported_at_once(worker, file).added == 2_345
    assert imported_at_once(worker, file).unchanged == 2_345


def imported_at_once(worker: Actor, file: io.BytesIO) -> Import:
    """Import without the worker."""
    batch = bring(worker, io.BytesIO(file.getvalue()))
    batch = actions.use_mapping(batch, by=worker, reading=make_reading(), name="Export", now=NOW)
    batch = actions.start_check(batch, by=worker, now=NOW, at_once=True)
    return actions.start_import(batch, by=worker, now=NOW, at_once=True)


def test_progress_is_told_while_checking(worker: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a file is checked, the number of rows that are done stands in the database."""
    monkeypatch.setattr(checking, "CHUNK", 1)
    seen: list[int] = []
    batch = bring(worker)
    batch = actions.use_mapping(batch, by=worker, reading=make_reading(), name="Export", now=NOW)

    def tell(done: int) -> None:
        seen.append(Import.objects.get(pk=batch.pk).done - done)

    actions.start_check(batch, by=worker, now=NOW, tell=tell)
    assert seen
    assert set(seen) == {0}


def test_what_breaks_halfway_leaves_nobody(worker: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """When writing breaks halfway, nobody has come in, the import has failed and its file is erased."""
    batch = checked(worker)

    def broken(*_arguments: object, **_more: object) -> None:
        raise MemoryError

    monkeypatch.setattr(actions, "record", broken)
    with pytest.raises(MemoryError):
        actions.start_import(batch, by=worker, now=NOW)
    batch.refresh_from_db()
    assert (batch.status, batch.file.name) == (Import.Status.FAILED, "")
    assert not Candidate.objects.exists()


def test_region_that_changed_since_the_check(worker: Actor) -> None:
    """A file that was right at the check and is wrong by now is refused with its errors, and changes nobody."""
    batch = checked(worker)
    Import.objects.filter(pk=batch.pk).update(
        reading={**batch.reading, "columns": {**COLUMNS, "Naam": "postcode", "Postcode": ""}}
    )
    batch.refresh_from_db()
    batch = actions.start_import(batch, by=worker, now=NOW)
    assert (batch.status, batch.problems[0]["code"]) == (Import.Status.REFUSED, "postcode")
    assert not Candidate.objects.exists()


def test_killed_worker_leaves_a_failed_import(worker: Actor, django_capture_on_commit_callbacks: Any) -> None:
    """What a killed worker left stands as failed after a while, and files nobody goes on with are erased."""
    stuck, old, fresh = checked(worker), bring(worker), bring(worker)
    Import.objects.filter(pk=stuck.pk).update(status=Import.Status.IMPORTING)
    later = NOW + actions.LEASE + timedelta(minutes=1)
    Import.objects.filter(pk=old.pk).update(uploaded_at=later - actions.KEPT_FOR - timedelta(days=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.sweep(by=house("test"), now=later) == 2
    found = dict(Import.objects.values_list("pk", "status"))
    assert found == {
        stuck.pk: Import.Status.FAILED,
        old.pk: Import.Status.ABANDONED,
        fresh.pk: Import.Status.UPLOADED,
    }
    assert list(Import.objects.exclude(file="")) == [fresh]


@pytest.mark.usefixtures("worker")
def test_memory_stays_flat() -> None:
    """Checking four times as many rows takes hardly more memory: only the keys that were seen are kept."""
    known = checking.known_in("GM0394", TODAY)
    peaks = []
    for count in (2_000, 8_000):
        reader = Reader(HEADER, make_reading(), known)
        tracemalloc.start()
        outcome = checking.check(enumerate(many(count), start=2), reader, "GM0394", TODAY, NOBODY)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert outcome.counts["new"] == count
    assert peaks[1] - peaks[0] < 6_000 * 250


def test_queries_do_not_grow_with_rows(worker: Actor, django_assert_max_num_queries: Any) -> None:
    """A chunk is checked with as many queries as one row."""
    known = checking.known_in("GM0394", TODAY)
    imported_at_once(worker, as_csv(list(many(300))))
    for count in (1, 300):
        reader = Reader(HEADER, make_reading(), known)
        with django_assert_max_num_queries(3):
            checking.check(enumerate(many(count), start=2), reader, "GM0394", TODAY, NOBODY)


@pytest.mark.django_db(transaction=True)
def test_same_file_twice_at_once() -> None:
    """Of two who import the same file in the same moment, nobody is brought in twice."""
    make_ground()
    worker = make_actor("case-worker")
    batches = [checked(worker), checked(worker)]
    barrier = threading.Barrier(2)
    refused: list[Refused] = []

    def start(batch: Import) -> None:
        try:
            barrier.wait()
            actions.start_import(batch, by=worker, now=NOW)
        except Refused as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=start, args=[batch]) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Candidate.objects.count() == 2
    done = Import.objects.filter(status=Import.Status.IMPORTED)
    assert len(done) + len(refused) == 2
    assert sum(batch.added for batch in done) == 2
