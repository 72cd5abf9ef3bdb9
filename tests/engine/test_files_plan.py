"""Writing a plan folder and reading it back."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.engine.folders import differences, tiny

from koppelkans.engine import files
from koppelkans.engine.plan import TERMS, Bottleneck, Funding, Plan, Proposals, Unplaced
from koppelkans.engine.region import COST_KINDS, Region

BERT = "bert,GM0394,2131,2024-02-01,mo-am,bicycle,45,,,,,\n"
TERM_VALUES = [-0.8, 0.96, 0.72, -0.2, 0.7, 0.0, 1 / 3, 0.0]
FIRST_DAY = 19876  # 2024-06-02


def ints(*values: int) -> Any:
    """A column of whole numbers."""
    return np.array(values, dtype=np.int32)


def region_of(folder: Path) -> Region:
    """The tiny region with a second candidate, bert."""
    return files.read_region(tiny(folder, candidates=f"+{BERT}"))[0]


def plan_of() -> Plan:
    """A plan for that region: anna learns and starts, bert is left out; rows out of order where order is free."""
    return Plan(
        proposals=Proposals(
            candidate=ints(0),
            runs=((0,),),
            place=ints(0),
            first_day=ints(FIRST_DAY),
            probability=np.array([0.1 + 0.2]),
            preference=np.array([0.9]),
            travel_minutes=np.array([7.25]),
            cost=np.array([200005]),
            value=np.array([1 / 7]),
            terms=np.array([TERM_VALUES]),
        ),
        funding=Funding(
            candidate=ints(-1, 0, 0),
            run=ints(0, 0, -1),
            kind=ints(*(COST_KINDS.index(kind) for kind in ("language", "language", "guidance"))),
            fund=ints(0, 0, 0),
            amount=np.array([300, 150000, 50005]),
        ),
        unplaced=Unplaced(candidate=ints(1), reasons=(("wish:bakkerij", "language:nl-A2"),)),
        bottlenecks=(
            Bottleneck("place", "bakkerij", "", "place", 0.25, None, None),
            Bottleneck("mentors", "oven", "2024-06", "mentor", 0.125, 0.1, 1),
        ),
        opened=(True,),
        planned=ints(1),
        value=0.5,
        bound=0.75,
        certificate={"seed": 1, "input": "abc"},
        run={"seconds": {"read": 0.5}},
    )


def write(region: Region, plan: Plan, folder: Path, *, force: bool = False) -> Path:
    """Write a plan with a small report."""
    files.write_plan(region, plan, folder, report_html="<!doctype html>\n", force=force)
    return folder


def written(tmp_path: Path) -> tuple[Region, Path]:
    """The region and the folder of the plan."""
    region = region_of(tmp_path)
    return region, write(region, plan_of(), tmp_path / "plan")


def broken(region: Region, folder: Path) -> list[str]:
    """The problems of a plan folder, as lines."""
    with pytest.raises(files.PlanError) as refused:
        files.read_plan(region, folder)
    return [str(problem) for problem in refused.value.problems]


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text in a file."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_plan_folder_has_the_files_of_the_format(tmp_path: Path) -> None:
    """A plan folder has the eight files of the format and no others."""
    _, folder = written(tmp_path)
    assert sorted(path.name for path in folder.iterdir()) == [
        "bottlenecks.csv",
        "certificate.json",
        "funding.csv",
        "proposals.csv",
        "report.html",
        "run.json",
        "runs.csv",
        "unplaced.csv",
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "proposals.csv",
            "candidate,runs,place,first_day,probability,preference,travel_minutes,cost,value,reason\n"
            "anna,taal-1,bakkerij,2024-06-02,0.30000000000000004,0.9,7.25,2000.05,0.14285714285714285,"
            "intercept=-0.8|aptitude=0.96|preference=0.72|travel_hour=-0.2|guarantee=0.7|"
            "language_margin=0.3333333333333333\n",
        ),
        ("unplaced.csv", "candidate,reason\nbert,wish:bakkerij|language:nl-A2\n"),
        ("runs.csv", "run,opened,planned,seats_free\ntaal-1,yes,1,11\n"),
        (
            "funding.csv",
            "for,step,cost_kind,fund,amount\n"
            "anna,place,guidance,gem,500.05\n"
            "anna,taal-1,language,gem,1500.00\n"
            "run:taal-1,taal-1,language,gem,3.00\n",
        ),
        (
            "bottlenecks.csv",
            "kind,id,month,unit,price,measured,people\n"
            "mentors,oven,2024-06,mentor,0.125,0.1,1\n"
            "place,bakkerij,,place,0.25,,\n",
        ),
        ("run.json", '{\n  "seconds": {\n    "read": 0.5\n  }\n}\n'),
        ("report.html", "<!doctype html>\n"),
    ],
)
def test_file_of_a_plan(tmp_path: Path, name: str, text: str) -> None:
    """Each file is written as the format says: sorted by id, numbers with every digit, money with 2 decimals."""
    _, folder = written(tmp_path)
    assert (folder / name).read_bytes() == text.encode()


def test_certificate(tmp_path: Path) -> None:
    """The certificate gives format, value, bound and gap, and then what the plan adds."""
    _, folder = written(tmp_path)
    certificate = json.loads((folder / "certificate.json").read_text())
    assert list(certificate.items()) == [
        ("format", 1),
        ("value", 0.5),
        ("bound", 0.75),
        ("gap", 0.25),
        ("seed", 1),
        ("input", "abc"),
    ]


def test_plan_reads_back_the_same(tmp_path: Path) -> None:
    """A plan that is written and read again is the same plan, its rows in the order of the files."""
    region, folder = written(tmp_path)
    plan = plan_of()
    funding = plan.funding
    sorted_funding = Funding(*(getattr(funding, name)[[2, 1, 0]] for name in funding.__dataclass_fields__))
    expected = replace(plan, funding=sorted_funding, bottlenecks=plan.bottlenecks[::-1])
    assert differences(files.read_plan(region, folder), expected) == []


def test_empty_plan_reads_back_the_same(tmp_path: Path) -> None:
    """A plan without anyone in it is a plan."""
    region = region_of(tmp_path)
    nobody = plan_of().proposals
    columns = {name: getattr(nobody, name)[:0] for name in nobody.__dataclass_fields__}
    funding = Funding(ints(), ints(), ints(), ints(), np.zeros(0, dtype=np.int64))
    plan = replace(plan_of(), proposals=Proposals(**columns), funding=funding, opened=(False,), planned=ints(0))
    assert differences(files.read_plan(region, write(region, plan, tmp_path / "plan")).proposals, plan.proposals) == []


def test_plan_without_run_json(tmp_path: Path) -> None:
    """run.json differs from run to run, and a plan without it is still a plan."""
    region, folder = written(tmp_path)
    (folder / "run.json").unlink()
    assert files.read_plan(region, folder).run == {}


def test_numbers_of_numpy_are_written_as_numbers(tmp_path: Path) -> None:
    """A plan may hold numpy's numbers: the files are the same."""
    region, folder = written(tmp_path)
    plan = plan_of()
    bottlenecks = tuple(
        replace(row, price=np.float64(row.price), measured=None if row.measured is None else np.float64(row.measured))
        for row in plan.bottlenecks
    )
    plan = replace(plan, bottlenecks=bottlenecks, opened=(np.True_,), value=np.float64(0.5), bound=np.float64(0.75))
    other = write(region, plan, tmp_path / "other")
    assert [path.name for path in folder.iterdir() if path.read_bytes() != (other / path.name).read_bytes()] == []


def test_infinite_bound_is_not_written(tmp_path: Path) -> None:
    """A certificate holds numbers only, and a plan that has none is not written at all."""
    region = region_of(tmp_path)
    with pytest.raises(ValueError, match="not JSON compliant"):
        write(region, replace(plan_of(), bound=float("inf")), tmp_path / "plan")
    assert not (tmp_path / "plan").exists()


def test_existing_plan_is_refused(tmp_path: Path) -> None:
    """A plan is not written over another without force."""
    region, folder = written(tmp_path)
    with pytest.raises(FileExistsError, match="plan exists already"):
        write(region, plan_of(), folder)


def test_existing_plan_is_replaced_with_force(tmp_path: Path) -> None:
    """With force the new plan takes the place of the old one."""
    region, folder = written(tmp_path)
    write(region, replace(plan_of(), bound=0.5), folder, force=True)
    assert files.read_plan(region, folder).bound == 0.5


def test_folder_that_is_no_plan(tmp_path: Path) -> None:
    """A folder without certificate.json is no plan folder."""
    region = region_of(tmp_path)
    assert broken(region, tmp_path) == [
        f"{tmp_path.name}: is not a plan folder; a folder that `plan` wrote, with certificate.json in it"
    ]


@pytest.mark.parametrize(
    ("name", "old", "new", "where"),
    [
        ("proposals.csv", "anna", "carl", 'proposals.csv, row 2, column candidate: "carl" does not belong'),
        ("proposals.csv", "taal-1", "taal-9", 'proposals.csv, row 2, column runs: "taal-9" does not belong'),
        ("proposals.csv", "bakkerij", "winkel", 'proposals.csv, row 2, column place: "winkel" does not belong'),
        ("proposals.csv", "aptitude=", "talent=", "proposals.csv, row 2, column reason: "),
        ("unplaced.csv", "bert", "carl", 'unplaced.csv, row 2, column candidate: "carl" does not belong'),
        ("funding.csv", "run:taal-1,", "run:taal-9,", 'funding.csv, row 4, column for: "run:taal-9" does not belong'),
        ("funding.csv", "gem,1500", "rijk,1500", 'funding.csv, row 3, column fund: "rijk" does not belong'),
        ("runs.csv", ",11", ",12", 'runs.csv, row 2, column seats_free: "12" is not what is left; seats_max less'),
        ("certificate.json", "0.75", "0.85", 'certificate.json, column gap: "0.25" does not follow from value and'),
        ("certificate.json", "0.75", "NaN", 'certificate.json, column bound: "nan" is not a number'),
        ("certificate.json", '"format": 1', '"format": 2', 'certificate.json, column format: "2" is not a version'),
        ("certificate.json", '"format": 1,', '"format": 1', "certificate.json, row 3: is not JSON: "),
        ("run.json", "{", "[", "run.json, row "),
    ],
)
def test_plan_that_does_not_fit_its_region(tmp_path: Path, name: str, old: str, new: str, where: str) -> None:
    """What a plan folder says of things that the region does not have is a problem with its place."""
    region, folder = written(tmp_path)
    edit(folder / name, old, new)
    assert broken(region, folder)[0].startswith(where)


def test_run_that_is_missing_in_the_plan(tmp_path: Path) -> None:
    """runs.csv of a plan has a row for every run of the region."""
    region, folder = written(tmp_path)
    edit(folder / "runs.csv", "taal-1,yes,1,11\n", "")
    assert broken(region, folder) == [
        "runs.csv, column run: the run taal-1 is missing; one row for each run of the region"
    ]


def test_missing_file_of_a_plan(tmp_path: Path) -> None:
    """A plan folder that lacks a file says which."""
    region, folder = written(tmp_path)
    (folder / "funding.csv").unlink()
    assert [line.partition(";")[0] for line in broken(region, folder)] == ["funding.csv: is missing"]


def test_terms_stand_in_their_order(tmp_path: Path) -> None:
    """The terms of z are read back in their order, zero where they are left out."""
    region, folder = written(tmp_path)
    terms = files.read_plan(region, folder).proposals.terms
    assert dict(zip(TERMS, terms[0].tolist(), strict=True)) == dict(zip(TERMS, TERM_VALUES, strict=True))
