"""The region as a folder, in and out."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from koppelkans.core.access import Closed, house
from koppelkans.core.models import AuditEntry, Municipality, Subject
from koppelkans.core.refusal import Refused
from koppelkans.engine import files, solve
from koppelkans.engine.problems import RegionError
from koppelkans.funds.models import Fund, Reservation
from koppelkans.people.models import Candidate
from koppelkans.people.states import Status
from koppelkans.planning.actions.exchange import export_region, import_region
from koppelkans.planning.models import Pinned
from koppelkans.supply.models import Booking, Place, Run
from making import NOW, make_actor, make_candidate, make_fund, make_place, make_region, make_run

pytestmark = pytest.mark.django_db
EXAMPLES = Path(__file__).parents[2] / "examples"
US = house("test")


def rows(folder: Path) -> dict[str, list[tuple[tuple[str, str], ...]]]:
    """The rows of every csv file of a folder, without order."""
    found = {}
    for file in folder.glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as lines:
            found[file.name] = sorted(tuple(sorted(row.items())) for row in csv.DictReader(lines))
    return found


@pytest.mark.parametrize("example", ["pilot", "region"])
def test_a_round_trip_gives_the_same_rows(example: str, tmp_path: Path) -> None:
    """Export after import has every file with the same rows, and the same settings."""
    import_region(EXAMPLES / example, by=US, now=NOW)
    export_region(tmp_path / "out", by=US, now=NOW)
    assert rows(tmp_path / "out") == rows(EXAMPLES / example)
    assert files.digest(tmp_path / "out") == files.digest(EXAMPLES / example)


def test_the_plan_of_both_is_the_same_file_for_file(tmp_path: Path) -> None:
    """The plan of the exported pilot is the plan of the pilot, save how long it took."""
    import_region(EXAMPLES / "pilot", by=US, now=NOW)
    export_region(tmp_path / "out", by=US, now=NOW)
    for name, folder in (("before", EXAMPLES / "pilot"), ("after", tmp_path / "out")):
        region, _warnings = files.read_region(folder)
        plan = solve.plan(region, stop=solve.Stop(), seed=1, workers=1)
        files.write_plan(region, plan, tmp_path / name, report_html="", force=False)
    for file in (tmp_path / "before").iterdir():
        if file.name != "run.json":
            assert file.read_bytes() == (tmp_path / "after" / file.name).read_bytes(), file.name


def test_figures_go_out_as_they_came_in(tmp_path: Path) -> None:
    """A figure keeps its zeros and its way of writing, and an empty cell stays empty."""
    shutil.copytree(EXAMPLES / "pilot", tmp_path / "in")
    wishes = tmp_path / "in" / "wishes.csv"
    wishes.write_text(wishes.read_text(encoding="utf-8").replace("berk,warmtepomp,0.9,0.8", "berk,warmtepomp,.90,8e-1"))
    import_region(tmp_path / "in", by=US, now=NOW)
    export_region(tmp_path / "out", by=US, now=NOW)
    assert "berk,warmtepomp,.90,8e-1\n" in (tmp_path / "out" / "wishes.csv").read_text(encoding="utf-8")


def test_a_region_goes_into_an_empty_platform_only() -> None:
    """A second import is refused and changes nothing."""
    import_region(EXAMPLES / "pilot", by=US, now=NOW)
    people = Candidate.objects.count()
    with pytest.raises(Refused, match="lege database"):
        import_region(EXAMPLES / "region", by=US, now=NOW)
    assert Candidate.objects.count() == people


def test_a_folder_with_errors_brings_nothing_in(tmp_path: Path) -> None:
    """Every problem of the folder is told, and the platform stays empty."""
    shutil.copytree(EXAMPLES / "pilot", tmp_path / "in")
    (tmp_path / "in" / "funds.csv").unlink()
    with pytest.raises(RegionError):
        import_region(tmp_path / "in", by=US, now=NOW)
    assert not Municipality.objects.exists()


def test_who_may_not_exchange_is_refused(tmp_path: Path) -> None:
    """A case worker takes no region out."""
    make_region()
    with pytest.raises(Closed):
        export_region(tmp_path / "out", by=make_actor("case-worker"), now=NOW)


def test_another_name_is_refused(tmp_path: Path) -> None:
    """The name says which region is meant."""
    make_region(name="Hier")
    with pytest.raises(Refused, match="Hier"):
        export_region(tmp_path / "out", name="Daar", by=US, now=NOW)


def test_what_is_taken_on_the_platform_is_counted_in(tmp_path: Path) -> None:
    """Seats, places, mentors and money that were taken here are not free in the folder."""
    make_region()
    waiting, placed = make_candidate(), make_candidate()
    run, place, fund = make_run(seats_max=5), make_place(capacity=2, mentor_weeks=4), make_fund(max_per_candidate=5000)
    today = NOW.date()
    Booking.objects.create(run=run, subject=placed.subject, first_day=run.start, booked_on=today)
    Booking.objects.create(place=place, subject=placed.subject, first_day=place.start_from, booked_on=today)
    Reservation.objects.create(
        fund=fund, subject=waiting.subject, step=run.code, cost_kind="language", cents=90_050, reserved_on=today
    )
    export_region(tmp_path / "out", by=US, now=NOW)
    region, _warnings = files.read_region(tmp_path / "out")
    assert region.candidates.ids == (waiting.subject.pseudonym,)
    assert region.runs.seats_taken.tolist() == [1]
    assert region.places.capacity.tolist() == [1]
    assert region.mentors_taken.taken.tolist() == [1]
    assert region.funds.budget.tolist() == [10_000_000 - 90_050]
    assert region.used.amount.tolist() == [90_050]


def test_everybody_who_goes_out_is_told_in_the_trail(tmp_path: Path) -> None:
    """One entry for each person in the folder, of one act; who is not in it is not told."""
    make_region()
    gone_out = {make_candidate().subject_id, make_candidate().subject_id}
    make_candidate(status=Status.LEFT, reason="other")
    earlier = Subject.objects.create()
    Pinned.objects.create(kind=Pinned.Kind.PREVIOUS, person=earlier.pseudonym, runs=[], place="p-1")
    export_region(tmp_path / "out", by=US, now=NOW)
    entries = AuditEntry.objects.filter(action="region.export")
    assert {entry.subject_id for entry in entries} == gone_out | {earlier.pk}
    assert len({entry.trace for entry in entries}) == 1


def test_the_trail_knows_of_both() -> None:
    """Who brought a region in is in the trail."""
    import_region(EXAMPLES / "pilot", by=US, now=NOW)
    entry = AuditEntry.objects.get(action="region.import")
    assert (entry.who, entry.thing) == ("test", "Leerwerkpilot Haarlemmermeer")
    assert Subject.objects.count() == Candidate.objects.count() > 0
    assert Run.objects.exists()
    assert Place.objects.exists()
    assert Fund.objects.exists()
