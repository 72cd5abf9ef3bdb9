"""Write a Plan as a plan folder, and read it back against its region."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from koppelkans.engine.folder import new_folder
from koppelkans.engine.plan import TERMS, Bottleneck, Funding, Plan, Proposals, Unplaced
from koppelkans.engine.problems import Fault, PlanError, Problem
from koppelkans.engine.region import COST_KINDS, Region
from koppelkans.engine.sheets import Sheet, decode, read_sheet
from koppelkans.engine.tables import FORMAT, PLAN_TABLES, YES_NO
from koppelkans.engine.writing import day, money, write_csv

CERTIFICATE = "certificate.json"
RUN = "run.json"
REPORT = "report.html"
GROUP_COST = "run:"
PLACE_STEP = "place"
OWN_KEYS = ("format", "value", "bound", "gap")


def write_plan(region: Region, plan: Plan, folder: Path, *, report_html: str, force: bool) -> None:
    """Write a plan folder, whole or not at all; rows are sorted by id.

    Raises FileExistsError where the folder exists and `force` is off; with it the old folder stays until the new one
    is complete.
    """
    rows = {
        "proposals.csv": _proposal_rows(region, plan),
        "unplaced.csv": _unplaced_rows(region, plan),
        "runs.csv": _run_rows(region, plan),
        "funding.csv": _funding_rows(region, plan),
        "bottlenecks.csv": _bottleneck_rows(plan),
    }
    own = {"format": FORMAT, "value": float(plan.value), "bound": float(plan.bound), "gap": float(plan.gap)}
    with new_folder(folder, force=force) as draft:
        for table in PLAN_TABLES:
            key = [at for at, column in enumerate(table.columns) if column.name in table.key]
            write_csv(draft / table.file, table, sorted(rows[table.file], key=lambda row: [row[at] for at in key]))
        _write_json(draft / CERTIFICATE, own | plan.certificate)
        _write_json(draft / RUN, plan.run)
        (draft / REPORT).write_text(report_html, encoding="utf-8", newline="\n")


def read_plan(region: Region, folder: Path) -> Plan:
    """Read a plan folder as a plan of this region, with its rows in the order of the files.

    Whether the plan keeps to the rules is for `verify` to say. Raises PlanError with every problem that makes it
    unreadable.
    """
    if not (folder / CERTIFICATE).is_file():
        wrong, right = "is not a plan folder", f"a folder that `plan` wrote, with {CERTIFICATE} in it"
        raise PlanError((Problem("not-a-plan", folder.name or str(folder), None, "", "", wrong, right),))
    sheets = {table.file: read_sheet(folder, table) for table in PLAN_TABLES}
    _check(region, sheets)
    certificate, wrong_certificate = _read_json(folder / CERTIFICATE)
    run, wrong_run = _read_json(folder / RUN) if (folder / RUN).exists() else ({}, [])
    wrong_certificate += _certificate_problems(certificate) if not wrong_certificate else []
    problems = [problem for sheet in sheets.values() for problem in sheet.problems] + wrong_certificate + wrong_run
    if problems:
        raise PlanError(tuple(problems))
    runs = sheets["runs.csv"]
    order = np.argsort(runs.columns["run"].look_up(_rank(region.runs.ids)), kind="stable")
    return Plan(
        proposals=_proposals(region, sheets["proposals.csv"]),
        funding=_funding(region, sheets["funding.csv"]),
        unplaced=_unplaced(region, sheets["unplaced.csv"]),
        bottlenecks=_bottlenecks(sheets["bottlenecks.csv"]),
        opened=tuple((runs.columns["opened"].array(np.int32) == 1)[order].tolist()),
        planned=runs.columns["planned"].array(np.int32)[order],
        value=float(certificate["value"]),
        bound=float(certificate["bound"]),
        certificate={key: value for key, value in certificate.items() if key not in OWN_KEYS},
        run=run,
    )


# writing -------------------------------------------------------------------------------------------------------------


def _proposal_rows(region: Region, plan: Plan) -> list[tuple[str, ...]]:
    proposals = plan.proposals
    columns = (
        [region.candidates.ids[row] for row in proposals.candidate.tolist()],
        [_listed(region.runs.ids, runs) for runs in proposals.runs],
        [region.places.ids[row] for row in proposals.place.tolist()],
        [day(first) for first in proposals.first_day.tolist()],
        [repr(value) for value in proposals.probability.tolist()],
        [repr(value) for value in proposals.preference.tolist()],
        [repr(value) for value in proposals.travel_minutes.tolist()],
        [money(cents) for cents in proposals.cost.tolist()],
        [repr(value) for value in proposals.value.tolist()],
        [_reason(terms) for terms in proposals.terms.tolist()],
    )
    return list(zip(*columns, strict=True))


def _reason(terms: Iterable[float]) -> str:
    return "|".join(f"{name}={term!r}" for name, term in zip(TERMS, terms, strict=True) if term != 0)


def _listed(ids: Sequence[str], rows: Iterable[int]) -> str:
    return "|".join(ids[row] for row in rows)


def _unplaced_rows(region: Region, plan: Plan) -> list[tuple[str, ...]]:
    people = (region.candidates.ids[row] for row in plan.unplaced.candidate.tolist())
    return [(who, "|".join(why)) for who, why in zip(people, plan.unplaced.reasons, strict=True)]


def _run_rows(region: Region, plan: Plan) -> list[tuple[str, ...]]:
    free = region.runs.seats_max - region.runs.seats_taken - plan.planned
    table = zip(region.runs.ids, plan.opened, plan.planned.tolist(), free.tolist(), strict=True)
    return [(run, YES_NO[bool(opened)], str(planned), str(left)) for run, opened, planned, left in table]


def _funding_rows(region: Region, plan: Plan) -> list[tuple[str, ...]]:
    funding = plan.funding
    rows: list[tuple[str, ...]] = []
    for who, run, kind, fund, amount in zip(
        funding.candidate.tolist(),
        funding.run.tolist(),
        funding.kind.tolist(),
        funding.fund.tolist(),
        funding.amount.tolist(),
        strict=True,
    ):
        step = region.runs.ids[run] if run >= 0 else PLACE_STEP
        whom = region.candidates.ids[who] if who >= 0 else GROUP_COST + step
        rows.append((whom, step, COST_KINDS[kind], region.funds.ids[fund], money(amount)))
    return rows


def _bottleneck_rows(plan: Plan) -> list[tuple[str, ...]]:
    return [
        (
            row.kind,
            row.id,
            row.month,
            row.unit,
            repr(float(row.price)),
            "" if row.measured is None else repr(float(row.measured)),
            "" if row.people is None else str(row.people),
        )
        for row in plan.bottlenecks
    ]


def _write_json(path: Path, content: dict[str, Any]) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


# reading -------------------------------------------------------------------------------------------------------------


def _check(region: Region, sheets: dict[str, Sheet]) -> None:
    """Note ids that the region does not have, and runs.csv where it is not about the runs of the region."""
    people, runs, places = _rank(region.candidates.ids), _rank(region.runs.ids), _rank(region.places.ids)
    group_costs = {GROUP_COST + run for run in runs}
    checks: tuple[tuple[str, str, Callable[[str], bool], str], ...] = (
        ("proposals.csv", "candidate", people.__contains__, "a candidate of the region"),
        ("proposals.csv", "runs", runs.__contains__, "runs of the region"),
        ("proposals.csv", "place", places.__contains__, "a place of the region"),
        ("proposals.csv", "reason", _is_term, f"term=contribution, with the terms {', '.join(TERMS)}"),
        ("unplaced.csv", "candidate", people.__contains__, "a candidate of the region"),
        ("runs.csv", "run", runs.__contains__, "a run of the region"),
        ("funding.csv", "for", (people.keys() | group_costs).__contains__, "a candidate, or run:<id> of a run"),
        ("funding.csv", "step", (runs.keys() | {PLACE_STEP}).__contains__, "a run of the region, or place"),
        ("funding.csv", "fund", _rank(region.funds.ids).__contains__, "a fund of the region"),
    )
    for file, name, known, right in checks:
        sheet = sheets[file]
        many = sheet.table.column(name).many
        faults = {
            at: Fault("unknown-reference", "does not belong to this region", right)
            for at, value in enumerate(sheet.columns[name].values)
            if any(not known(item) for item in (value if many else (value,)) if item is not None)
        }
        sheet.report_texts(name, faults)
    _check_runs(region, sheets["runs.csv"])


def _check_runs(region: Region, sheet: Sheet) -> None:
    """runs.csv has each run of the region once, with the seats that are left."""
    found = sheet.columns["run"].look_up(_rank(region.runs.ids))
    missing = sorted({*range(len(region.runs.ids))} - {*found.tolist()}) if sheet.whole else []
    for run in missing:
        wrong, right = f"the run {region.runs.ids[run]} is missing", "one row for each run of the region"
        sheet.problems.append(Problem("missing-row", sheet.table.file, None, "run", "", wrong, right))
    seen: set[int] = set()
    planned, left = sheet.columns["planned"].floats(), sheet.columns["seats_free"].floats()
    for row, run in enumerate(found.tolist()):
        if run in seen:
            sheet.report(row, "run", Fault("duplicate", "stands there already", "one row for each run of the region"))
        if run >= 0:
            seen.add(run)
            free = region.runs.seats_max[run] - region.runs.seats_taken[run] - planned[row]
            if abs(free - left[row]) > 0:
                right = f"seats_max less seats_taken less planned is {free:.0f}"
                sheet.report(row, "seats_free", Fault("seats-free", "is not what is left", right))


def _is_term(item: str) -> bool:
    name, _, text = item.partition("=")
    return name in TERMS and _finite(text)


def _finite(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _read_json(path: Path) -> tuple[dict[str, Any], list[Problem]]:
    """The object in a JSON file, or what is wrong with it."""
    try:
        content = json.loads(decode(path.read_bytes()))
    except OSError as error:
        return {}, [Problem("unreadable", path.name, None, "", "", f"cannot be read ({error.strerror})", "")]
    except Fault as fault:
        return {}, [Problem(fault.code, path.name, None, "", "", fault.wrong, fault.right)]
    except json.JSONDecodeError as error:
        return {}, [Problem("json", path.name, error.lineno, "", "", f"is not JSON: {error.msg}", "")]
    if not isinstance(content, dict):
        return {}, [Problem("json", path.name, None, "", "", "is not an object", "keys and values between { and }")]
    return content, []


def _certificate_problems(certificate: dict[str, Any]) -> list[Problem]:
    problems = []
    for key in OWN_KEYS:
        value = certificate.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            text = "" if value is None else str(value)
            problems.append(Problem("not-a-number", CERTIFICATE, None, key, text, "is not a number", "a plain number"))
    if not problems and certificate["format"] != FORMAT:
        wrong, right = "is not a version of the format that this program knows", str(FORMAT)
        problems.append(Problem("format", CERTIFICATE, None, "format", str(certificate["format"]), wrong, right))
    if not problems:
        gap = (certificate["bound"] - certificate["value"]) / max(1.0, abs(certificate["bound"]))
        if not math.isclose(gap, certificate["gap"], rel_tol=1e-9, abs_tol=1e-12):
            wrong, right = "does not follow from value and bound", f"(bound - value) / max(1, |bound|) is {gap!r}"
            problems.append(Problem("gap", CERTIFICATE, None, "gap", str(certificate["gap"]), wrong, right))
    return problems


def _proposals(region: Region, sheet: Sheet) -> Proposals:
    columns = sheet.columns
    runs = _rank(region.runs.ids)
    chains = [tuple(runs[run] for run in value) for value in columns["runs"].values]
    terms = np.zeros((len(columns["reason"].values), len(TERMS)))
    for at, items in enumerate(columns["reason"].values):
        for item in items:
            name, _, text = item.partition("=")
            terms[at, TERMS.index(name)] = float(text)
    return Proposals(
        candidate=columns["candidate"].look_up(_rank(region.candidates.ids)),
        runs=tuple(chains[code] for code in columns["runs"].codes.tolist()),
        place=columns["place"].look_up(_rank(region.places.ids)),
        first_day=columns["first_day"].array(np.int32),
        probability=columns["probability"].floats(),
        preference=columns["preference"].floats(),
        travel_minutes=columns["travel_minutes"].floats(),
        cost=columns["cost"].array(np.int64),
        value=columns["value"].floats(),
        terms=terms[columns["reason"].codes],
    )


def _funding(region: Region, sheet: Sheet) -> Funding:
    columns = sheet.columns
    return Funding(
        candidate=columns["for"].look_up(_rank(region.candidates.ids)),
        run=columns["step"].look_up(_rank(region.runs.ids)),
        kind=columns["cost_kind"].array(np.int32),
        fund=columns["fund"].look_up(_rank(region.funds.ids)),
        amount=columns["amount"].array(np.int64),
    )


def _unplaced(region: Region, sheet: Sheet) -> Unplaced:
    reasons = sheet.columns["reason"]
    return Unplaced(
        candidate=sheet.columns["candidate"].look_up(_rank(region.candidates.ids)),
        reasons=tuple(reasons.values[code] for code in reasons.codes.tolist()),
    )


def _bottlenecks(sheet: Sheet) -> tuple[Bottleneck, ...]:
    values = {name: [cells.values[code] for code in cells.codes.tolist()] for name, cells in sheet.columns.items()}
    kinds = sheet.table.column("kind").choices
    months = sheet.columns["month"].text()
    rows = zip(*(values[name] for name in ("kind", "id", "unit", "price", "measured", "people")), strict=True)
    return tuple(
        Bottleneck(kinds[kind], id_, month, unit, price, measured, people)
        for month, (kind, id_, unit, price, measured, people) in zip(months, rows, strict=True)
    )


def _rank(ids: Sequence[str]) -> dict[str, int]:
    return {name: at for at, name in enumerate(ids)}
