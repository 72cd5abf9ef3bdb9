"""A file of offers is taken over as a whole or, with every error at once, not at all; out and back is the same."""

from __future__ import annotations

from typing import Any

import pytest

from koppelkans.core.access import Closed
from koppelkans.supply import actions, columns
from koppelkans.supply.models import Place, Run
from making import (
    NOW,
    make_actor,
    make_credential,
    make_employer,
    make_occupation,
    make_organisation,
    make_place,
    make_postcode,
    make_run,
)

pytestmark = pytest.mark.django_db
HEADER = ["run", "name", "postcode", "start", "end", "dayparts", "seats_max", "seat_cost", "cost_kind", "grants"]


def take(kind: Any, header: list[str], *rows: list[str], by: Any) -> actions.Outcome:
    """Take over these rows, numbered from 2 as in a file."""
    return actions.import_offers(kind, header, list(enumerate(rows, 2)), by=by, now=NOW)


def written(rows: Any) -> list[list[str]]:
    """Rows as a file holds them."""
    return [["" if value is None else str(value) for value in row] for row in rows]


def good(**other: str) -> list[str]:
    """A row of a run."""
    values = {
        "run": "taal-1",
        "name": "Vaktaal",
        "postcode": "2131",
        "start": "05-01-2027",
        "end": "2027-03-25",
        "dayparts": "tu-am|th-am",
        "seats_max": "12",
        "seat_cost": "950,50",
        "cost_kind": "language",
        "grants": "nl-A2",
    }
    return list((values | other).values())


def test_a_provider_takes_over_its_own_runs() -> None:
    """Dutch dates and amounts are read; the provider need not name itself; the same file again changes nothing more."""
    make_postcode()
    make_credential()
    provider = make_organisation("provider")
    by = make_actor("training-provider", organisation=provider)
    assert take(Run, HEADER, good(), good(run="taal-2"), by=by) == actions.Outcome(2, 0)
    run = Run.objects.get(code="taal-1")
    assert (str(run.seat_cost), run.start.isoformat(), run.provider) == ("950.50", "2027-01-05", provider)
    assert take(Run, HEADER, good(), good(run="taal-2"), by=by) == actions.Outcome(0, 2)
    assert Run.objects.count() == 2


def test_every_error_is_told_and_nothing_is_written() -> None:
    """Cells that cannot be read, what the rules are against, a code twice and what is not one's own: all at once."""
    make_postcode()
    make_credential()
    other = make_run(code="van-een-ander")
    by = make_actor("training-provider")
    outcome = take(
        Run,
        HEADER,
        good(run="goed"),
        good(run="fout", postcode="9999", start="morgen", seat_cost="veel", cost_kind="loon", grants="nl-C9"),
        good(run="om", end="2026-01-01", dayparts="mo-xx"),
        good(run="goed"),
        good(run=other.code),
        by=by,
    )
    found = [(problem.row, problem.column) for problem in outcome.problems]
    wrong_cells = [(3, column) for column in ("postcode", "start", "seat_cost", "cost_kind", "grants")]
    assert found == [*wrong_cells, (4, "end"), (4, "dayparts"), (5, "run"), (6, "provider")]
    assert outcome.problems[1].value == "morgen"
    assert list(Run.objects.all()) == [other]


def test_unknown_and_missing_columns_are_told_first() -> None:
    """A typing error in a column does not pass silently."""
    outcome = take(Run, ["run", "naam"], ["x", "y"], by=make_actor("region-coordinator"))
    columns_found = [problem.column for problem in outcome.problems]
    assert columns_found[0] == "naam"
    assert "name" in columns_found
    assert "provider" not in columns_found


def test_what_goes_out_comes_back_the_same() -> None:
    """Runs and places written with the columns of the region folder are read back without any change."""
    make_place(requires=[make_credential().code], guarantee="yes", dayparts_needed=None)
    make_run(seats_taken=3, group_cost="1500", only_for=["statushouder"])
    by = make_actor("region-coordinator")
    before_runs, before_places = Run.objects.values().get(), Place.objects.values().get()
    runs = written(columns.run_rows(Run.objects.all()))
    places = written(columns.place_rows(Place.objects.all()))
    assert take(Run, list(columns.RUN_COLUMNS), *runs, by=by) == actions.Outcome(0, 1)
    assert take(Place, list(columns.PLACE_COLUMNS), *places, by=by) == actions.Outcome(0, 1)
    assert (Run.objects.values().get(), Place.objects.values().get()) == (before_runs, before_places)


def test_an_employer_takes_over_places_without_naming_itself() -> None:
    """An empty code is made; an adviser of the region has to name the employer."""
    make_occupation()
    make_postcode()
    employer = make_employer()
    header = ["occupation", "kind", "postcode", "start_from", "start_until", "capacity", "dayparts"]
    row = ["zonnepanelen", "klus", "2131", "2027-01-01", "2027-02-01", "2", "mo-am"]
    by = make_actor("employer", organisation=employer.organisation)
    assert take(Place, header, row, row, by=by) == actions.Outcome(2, 0)
    assert set(Place.objects.values_list("employer", flat=True)) == {employer.pk}
    outcome = take(Place, header, row, by=make_actor("employer-adviser"))
    assert [(problem.row, problem.column) for problem in outcome.problems] == [(2, "employer")]
    with pytest.raises(Closed):
        take(Place, header, row, by=make_actor("training-provider"))


@pytest.mark.parametrize(
    ("column", "value"),
    [("seat_cost", "0.001"), ("seat_cost", "٣"), ("seat_cost", "NaN"), ("seats_max", "٣"), ("start", "9999-01-01")],
)
def test_what_is_no_amount_or_day_of_ours_is_told(column: str, value: str) -> None:
    """A tenth of a cent, digits of another script and a day of another age are told, never guessed at."""
    make_postcode()
    make_credential()
    outcome = take(Run, HEADER, good(**{column: value}), by=make_actor("training-provider"))
    assert [problem.column for problem in outcome.problems] == [column]


def test_characters_nobody_sees_do_not_come_in() -> None:
    """A sign that turns a text around is dropped."""
    make_postcode()
    make_credential()
    outcome = take(Run, HEADER, good(name="Vei\u202elig\x07"), by=make_actor("training-provider"))
    assert outcome.problems == ()
    assert Run.objects.get().name == "Veilig"
