"""Taking over a table of runs or places: as a whole, or with every error at once not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from koppelkans.core import trail
from koppelkans.core.access import Actor, Unknown
from koppelkans.core.models import Organisation
from koppelkans.core.refusal import Refused
from koppelkans.core.roles import May
from koppelkans.supply import columns, rules
from koppelkans.supply.actions import offers
from koppelkans.supply.columns import Known, Problem
from koppelkans.supply.models import Employer, Place, Run, Training

NOT_YOURS = _("Dit is niet jouw aanbod. Laat deze regel weg.")


@dataclass(frozen=True)
class Outcome:
    """What a file came to: either something was taken over or everything that is wrong is told."""

    added: int = 0
    changed: int = 0
    problems: tuple[Problem, ...] = ()


def import_offers(
    kind: type[Run] | type[Place],
    header: list[str],
    rows: Iterable[tuple[int, list[str]]],
    *,
    by: Actor,
    now: datetime,
) -> Outcome:
    """Add the rows whose code is new or empty and change the others; nothing at all when one of them is wrong."""
    by.require(May.EDIT_RUNS if kind is Run else May.EDIT_PLACES)
    header = [name.lower() for name in header]
    known_columns = columns.RUN_COLUMNS if kind is Run else columns.PLACE_COLUMNS
    if problems := _header_problems(kind, header, known_columns):
        return Outcome(problems=tuple(problems))
    taking = _Taking(kind, by, now)
    with transaction.atomic():
        for number, cells in rows:
            taking.row(number, dict(zip(header, cells, strict=True)))
        if taking.problems:
            transaction.set_rollback(True)
        else:
            thing = f"{kind._meta.model_name}: {taking.added} + {taking.changed}"
            trail.record("offers.import", by=by, purpose="offers", now=now, thing=thing)
    if taking.problems:
        return Outcome(problems=tuple(taking.problems))
    return Outcome(taking.added, taking.changed)


def _header_problems(kind: type[Run] | type[Place], header: list[str], known: tuple[str, ...]) -> list[Problem]:
    """Columns that are not known, and those that are missing."""
    problems = [
        Problem(1, name, name, _("Deze kolom kennen wij niet. Haal de kolom weg, of kijk of je een typefout maakte."))
        for name in header
        if name not in known
    ]
    optional = columns.OPTIONAL - ({"cost_kind"} if kind is Run else set())
    missing = [name for name in known if name not in header and name not in optional]
    return problems + [Problem(1, name, "", _("Deze kolom ontbreekt.")) for name in missing]


class _Taking:
    """Takes over row after row, and remembers what is wrong."""

    def __init__(self, kind: type[Run] | type[Place], by: Actor, now: datetime) -> None:
        self.kind, self.by, self.now = kind, by, now
        self.known = Known()
        self.readers = columns.run_readers(self.known) if kind is Run else columns.place_readers(self.known)
        self.column_of = {name: column for column, (name, _read) in self.readers.items()}
        self.problems: list[Problem] = []
        self.seen: dict[str, int] = {}
        self.added = self.changed = 0

    def row(self, number: int, cells: Mapping[str, str]) -> None:
        """One row."""
        fields, problems = columns.read_row(number, cells, self.readers)
        code = fields.get("code")
        if code and code in self.seen:
            text = _("Deze code staat ook in rij %(row)d.") % {"row": self.seen[code]}
            problems.append(Problem(number, self.column_of["code"], code, text))
        if code:
            self.seen[code] = number
        self._fill_owner(number, fields, problems)
        if problems:
            self.problems += problems
            return
        try:
            self._take(fields)
        except Unknown:
            self._wrong(number, "provider" if self.kind is Run else "employer", cells, NOT_YOURS)
        except Refused as refused:
            for reason in refused.reasons:
                self._wrong(number, rules.FIELD_OF.get(reason.code, "code"), cells, reason.text)
        except ValidationError as error:
            for name, texts in error.message_dict.items():
                for text in texts:
                    self._wrong(number, name, cells, text)

    def _wrong(self, number: int, name: str, cells: Mapping[str, str], text: Any) -> None:
        column = self.column_of.get(name, self.column_of["code"])
        self.problems.append(Problem(number, column, cells.get(column, ""), text))

    def _fill_owner(self, number: int, fields: dict[str, Any], problems: list[Problem]) -> None:
        """An organisation with one name of its own need not write it in each row."""
        rows: list[Organisation | Employer]
        if self.kind is Run:
            name, rows, permission = "provider", [*self.known.providers.values()], May.EDIT_RUNS
        else:
            name, rows, permission = "employer", [*self.known.employers.values()], May.EDIT_PLACES
        if fields.get(name) is not None or any(problem.column == self.column_of[name] for problem in problems):
            return
        own = [row for row in rows if row.pk in self.by.organisations(permission)]
        if len(own) == 1:
            fields[name] = own[0]
        else:
            problems.append(Problem(number, self.column_of[name], "", _("Dit mag niet leeg zijn.")))

    def _take(self, fields: dict[str, Any]) -> None:
        """Add or change."""
        code = fields.pop("code", None)
        if self.kind is Run:
            training = fields.pop("training", None)
            run = Run.objects.filter(code=code).first() if code else None
            if training:
                fields["training"] = self._training(training, fields["name"])
            if run is not None:
                offers.edit_run(run, by=self.by, fields=fields, now=self.now)
            else:
                offers.add_run(by=self.by, fields={"seats_min": 0} | fields | {"code": code}, now=self.now)
            found: Run | Place | None = run
        else:
            place = Place.objects.select_related("employer__organisation").filter(code=code).first() if code else None
            if place is not None:
                offers.edit_place(place, by=self.by, fields=fields, now=self.now)
            else:
                offers.add_place(by=self.by, fields=fields | {"code": code}, now=self.now)
            found = place
        if found is not None:
            self.changed += 1
        else:
            self.added += 1

    def _training(self, code: str, name: str) -> Training:
        """The training of this code, made when it is new."""
        if code not in self.known.trainings:
            self.known.trainings[code] = Training.objects.create(code=code, name=name)
        return self.known.trainings[code]
