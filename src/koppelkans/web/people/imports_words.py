"""What the pages of an import show, put into words: steps, progress, problems, the preview, the result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from koppelkans.core.models import Credential, District, Occupation, TargetGroup
from koppelkans.core.vocabulary import DAYPARTS, Mode
from koppelkans.people.imports.fields import FIELDS
from koppelkans.people.imports.problems import Problem
from koppelkans.people.models import Import
from koppelkans.web.tables import Cell, Column, Fact, Table, in_words
from koppelkans.web.week import daypart_name

STEPS = ("upload", "columns", "codes", "check", "preview", "import")
MANY = 1_000  # rows; of fewer the speed says nothing
WHOLE_WEEK = 10  # dayparts in words; more are counted


def steps_of(now: str) -> list[tuple[str, str]]:
    """The steps of bringing a file in, with where somebody is."""
    labels = {
        "upload": _("Bestand"),
        "columns": _("Kolommen"),
        "codes": _("Codes"),
        "check": _("Nakijken"),
        "preview": _("Voorbeeld"),
        "import": _("Overnemen"),
    }
    at = STEPS.index(now)
    states = ["done"] * at + ["current"] + ["later"] * (len(STEPS) - at - 1)
    return [(labels[step], state) for step, state in zip(STEPS, states, strict=True)]


@dataclass(frozen=True)
class Progress:
    """How far work on a file is, for the component."""

    label: str
    done: int
    total: int | None
    finished: bool = False
    failed: str = ""


def progress_of(batch: Import) -> Progress:
    """How far the check or the import is; writing is one transaction, so it tells only how long it may take."""
    if batch.status == Import.Status.CHECKING:
        return Progress(_("Wij kijken het bestand na"), batch.done, batch.rows)
    if batch.status == Import.Status.IMPORTING:
        seconds = max(5, round(3 * batch.seconds))
        words = {"rows": batch.rows, "seconds": seconds}
        return Progress(_("Wij nemen %(rows)s rijen over. Dat duurt ongeveer %(seconds)s seconden.") % words, 0, None)
    if batch.status == Import.Status.FAILED:
        return Progress(_("Niet gelukt"), 0, None, failed=_("Het is onderweg gestopt. Er is niets overgenomen."))
    return Progress(_("Klaar"), batch.rows, batch.rows, finished=True)


def problem_rows(problems: Iterable[dict[str, Any]]) -> Iterator[list[Any]]:
    """Each problem as a row: where, what stands there, what would be right."""
    for data in problems:
        problem = Problem(**data)
        yield [problem.row, problem.column, problem.value, problem.sentence]


def problem_table(problems: list[dict[str, Any]]) -> Table:
    """The problems as a table."""
    return Table(
        caption=_("Fouten in het bestand"),
        columns=[
            Column(_("Rij"), number=False),
            Column(_("Kolom")),
            Column(_("Wat er staat")),
            Column(_("Wat er mis is")),
        ],
        rows=[[row or "", column, value, why] for row, column, value, why in problem_rows(problems)],
    )


def preview_table(preview: list[dict[str, Any]]) -> Table:
    """The first rows of what would change, without anybody's name."""
    names = _names(preview)
    return Table(
        caption=_("De eerste mensen uit het bestand"),
        columns=[Column(_("Kenmerk")), Column(_("Rij")), Column(_("Wat gebeurt er")), Column(_("Gegevens"))],
        rows=[
            [
                line["key"],
                line["row"],
                Cell(_("nieuw"), tone="good") if line["kind"] == "new" else Cell(_("verandert"), tone="info"),
                "; ".join(_line(line, names)),
            ]
            for line in preview
        ],
    )


def _line(line: dict[str, Any], names: dict[str, str]) -> Iterator[str]:
    """What one row of the preview says."""
    for field, before, after in line["facts"]:
        code = {"postcode_id": "postcode", "owner_id": "owner"}.get(field, field)
        label = FIELDS[code].label
        if code == "owner":
            yield str(_("klantmanager"))
        elif before:
            yield f"{label}: {_value(code, before, names)} → {_value(code, after, names)}"
        else:
            yield f"{label}: {_value(code, after, names)}"
    if line["holds"]:
        yield _("heeft: %(what)s") % {"what": ", ".join(names.get(code, code) for code in line["holds"])}
    if line["wishes"]:
        yield _("wil worden: %(what)s") % {"what": ", ".join(names.get(code, code) for code in line["wishes"])}
    if line["contact"]:
        yield _("contactgegevens")


def _value(code: str, text: str, names: dict[str, str]) -> str:
    parts = text.split("|") if text else []
    if code == "dayparts":
        known = [part for part in parts if part in DAYPARTS]
        if len(known) >= WHOLE_WEEK:
            return _("%(count)s dagdelen") % {"count": len(known)}
        return ", ".join(str(daypart_name(part)) for part in known) or _("geen")
    if code == "available_from" and text:
        return str(in_words(date.fromisoformat(text)))
    return ", ".join(names.get(part, part) for part in parts) or "–"


def _names(preview: list[dict[str, Any]]) -> dict[str, str]:
    """The names of the codes in a preview."""
    codes = {code for line in preview for code in [*line["holds"], *line["wishes"]]}
    codes |= {part for line in preview for _field, *both in line["facts"] for text in both for part in text.split("|")}
    names: dict[str, str] = {str(mode.value): str(mode.label) for mode in Mode}
    for model in (Credential, Occupation, TargetGroup, District):
        names |= {one.pk: str(one) for one in model._default_manager.filter(pk__in=codes)}
    return names


def result_facts(batch: Import) -> list[Fact]:
    """What a file did, or would do."""
    facts = [
        Fact(_("Bestand"), batch.file_name),
        Fact(_("Gemeente"), batch.municipality.name),
        Fact(_("Rijen"), batch.rows),
        Fact(_("Nieuwe mensen"), batch.added),
        Fact(_("Veranderde mensen"), batch.changed),
        Fact(_("Al bekend en hetzelfde"), batch.unchanged),
    ]
    if batch.skipped:
        facts.append(Fact(_("Overgeslagen"), batch.skipped, note=_("Zij zijn samengevoegd met een ander dossier.")))
    if batch.seconds and batch.rows >= MANY:
        facts.append(Fact(_("Rijen per seconde"), round(batch.rows / batch.seconds)))
    return facts
