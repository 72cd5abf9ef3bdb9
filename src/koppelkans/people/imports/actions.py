"""The verbs of an import: upload, map, check, import as a whole, undo, abandon."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from django.core.files import File
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from koppelkans.core.access import Actor
from koppelkans.core.background import later
from koppelkans.core.models import Municipality
from koppelkans.core.refusal import Reason, Refused, refuse_if
from koppelkans.core.roles import May
from koppelkans.core.trail import record
from koppelkans.people.imports import checking, mapping, owners, undoing
from koppelkans.people.imports.differences import CHANGED, NEW, SKIPPED, UNCHANGED
from koppelkans.people.imports.owners import Standing
from koppelkans.people.imports.problems import Problem
from koppelkans.people.imports.queries import OPEN
from koppelkans.people.imports.reading import Reader, Reading
from koppelkans.people.imports.staging import Staged, stage, staged_rows
from koppelkans.people.imports.writing import Stale, Writer
from koppelkans.people.models import Candidate, Import, Mapping

PURPOSE = "import"
BACKGROUND_FROM = 2_000  # rows: more than this is done by the worker
KEPT_FOR = timedelta(days=7)  # a file that nobody goes on with
LEASE = timedelta(minutes=30)  # without a sign of life work counts as stopped
Status = Import.Status
Tell = Callable[[int], None]


def upload(
    municipality: Municipality, *, by: Actor, file: BinaryIO, file_name: str, now: datetime, sheet: str = ""
) -> Import:
    """Bring a file in; what may not come in is left out before anything is stored."""
    by.require_in(May.IMPORT_PEOPLE, municipality.code)
    staged = stage(file, file_name, sheet=sheet)
    with staged.file:
        return _keep(staged, municipality, by, file_name, now)


@transaction.atomic
def _keep(staged: Staged, municipality: Municipality, by: Actor, file_name: str, now: datetime) -> Import:
    batch = Import(
        municipality=municipality,
        by=by.user,
        file_name=file_name[-200:],
        sha256=staged.sha256,
        sheet=staged.sheet[:200],
        header=staged.header,
        refused_columns=staged.refused,
        notes=staged.notes,
        rows=staged.rows,
        file_problems=[problem.as_data() for problem in staged.problems],
        uploaded_at=now,
        touched_at=now,
    )
    staged.file.seek(0)
    batch.file.save(f"{staged.sha256[:16]}.csv", File(staged.file), save=False)
    batch.save()
    record("people.import.upload", by=by, purpose=PURPOSE, now=now, thing=_name(batch))
    return batch


@transaction.atomic
def use_mapping(batch: Import, *, by: Actor, reading: Reading, name: str, now: datetime) -> Import:
    """Read the file through this mapping, and keep the mapping for the next file."""
    batch = _locked(batch, by, (Status.UPLOADED, Status.REFUSED, Status.READY))
    refuse_if(mapping.faults(batch.header, reading))
    reader = Reader(batch.header, reading, checking.known_in(batch.municipality_id, localdate(now)))
    refuse_if(mapping.default_problems(reader.default_problems))
    kept, _created = Mapping.objects.update_or_create(
        municipality=batch.municipality,
        name=name[:200] or _("Export"),
        defaults={**reading.as_data(), "header": batch.header, "made_by": by.user, "used_at": now},
    )
    batch.mapping, batch.reading = kept, reading.as_data()
    _reset(batch, Status.UPLOADED)
    batch.save()
    return batch


def use_codes(batch: Import, *, by: Actor, codes: dict[str, dict[str, str]], now: datetime) -> Import:
    """Say which text is which code; the rest of the mapping stays."""
    reading = Reading.from_data(batch.reading)
    merged = {column: {**reading.codes.get(column, {}), **texts} for column, texts in codes.items()}
    wanted = replace(reading, codes={**reading.codes, **merged})
    name = batch.mapping.name if batch.mapping else ""
    return use_mapping(batch, by=by, reading=wanted, name=name, now=now)


def start_check(batch: Import, *, by: Actor, now: datetime, at_once: bool = False, tell: Tell | None = None) -> Import:
    """Have the file checked: by the worker when it is long, else (or when asked) at once."""
    batch = _begin_check(batch, by, now, at_once=at_once)
    if at_once or batch.rows <= BACKGROUND_FROM:
        check(batch, by=by, now=now, tell=tell)
        batch.refresh_from_db()
    return batch


@transaction.atomic
def _begin_check(batch: Import, by: Actor, now: datetime, *, at_once: bool) -> Import:
    batch = _locked(batch, by, (Status.UPLOADED, Status.REFUSED, Status.READY))
    refuse_if(mapping.faults(batch.header, Reading.from_data(batch.reading)))
    _reset(batch, Status.CHECKING)
    batch.touched_at = now
    batch.save()
    if batch.rows > BACKGROUND_FROM and not at_once:
        later("imports.check", batch.pk)
    return batch


def check(batch: Import, *, by: Actor, now: datetime, tell: Tell | None = None) -> None:
    """Check every row; in short transactions, so that everybody sees how far it is."""
    started = time.monotonic()
    today = localdate(now)
    mine = Import.objects.filter(pk=batch.pk, status=Status.CHECKING)

    def note(done: int) -> None:
        passed = timedelta(seconds=time.monotonic() - started)
        mine.update(done=done, touched_at=now + passed)
        if tell is not None:
            tell(done)

    try:
        reader = Reader(batch.header, Reading.from_data(batch.reading), checking.known_in(batch.municipality_id, today))
        with batch.file.open("rb") as file:
            outcome = checking.check(staged_rows(file), reader, batch.municipality_id, today, Standing.of(by), note)
        outcome.wrong([Problem(**problem) for problem in batch.file_problems])
        wrong = sorted(outcome.problems, key=lambda problem: problem.row or 0)
        mine.update(
            status=Status.REFUSED if outcome.problem_count else Status.READY,
            done=outcome.rows,
            added=outcome.counts[NEW],
            changed=outcome.counts[CHANGED],
            unchanged=outcome.counts[UNCHANGED],
            skipped=outcome.counts[SKIPPED],
            problems=[problem.as_data() for problem in wrong],
            problem_count=outcome.problem_count,
            preview=outcome.preview,
            seconds=time.monotonic() - started,
        )
    finally:
        # still there: something broke on the way, whatever it was
        mine.update(status=Status.FAILED, ended_at=now)


def start_import(batch: Import, *, by: Actor, now: datetime, at_once: bool = False) -> Import:
    """Have the file imported as a whole, by the worker when it is long; one file of a municipality at a time."""
    batch = _begin_import(batch, by, now, at_once=at_once)
    if at_once or batch.rows <= BACKGROUND_FROM:
        perform(batch, by=by, now=now)
        batch.refresh_from_db()
    return batch


@transaction.atomic
def _begin_import(batch: Import, by: Actor, now: datetime, *, at_once: bool) -> Import:
    Municipality.objects.select_for_update().get(pk=batch.municipality_id)
    batch = _locked(batch, by, (Status.READY,))
    busy = Import.objects.filter(municipality=batch.municipality_id, status=Status.IMPORTING)
    busy.filter(touched_at__lt=now - LEASE).update(status=Status.FAILED, ended_at=now)
    if busy.exists():
        raise Refused([Reason("import-busy", _("Er wordt al een bestand van deze gemeente overgenomen. Wacht even."))])
    batch.status, batch.done, batch.touched_at = Status.IMPORTING, 0, now
    batch.save()
    if batch.rows > BACKGROUND_FROM and not at_once:
        later("imports.perform", batch.pk)
    return batch


def perform(batch: Import, *, by: Actor, now: datetime) -> None:
    """Write the whole file in one transaction; what goes wrong leaves nobody changed and the import failed."""
    mine = Import.objects.filter(pk=batch.pk, status=Status.IMPORTING)
    try:
        with transaction.atomic():
            _write(batch, by, now)
    except Stale as error:
        problems = [problem.as_data() for problem in error.problems[: checking.MOST_PROBLEMS]]
        mine.update(status=Status.REFUSED, problems=problems, problem_count=len(error.problems))
    finally:
        if mine.update(status=Status.FAILED, ended_at=now):
            _erase(batch)


def _write(batch: Import, by: Actor, now: datetime) -> None:
    started = time.monotonic()
    today = localdate(now)
    Municipality.objects.select_for_update().get(pk=batch.municipality_id)
    batch = Import.objects.select_for_update().get(pk=batch.pk)
    if batch.status != Status.IMPORTING:  # a lease that ran out, or a second worker
        return

    def tell(people: list[Candidate]) -> None:
        if people:
            subjects = [candidate.pk for candidate in people]
            record("people.import", by=by, purpose=PURPOSE, now=now, subjects=subjects, thing=_name(batch))

    reader = Reader(batch.header, Reading.from_data(batch.reading), checking.known_in(batch.municipality_id, today))
    with batch.file.open("rb") as file:
        writer = Writer(batch, by.user.pk if by.user else None, today, Standing.of(by), tell)
        counts = writer.write(staged_rows(file), reader)
    owners.tell(writer.given, by=by, now=now)
    batch.added, batch.changed = counts[NEW], counts[CHANGED]
    batch.unchanged, batch.skipped = counts[UNCHANGED], counts[SKIPPED]
    batch.status, batch.ended_at, batch.done = Status.IMPORTED, now, batch.rows
    batch.problems, batch.preview, batch.file_problems = [], [], []
    batch.seconds = time.monotonic() - started
    batch.save()
    transaction.on_commit(lambda: _erase(batch))


def undo_faults(batch: Import) -> list[Reason]:
    """Why this import cannot be undone any more: what it changed is kept for a while only."""
    if batch.added + batch.changed and not batch.imported_rows.exists():
        words = _("Wat deze import veranderde, bewaren wij niet meer. Daarom kan je hem niet meer terugdraaien.")
        return [Reason("import-rows-gone", words)]
    return []


@transaction.atomic
def undo(batch: Import, *, by: Actor, now: datetime, leave_changed: bool = False) -> dict[str, int]:
    """Put back how everybody was; refused while somebody was changed since, unless those are left as they are."""
    Municipality.objects.select_for_update().get(pk=batch.municipality_id)
    batch = _locked(batch, by, (Status.IMPORTED,))
    refuse_if(undo_faults(batch))
    since = undoing.changed_since(batch)
    if since and not leave_changed:
        raise Refused([_changed(candidate) for candidate in since])
    subjects = list(batch.imported_rows.values_list("candidate", flat=True))
    counts = undoing.undo(batch, {candidate.pk for candidate in since}, localdate(now))
    record("people.import.undo", by=by, purpose=PURPOSE, now=now, subjects=subjects, thing=_name(batch))
    batch.status, batch.ended_at = Status.UNDONE, now
    batch.save()
    return counts


def _name(batch: Import) -> str:
    """How the trail names an import: a file's name may hold that of a person, and the trail stays longest."""
    return f"import {batch.pk}"


def _changed(candidate: Candidate) -> Reason:
    text = _("%(pseudonym)s is na de import veranderd.") % {"pseudonym": candidate.subject.pseudonym}
    return Reason("import-changed-since", text)


@transaction.atomic
def abandon(batch: Import, *, by: Actor, now: datetime) -> None:
    """Stop with a file: it is erased, and what was seen of it."""
    batch = _locked(batch, by, (Status.UPLOADED, Status.REFUSED, Status.READY, Status.FAILED))
    _end(batch, Status.ABANDONED, now)
    record("people.import.abandon", by=by, purpose=PURPOSE, now=now, thing=_name(batch))


def sweep(*, by: Actor, now: datetime) -> int:
    """Erase the files that nobody goes on with, and free what a stopped worker left; returns how many."""
    by.require(May.IMPORT_PEOPLE)
    count = 0
    working = (Status.CHECKING, Status.IMPORTING)
    for batch in Import.objects.filter(status__in=working, touched_at__lt=now - LEASE):
        with transaction.atomic():
            _end(Import.objects.select_for_update().get(pk=batch.pk), Status.FAILED, now)
        count += 1
    for batch in Import.objects.filter(status__in=OPEN, uploaded_at__lt=now - KEPT_FOR).exclude(status__in=working):
        with transaction.atomic():
            _end(Import.objects.select_for_update().get(pk=batch.pk), Status.ABANDONED, now)
        count += 1
    return count


def _locked(batch: Import, by: Actor, allowed: tuple[str, ...]) -> Import:
    """The import as it is now, locked, when it stands where the verb asks."""
    by.require_in(May.IMPORT_PEOPLE, batch.municipality_id)
    found = Import.objects.select_for_update(of=("self",)).select_related("mapping", "municipality").get(pk=batch.pk)
    if found.status not in allowed:
        words = {"status": found.get_status_display()}
        raise Refused([Reason("import-status", _("Dit kan nu niet. Het bestand staat op: %(status)s.") % words)])
    return found


def _reset(batch: Import, status: str) -> None:
    values: dict[str, Any] = {"done": 0, "added": 0, "changed": 0, "unchanged": 0, "skipped": 0, "problem_count": 0}
    for name, value in values.items():
        setattr(batch, name, value)
    batch.problems, batch.preview, batch.status = [], [], status


def _end(batch: Import, status: str, now: datetime) -> None:
    batch.status, batch.ended_at = status, now
    batch.problems, batch.preview, batch.file_problems = [], [], []
    batch.save()
    transaction.on_commit(lambda: _erase(batch))


def _erase(batch: Import) -> None:
    """Erase the file; after the transaction, since a file does not roll back."""
    if batch.file:
        batch.file.delete(save=False)
        Import.objects.filter(pk=batch.pk).update(file="")
