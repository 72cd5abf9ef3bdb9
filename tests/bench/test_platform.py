"""The benchmarks of the platform measure what they say, however small, and their page shows what they found."""

from __future__ import annotations

import csv
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from bench.platform import ground, tables
from bench.platform.importing import export, imports, mapping
from bench.platform.lists import lists
from bench.platform.load import Size, beside, has_locust, load, percentile, summary
from bench.platform.outcomes import QUESTIONS, outcomes
from bench.platform.run import measured, on, parser
from bench.platform.why import why

KIND = ground.kinds()[-1]  # PostgreSQL where the tests run on it
needs_database = pytest.mark.django_db  # so that the second run, on PostgreSQL, takes it too


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated region of ten people."""
    return ground.region(10, tmp_path_factory.mktemp("bench") / "region")


def test_export_looks_like_the_example(region: Path, tmp_path: Path) -> None:
    """The file that is brought in has the example's 24 columns, a key for everybody, and postcodes of the region."""
    home = export(tmp_path / "export.csv", 25, region)
    with (tmp_path / "export.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    with (region / "candidates.csv").open(encoding="utf-8", newline="") as file:
        people = list(csv.DictReader(file))
    assert len(rows) == len({row["Klantnummer"] for row in rows}) == 25
    assert len(rows[0]) == 24
    assert {row["PC6"] for row in rows} <= {person["postcode"] for person in people}
    assert home in {person["municipality"] for person in people}
    assert mapping(tmp_path).exists()


@needs_database
def test_import_is_measured_in_parts(tmp_path: Path) -> None:
    """Everybody of the file comes in, is known the second time, and each part has its seconds and its memory."""
    (told,) = imports(KIND, tmp_path / "bench", [30])
    assert (told["rows"], told["added"], told["unchanged"]) == (30, 30, 30)
    assert set(told["parts"]) == {"upload", "check", "import", "again: upload", "again: check"}
    assert all(part["seconds"] > 0 and part["megabytes"] > 0 for part in told["parts"].values())
    assert told["told"] >= 1
    assert told["peak"] > 0
    shown = tables.tables({"import": _row("import", [told])})
    assert f"| {KIND} | 30 |" in shown


@needs_database
def test_lists_are_asked_in_both_sizes(tmp_path: Path) -> None:
    """Every list opens among few and among more, with a ratio, and with as many questions where both pages are full."""
    told = lists(KIND, tmp_path / "bench", [55, 70], 1)
    assert [counts["people"] for counts in told["counts"]] == [55, 70]
    assert all(counts["places"] >= 50 and counts["runs"] >= 50 for counts in told["counts"])
    assert len(told["pages"]) > 10
    assert all(page["ratio"] > 0 for page in told["pages"])
    full = [page for page in told["pages"] if min(page["rows"]) > 50]
    assert len(full) >= 5
    assert all(few == many for page in full for few, many in [page["queries"]]), full
    assert "| candidates |" in tables.tables({"lists": _row("lists", told)})


@needs_database
def test_dashboards_are_asked_with_few_journeys_and_with_more(tmp_path: Path) -> None:
    """Each dashboard opens with under twenty questions at both sizes; the check of the ledger finds nothing."""
    told = outcomes(KIND, tmp_path / "bench", [20, 60], 1)
    assert [counts["journeys"] for counts in told["counts"]] == [20, 60]
    dashboards = [page for page in told["pages"] if page["page"].startswith("results")]
    assert len(dashboards) == 4
    assert all(few == many < QUESTIONS for page in dashboards for few, many in [page["queries"]]), dashboards
    assert [one["differences"] for one in told["also"]] == [0, 0]
    shown = tables.tables({"results": _row("results", told)})
    assert "| results of the region |" in shown
    assert "### The check of the ledger" in shown


@needs_database
def test_a_computed_round_is_asked_why(tmp_path: Path) -> None:
    """Every question is put through the page so many times, and the table tells how long it took."""
    told = why(KIND, tmp_path / "bench", 20, 3)
    assert told["people"] > 0
    assert len(told["questions"]) > 5
    assert all(0 < row["median"] <= row["p95"] <= row["longest"] for row in told["questions"])
    assert "| why not any place of the region |" in tables.tables({"why": _row("why", told)})


@needs_database
@pytest.mark.skipif(not has_locust(), reason="locust is not there; ./run bench installs it")
@pytest.mark.skipif(not os.environ.get("KOPPELKANS_CROWD"), reason="a served platform for a minute: KOPPELKANS_CROWD=1")
def test_crowd_comes_and_nothing_breaks(tmp_path: Path) -> None:
    """A few people work at once on the served platform, and log in, without an error."""
    told = load(KIND, tmp_path, Size(people=30, users=7, seconds=12, alone=6, processes=1))
    assert told["trouble"] == []
    assert told["pages"]["errors"] == told["logins"]["errors"] == []
    assert told["pages"]["all"]["many"]["asked"] >= 7
    assert told["logins"]["each"]["login page"]["many"]["asked"] == 7
    assert "all pages" in tables.tables({"load": _row("load", told)})


@pytest.mark.parametrize(("share", "expected"), [(0.5, 2.0), (0.95, 4.0), (0.0, 1.0)])
def test_percentile_is_a_time_that_was_measured(share: float, expected: float) -> None:
    """The nearest rank: a share of the answers took at most so long."""
    assert percentile([1.0, 2.0, 3.0, 4.0], share) == expected
    assert percentile([], share) is None


def test_summary_tells_errors_from_refusals() -> None:
    """What the platform refuses with reasons is no error; what was not answered as asked is."""
    rows = [["decide", 10.0, 422, ""], ["decide", 30.0, 302, ""], ["page", 20.0, 500, "HTTPError('500')"]]
    told = summary(rows)
    assert (told["asked"], told["refused"], told["failed"]) == (3, 1, 1)
    both = beside(rows[:2], rows)
    assert both["all"]["ratio"] == 1.0
    assert both["each"]["page"]["ratio"] is None
    assert both["errors"] == ["page: HTTPError('500')"]


def test_installation_is_gone_afterwards(tmp_path: Path) -> None:
    """A scenario has a database of its own with all tables, and settings that are those that are shipped."""
    with ground.installation(ground.SQLITE, tmp_path / "own") as made:
        with closing(sqlite3.connect(made.folder / "koppelkans.sqlite3")) as database:
            assert database.execute("SELECT count(*) FROM people_candidate").fetchone() == (0,)
        assert made.environment["KOPPELKANS_SECOND_FACTOR"] == "required"
        assert "DJANGO_SETTINGS_MODULE" not in made.environment
        with pytest.raises(RuntimeError, match="ended with status"):
            made.module("bench.platform.bringing", "nothing.csv", "nothing.json", "GM0000")


def test_parts_can_be_chosen_and_made_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each part, database and size is an argument; a crowd comes to PostgreSQL only."""
    told = parser().parse_args(["--only", "lists", "--people", "20", "40", "--on", "SQLite"])
    asked: list[Any] = []
    monkeypatch.setattr("bench.platform.run.lists", lambda *arguments: asked.append(arguments))
    measured("lists", ground.SQLITE, told)
    assert told.only == ["lists"]
    assert asked[0][2:] == ([20, 40], 25)
    assert on("import", [ground.SQLITE]) == [ground.SQLITE]
    assert on("load", [ground.SQLITE]) == []


def test_page_shows_the_figures_that_are_kept() -> None:
    """The tables on the page are those of the figures that were kept."""
    assert tables.figures(tables.load()) in tables.PAGE.read_text(encoding="utf-8")


def test_figures_are_written_into_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written stands between the markers, and the words around them stay."""
    page = tmp_path / "page.md"
    page.write_text(f"before\n{tables.BEGIN}\nold\n{tables.END}\nafter\n", encoding="utf-8")
    monkeypatch.setattr(tables, "PAGE", page)
    monkeypatch.setattr(tables, "RESULTS", tmp_path / "results.json")
    told = {
        "sizes": [1, 2],
        "pages": [{"page": "start", "milliseconds": [1, 2], "ratio": 2.0, "queries": [3, 3], "rows": [0, 0]}],
    }
    tables.write({"lists, SQLite": _row("lists", told)})
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "| start | 1.0 | 2.0 | 2.00 |" in text
    assert "old" not in text
    assert tables.load()["lists, SQLite"]["part"] == "lists"


def _row(part: str, figures: Any) -> dict[str, Any]:
    moment = {"day": "2026-11-21", "load": "0.1"}
    return {"part": part, "database": KIND, "moment": moment, "machine": {"processor": "one"}, "figures": figures}
