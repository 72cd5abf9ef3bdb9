"""The rules P0 to P8, one at a time: which pathway breaks which."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine.case import Cell, broken, case

from koppelkans.engine.rules import Rulebook, kept_previous

Cells = dict[str, Cell]

WORKS: Cells = {"werk": 0.5}  # a candidate who wishes for the work at the places
NEVER = ("P3", "P5")  # what the place requires is never held: there is no first day either
A2: Cells = {"cost_kind": "language", "requires": "nl-A1", "grants": "nl-A2"}


def one(folder: Path, *, person: Cells | None = None, place: Cells | None = None, run: Cells | None = None) -> tuple:
    """The rules that c1 breaks with place p1, after run r1 if one is given."""
    runs = {} if run is None else {"r1": {"grants": "vca", **run}}
    region = case(folder, candidates={"c1": WORKS | (person or {})}, places={"p1": place or {}}, runs=runs)
    return broken(region, "c1", *runs, "p1")


def test_a_direct_placement_can_keep_every_rule(tmp_path: Path) -> None:
    """Who wishes for the work and can start breaks nothing."""
    assert one(tmp_path) == ()


def test_a_pathway_with_a_run_can_keep_every_rule(tmp_path: Path) -> None:
    """Who lacks what the place requires and learns it first breaks nothing."""
    assert one(tmp_path, place={"requires": "vca"}, run={}) == ()


# P0


def test_p0_at_most_max_runs_runs(tmp_path: Path) -> None:
    """Two runs where one is allowed break P0 and nothing else."""
    region = case(
        tmp_path,
        max_runs=1,
        candidates={"c1": WORKS},
        places={"p1": {"requires": "vca|diploma"}},
        runs={"r1": {"grants": "vca"}, "r2": {"grants": "diploma", "dayparts": "tu-am"}},
    )
    assert broken(region, "c1", "r1", "r2", "p1") == ("P0",)


# P1


def test_p1_the_occupation_is_wished(tmp_path: Path) -> None:
    """A place of an occupation that the candidate did not wish for breaks P1."""
    assert one(tmp_path, place={"occupation": "zorg"}) == ("P1",)


# P2


@pytest.mark.parametrize(
    ("person", "run"), [({}, {"start": "2024-01-14"}), ({"available_from": "2024-02-06"}, {"start": "2024-02-05"})]
)
def test_p2_no_run_starts_too_early(tmp_path: Path, person: Cells, run: Cells) -> None:
    """A run that starts before the plan, or before the candidate is available, breaks P2."""
    assert one(tmp_path, person=person, place={"requires": "vca"}, run=run) == ("P2",)


@pytest.mark.parametrize(("start", "expected"), [("2024-12-31", ()), ("2025-01-01", ("P2",))])
def test_p2_no_run_starts_after_the_plan(tmp_path: Path, start: str, expected: tuple[str, ...]) -> None:
    """A run beside the job may start on the last day of the plan, and not later."""
    place: Cells = {"occupation": "vak", "start_from": "2024-12-01"}
    run: Cells = {"grants": "diploma", "start": start, "end": "2025-03-31"}
    assert one(tmp_path, person={"vak": 0.5}, place=place, run=run) == expected


@pytest.mark.parametrize(("start", "expected"), [("2024-05-02", ()), ("2024-05-03", ("P2",))])
def test_p2_runs_beside_the_job_start_within_91_days(tmp_path: Path, start: str, expected: tuple[str, ...]) -> None:
    """A run for the qualification may begin 91 days after the first day at the place, and not a day later."""
    person, place = {"vak": 0.5}, {"occupation": "vak", "start_from": "2024-02-01"}
    run: Cells = {"grants": "diploma", "start": start, "end": "2024-06-30"}
    assert one(tmp_path, person=person, place=place, run=run) == expected


# P3


@pytest.mark.parametrize(("until", "expected"), [("2024-04-01", ()), ("2024-03-31", ("P3",))])
def test_p3_the_first_day_is_the_day_after_the_run_and_in_time(
    tmp_path: Path, until: str, expected: tuple[str, ...]
) -> None:
    """A run that ends on 31 March lets someone start on 1 April; a place that stops starting before that breaks P3."""
    assert one(tmp_path, place={"requires": "vca", "start_until": until}, run={"end": "2024-03-31"}) == expected


def test_p3_nothing_starts_after_the_plan(tmp_path: Path) -> None:
    """A place that can start only after the plan's last day breaks P3."""
    assert one(tmp_path, place={"start_from": "2025-01-01", "start_until": "2025-02-01"}) == ("P3",)


def test_p3_waits_until_a_credential_begins(tmp_path: Path) -> None:
    """What is held from 1 May on lets someone start on 1 May, and not at a place that needs someone before."""
    held = [("c1", "vca", "2024-05-01", "")]
    for until, expected in (("2024-05-01", ()), ("2024-04-30", ("P3",))):
        place = {"p1": {"requires": "vca", "start_until": until}}
        region = case(tmp_path / until, candidates={"c1": WORKS}, places=place, held=held)
        assert broken(region, "c1", "p1") == expected


def test_p3_waits_for_all_credentials_on_one_day(tmp_path: Path) -> None:
    """Two credentials that are held in turn and never together leave no first day."""
    held = [("c1", "vca", "2024-02-01", "2024-02-29"), ("c1", "nl-A1", "2024-03-01", "")]
    region = case(tmp_path, candidates={"c1": WORKS}, places={"p1": {"requires": "vca|nl-A1"}}, held=held)
    assert broken(region, "c1", "p1") == NEVER


def test_p3_looks_again_when_waiting_outlasts_a_window(tmp_path: Path) -> None:
    """Waiting for one credential past the first window of the other leads to the second window of that."""
    held = [
        ("c1", "vca", "2024-02-01", "2024-02-29"),
        ("c1", "vca", "2024-06-01", "2024-06-30"),
        ("c1", "nl-A1", "2024-03-01", ""),
    ]
    for until, expected in (("2024-06-01", ()), ("2024-05-31", ("P3",))):
        place = {"p1": {"requires": "vca|nl-A1", "start_until": until}}
        region = case(tmp_path / until, candidates={"c1": WORKS}, places=place, held=held)
        assert broken(region, "c1", "p1") == expected


# P4


def test_p4_no_two_runs_of_one_training(tmp_path: Path) -> None:
    """Two groups of one training in one pathway break P4, even if each were needed."""
    runs = {"r1": {"training": "t", "grants": "vca"}, "r2": {"training": "t", "grants": "diploma", "dayparts": "tu-am"}}
    region = case(tmp_path, candidates={"c1": WORKS}, places={"p1": {"requires": "vca|diploma"}}, runs=runs)
    assert broken(region, "c1", "r1", "r2", "p1") == ("P4",)


def test_p4_every_run_is_needed(tmp_path: Path) -> None:
    """A run whose credential nobody asks for breaks P4."""
    assert one(tmp_path, run={}) == ("P4",)


def test_p4_a_run_is_not_needed_for_what_is_held_already(tmp_path: Path) -> None:
    """A run that grants what the candidate holds breaks P4."""
    assert one(tmp_path, person={"holds": "vca-vol"}, place={"requires": "vca"}, run={}) == ("P4",)


def test_p4_a_run_that_brings_the_first_day_forward_is_needed(tmp_path: Path) -> None:
    """Who will hold the certificate in August may take a run to start in April."""
    held = [("c1", "vca", "2024-08-01", "")]
    place = {"p1": {"requires": "vca"}}
    region = case(tmp_path, candidates={"c1": WORKS}, places=place, runs={"r1": {"grants": "vca"}}, held=held)
    assert broken(region, "c1", "r1", "p1") == ()


def test_p4_a_run_for_the_qualification_is_needed(tmp_path: Path) -> None:
    """A run that trains for the occupation counts as needed, though the place does not ask for it."""
    assert one(tmp_path, person={"vak": 0.5}, place={"occupation": "vak"}, run={"grants": "diploma"}) == ()


def test_p4_two_runs_for_one_credential_are_one_too_many(tmp_path: Path) -> None:
    """Of two trainings that grant the same, neither is needed beside the other once both have ended."""
    runs = {"r1": {"grants": "vca"}, "r2": {"grants": "vca", "dayparts": "tu-am"}}
    place = {"p1": {"requires": "vca", "start_from": "2024-06-01"}}
    region = case(tmp_path, candidates={"c1": WORKS}, places=place, runs=runs)
    assert broken(region, "c1", "r1", "r2", "p1") == ("P4",)


# P5


def test_p5_what_a_place_requires_must_be_held(tmp_path: Path) -> None:
    """Without what the place requires there is no first day, and nothing that holds it."""
    assert one(tmp_path, place={"requires": "vca"}) == NEVER


def test_p5_what_a_run_requires_must_be_held_on_its_first_day(tmp_path: Path) -> None:
    """A language run above the candidate's level breaks P5."""
    assert one(tmp_path, place={"requires": "nl-A2"}, run=A2) == ("P5",)


@pytest.mark.parametrize(("end", "expected"), [("2024-02-04", ()), ("2024-02-05", ("P4", "P5"))])
def test_p5_a_run_counts_from_the_day_after_its_end(tmp_path: Path, end: str, expected: tuple[str, ...]) -> None:
    """A feeder that ends the day before is in time; one that ends on that day is not, and then serves nothing."""
    runs = {
        "feeder": {"start": "2024-01-15", "end": end, "grants": "nl-A1", "dayparts": "tu-am"},
        "next": {"start": "2024-02-05", **A2},
    }
    region = case(tmp_path, candidates={"c1": WORKS}, places={"p1": {"requires": "nl-A2"}}, runs=runs)
    assert broken(region, "c1", "feeder", "next", "p1") == expected


@pytest.mark.parametrize(("until", "expected"), [("2024-02-05", ()), ("2024-02-04", ("P5",))])
def test_p5_a_credential_in_a_period_counts_on_both_days(tmp_path: Path, until: str, expected: tuple[str, ...]) -> None:
    """What expires on the day a run starts is still held; what expired the day before is not."""
    region = case(
        tmp_path,
        candidates={"c1": WORKS},
        places={"p1": {"requires": "nl-A2"}},
        runs={"r1": A2},
        held=[("c1", "nl-A1", "", until)],
    )
    assert broken(region, "c1", "r1", "p1") == expected


def test_p5_what_is_implied_is_held(tmp_path: Path) -> None:
    """Who holds B1 holds A1, and who learns to lead on safety is safe."""
    assert one(tmp_path, person={"holds": "nl-B1"}, place={"requires": "nl-A1"}) == ()
    assert one(tmp_path / "run", place={"requires": "vca"}, run={"grants": "vca-vol"}) == ()


# P6


def test_p6_a_run_takes_dayparts_of_the_candidate(tmp_path: Path) -> None:
    """A run on an evening that the candidate does not have breaks P6."""
    assert one(tmp_path, place={"requires": "vca"}, run={"dayparts": "mo-am|mo-ev"}) == ("P6",)


@pytest.mark.parametrize(
    ("start", "dayparts", "expected"),
    [("2024-03-31", "mo-am", ("P6",)), ("2024-04-01", "mo-am", ()), ("2024-03-31", "tu-am", ())],
)
def test_p6_overlapping_runs_share_no_daypart(
    tmp_path: Path, start: str, dayparts: str, expected: tuple[str, ...]
) -> None:
    """Two runs may have one daypart in turn, or two dayparts at once, and not one daypart on one day."""
    runs = {
        "r1": {"grants": "vca", "end": "2024-03-31"},
        "r2": {"grants": "diploma", "start": start, "end": "2024-05-31", "dayparts": dayparts},
    }
    region = case(tmp_path, candidates={"c1": WORKS}, places={"p1": {"requires": "vca|diploma"}}, runs=runs)
    assert broken(region, "c1", "r1", "r2", "p1") == expected


@pytest.mark.parametrize(("needed", "expected"), [(2, ()), (3, ("P6",)), ("", ("P6",))])
def test_p6_the_work_takes_so_many_dayparts(tmp_path: Path, needed: Cell, expected: tuple[str, ...]) -> None:
    """Of the place's dayparts the candidate must have as many as the work takes; empty means all."""
    place: Cells = {"dayparts": "mo-am|tu-am|th-am", "dayparts_needed": needed}
    assert one(tmp_path, place=place) == expected


@pytest.mark.parametrize(("needed", "expected"), [(2, ()), (3, ("P6",))])
def test_p6_a_run_beside_the_job_keeps_its_dayparts(tmp_path: Path, needed: int, expected: tuple[str, ...]) -> None:
    """A run that goes on beside the job takes its morning from the work."""
    place: Cells = {"occupation": "vak", "dayparts": "mo-am|tu-am|we-am", "dayparts_needed": needed}
    assert one(tmp_path, person={"vak": 0.5}, place=place, run={"grants": "diploma"}) == expected


def test_p6_a_run_that_starts_later_takes_its_dayparts_too(tmp_path: Path) -> None:
    """A run that starts after the first day takes its morning from the work as well."""
    place: Cells = {"occupation": "vak", "dayparts": "mo-am|tu-am|we-am"}
    later: Cells = {"grants": "diploma", "start": "2024-03-01"}
    assert one(tmp_path, person={"vak": 0.5}, place=place, run=later) == ("P6",)


def test_p6_a_run_that_has_ended_leaves_the_week_free(tmp_path: Path) -> None:
    """What was learnt before the first day takes no daypart from the work."""
    assert one(tmp_path, place={"requires": "vca", "dayparts": "mo-am|tu-am|we-am"}, run={}) == ()


# P7


@pytest.mark.parametrize(("most", "expected"), [(2, ()), (1.9, ("P7",))])
def test_p7_travel_takes_at_most_what_the_candidate_can(tmp_path: Path, most: float, expected: tuple[str, ...]) -> None:
    """Two minutes of cycling are allowed to who can travel two minutes."""
    assert one(tmp_path, person={"max_travel": most}) == expected


def test_p7_holds_for_runs_too(tmp_path: Path) -> None:
    """A run that is too far away breaks P7, however near the place."""
    assert one(tmp_path, place={"requires": "vca"}, run={"postcode": 2132}) == ("P7",)


# P8


@pytest.mark.parametrize(
    ("person", "district", "expected"),
    [
        ({"districts": "noord"}, "noord", ()),
        ({"districts": "noord|oost"}, "zuid", ("P8",)),
        ({"districts": "noord"}, "", ("P8",)),
        ({"not_districts": "noord"}, "noord", ("P8",)),
        ({"not_districts": "noord"}, "zuid", ()),
        ({"not_districts": "noord"}, "", ()),
    ],
)
def test_p8_districts(tmp_path: Path, person: Cells, district: str, expected: tuple[str, ...]) -> None:
    """A candidate works only in the wanted districts and never in the others; a place may be in no district."""
    assert one(tmp_path, person=person, place={"district": district}) == expected


@pytest.mark.parametrize(("groups", "expected"), [("ww", ()), ("ww|werkend", ()), ("werkend", ("P8",)), ("", ("P8",))])
def test_p8_a_place_or_a_run_for_some_groups(tmp_path: Path, groups: str, expected: tuple[str, ...]) -> None:
    """A place or a run for some groups takes who is in one of them."""
    person: Cells = {"groups": groups}
    only: Cells = {"only_for": "ww|statushouder"}
    assert one(tmp_path / "place", person=person, place=only) == expected
    assert one(tmp_path / "run", person=person, place={"requires": "vca"}, run=only) == expected


@pytest.mark.parametrize(
    ("row", "through_r1", "through_r2"),
    [
        (("c1", "r1", "p1"), ("P8",), ()),
        (("c1", "r1", ""), ("P8",), ()),
        (("c1", "", "p1"), ("P8",), ("P8",)),
        (("c1", "", ""), ("P8",), ("P8",)),
        (("c1", "r1", "p2"), (), ()),
        (("c2", "", ""), (), ()),
    ],
)
def test_p8_what_is_forbidden(
    tmp_path: Path, row: tuple[str, ...], through_r1: tuple[str, ...], through_r2: tuple[str, ...]
) -> None:
    """Forbidden is a pair, a run with any place, a place with any runs, or everything; for that candidate only."""
    region = case(
        tmp_path,
        candidates={"c1": WORKS, "c2": WORKS},
        places={"p1": {"requires": "vca"}, "p2": {"requires": "vca"}},
        runs={"r1": {"grants": "vca"}, "r2": {"grants": "vca"}},
        forbidden=[row],
    )
    assert broken(region, "c1", "r1", "p1") == through_r1
    assert broken(region, "c1", "r2", "p1") == through_r2


# previous.csv


@pytest.mark.parametrize(
    ("row", "stands"),
    [
        (("c1", "r1", "p1"), True),
        (("c1", "", "p1"), False),
        (("c1", "r1|gone", "p1"), False),
        (("c1", "r1", "gone"), False),
    ],
)
def test_a_previous_pathway_stands_while_it_keeps_every_rule(
    tmp_path: Path, row: tuple[str, ...], stands: bool
) -> None:
    """A pathway of the plan before this one that breaks a rule now, or has lost a run or its place, does not stand."""
    region = case(
        tmp_path,
        candidates={"c1": WORKS},
        places={"p1": {"requires": "vca"}},
        runs={"r1": {"grants": "vca"}},
        previous=[row],
    )
    assert kept_previous(Rulebook(region), region.previous)[0].tolist() == [stands]


def test_a_previous_pathway_of_too_many_runs_does_not_stand(tmp_path: Path) -> None:
    """When fewer runs are allowed than before, a longer pathway does not stand."""
    region = case(
        tmp_path,
        max_runs=1,
        candidates={"c1": WORKS},
        places={"p1": {"requires": "vca|diploma"}},
        runs={"r1": {"grants": "vca"}, "r2": {"grants": "diploma", "dayparts": "tu-am"}},
        previous=[("c1", "r1|r2", "p1")],
    )
    assert kept_previous(Rulebook(region), region.previous)[0].tolist() == [False]
