"""Reading a region folder: the folder, its files and their form as CSV."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine.folders import TINY, differences, problems, tiny, warnings

from koppelkans.engine import files


def test_tiny_region_is_valid(tmp_path: Path) -> None:
    """The region that these tests alter has no errors and no warnings."""
    assert warnings(tiny(tmp_path)) == []


def test_folder_that_does_not_exist(tmp_path: Path) -> None:
    """A folder that does not exist is named, with what a region folder is."""
    assert problems(tmp_path / "nowhere") == [
        "nowhere: does not exist; a folder with region.toml and the csv files of the format"
    ]


def test_folder_that_is_a_file(tmp_path: Path) -> None:
    """A file in the place of the folder is refused."""
    (tmp_path / "region").write_text("")
    assert problems(tmp_path / "region") == [
        "region: is not a folder; a folder with region.toml and the csv files of the format"
    ]


def test_empty_folder_lacks_every_required_file(tmp_path: Path) -> None:
    """An empty folder lacks every required file, and each is named."""
    found = problems(tmp_path)
    assert [line.partition(":")[0] for line in found] == list(TINY)
    assert found[1] == "credentials.csv: is missing; every region folder has one, with at least the header row"


def test_missing_file_is_the_only_problem(tmp_path: Path) -> None:
    """A missing file is one problem: what refers to it is not called unknown."""
    assert problems(tiny(tmp_path, credentials=None)) == [
        "credentials.csv: is missing; every region folder has one, with at least the header row"
    ]


def test_optional_files_may_be_missing_or_without_rows(tmp_path: Path) -> None:
    """An optional file that is missing equals one with a header alone."""
    (tmp_path / "a").mkdir()
    with_header, _ = files.read_region(tiny(tmp_path / "a", held="candidate,credential,from,until\n"))
    without, _ = files.read_region(tiny(tmp_path))
    assert differences(with_header, without) == []
    assert with_header.digest == without.digest


def test_unknown_csv_file(tmp_path: Path) -> None:
    """A csv file that the format does not know is an error that names it."""
    folder = tiny(tmp_path)
    (folder / "wish.csv").write_text("candidate\n")
    assert problems(folder) == ["wish.csv: is not a file of the format; correct its name, or take it away"]


def test_unknown_toml_file(tmp_path: Path) -> None:
    """A toml file that the format does not know is an error that names it."""
    folder = tiny(tmp_path)
    (folder / "pilot.toml").write_text("")
    assert problems(folder) == ["pilot.toml: is not a file of the format; correct its name, or take it away"]


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    """A file that is neither csv nor toml, such as a README, is no problem."""
    folder = tiny(tmp_path)
    (folder / "README.md").write_text("# Pilot\n")
    assert warnings(folder) == []


def test_unreadable_file(tmp_path: Path) -> None:
    """A file that cannot be read says why."""
    folder = tiny(tmp_path, runs=None)
    (folder / "runs.csv").mkdir()
    assert problems(folder) == ["runs.csv: cannot be read (Is a directory); a plain file that you may read"]


def test_file_of_no_bytes(tmp_path: Path) -> None:
    """A file without even a header is told which header it needs."""
    assert problems(tiny(tmp_path, postcodes="")) == ["postcodes.csv: is empty; a first row with postcode,lat,lon"]


@pytest.mark.parametrize("stem", ["candidates", "places", "runs"])
def test_files_without_rows_are_valid(tmp_path: Path, stem: str) -> None:
    """A region without candidates, without places or without runs is valid."""
    header = {stem: TINY[f"{stem}.csv"].split("\n")[0] + "\n"}
    if stem == "candidates":
        header["wishes"] = "candidate,occupation,preference,aptitude\n"
    region, _ = files.read_region(tiny(tmp_path, **header))
    assert getattr(region, stem).ids == ()


def test_region_without_any_row_is_valid(tmp_path: Path) -> None:
    """A region of headers alone is valid and empty."""
    headers = {name.removesuffix(".csv"): text.split("\n")[0] for name, text in TINY.items() if name != "region.toml"}
    region, warned = files.read_region(tiny(tmp_path, **headers))
    assert (region.candidates.ids, region.credentials.ids, warned) == ((), (), ())


def test_missing_column(tmp_path: Path) -> None:
    """A missing required column is named, with what stands in it."""
    folder = tiny(tmp_path, postcodes="postcode,lat\n2131,52.3\n2132,52.3\n")
    assert problems(folder) == [
        "postcodes.csv, row 1, column lon: the column is missing; add a column lon: degrees east"
    ]


def test_missing_key_column_makes_no_other_problems(tmp_path: Path) -> None:
    """Without its key column a file is not called incomplete by what refers to it."""
    folder = tiny(tmp_path, employers="name,mentors\nBakkerij De Oven,2\n")
    assert problems(folder) == [
        "employers.csv, row 1, column employer: the column is missing; add a column employer: the employer"
    ]


def test_missing_optional_column_is_empty(tmp_path: Path) -> None:
    """A missing optional column equals empty cells: here no limit to the mentors."""
    region, _ = files.read_region(tiny(tmp_path, employers="employer,name\noven,Bakkerij De Oven\n"))
    assert region.employers.mentors.tolist() == [-1]


def test_unknown_column_with_a_near_name(tmp_path: Path) -> None:
    """An unknown column is named, with the column that was probably meant."""
    folder = tiny(tmp_path, employers="employer,name,mentor\noven,Bakkerij De Oven,2\n")
    assert problems(folder) == [
        'employers.csv, row 1, column mentor: "mentor" is not a column of this file; did you mean mentors?'
    ]


def test_unknown_column_without_a_near_name(tmp_path: Path) -> None:
    """An unknown column that resembles nothing gets the list of columns."""
    folder = tiny(tmp_path, postcodes="postcode,lat,lon,bsn\n2131,52.3,4.7,1\n2132,52.3,4.7,1\n")
    assert problems(folder) == [
        'postcodes.csv, row 1, column bsn: "bsn" is not a column of this file; the columns are lat, lon, postcode'
    ]


def test_column_without_a_name(tmp_path: Path) -> None:
    """A header that ends in a comma has a column without a name."""
    folder = tiny(tmp_path, postcodes="postcode,lat,lon,\n2131,52.3,4.7,\n2132,52.3,4.7,\n")
    assert problems(folder) == [
        "postcodes.csv, row 1: the header has a column without a name; name it, or take it away in every row"
    ]


def test_column_name_that_cannot_be_printed(tmp_path: Path) -> None:
    """A message is one line that can be printed, whatever stands in the header."""
    [line] = problems(tiny(tmp_path, postcodes=("lon", 'lon,"' + "\n\x1e" * 100 + '"')))[:1]
    assert line.isprintable()
    assert len(line) < 600


def test_duplicate_column(tmp_path: Path) -> None:
    """A column that stands twice in the header is an error."""
    folder = tiny(tmp_path, postcodes="postcode,lat,lat,lon\n2131,52.3,52.3,4.7\n2132,52.3,52.3,4.7\n")
    assert problems(folder) == ["postcodes.csv, row 1, column lat: stands twice in the header; keep one of them"]


def test_columns_in_any_order(tmp_path: Path) -> None:
    """Columns may stand in any order."""
    region, _ = files.read_region(tiny(tmp_path, postcodes="lon,postcode,lat\n4.7,2132,52.3\n4.69,2131,52.2\n"))
    assert region.postcodes.ids == ("2131", "2132")
    assert region.postcodes.lon.tolist() == [4.69, 4.7]


def test_row_with_too_few_values(tmp_path: Path) -> None:
    """A row with fewer values than the header is one problem, whatever stands in it."""
    folder = tiny(tmp_path, postcodes=("2132,52.31,4.70", "2132,52.31"))
    assert problems(folder) == [
        "postcodes.csv, row 3: the row has 2 values and the header has 3; give every row 3 values"
    ]


def test_row_with_too_many_values(tmp_path: Path) -> None:
    """A row with more values than the header points at the comma that probably made it so."""
    folder = tiny(tmp_path, wishes=("0.9,0.6", "0,9,0,6"))
    assert problems(folder) == [
        "wishes.csv, row 2: the row has 6 values and the header has 4; give every row 4 values "
        "(a decimal comma or a comma in a text splits a value: use a point, or quotes)"
    ]


def test_rows_are_counted_as_a_spreadsheet_does(tmp_path: Path) -> None:
    """A cell with a line end in it is part of one row, and an empty line counts as one."""
    text = 'employer,name,mentors\noven,"Bakkerij\nDe Oven",2\n\nbrug,De Brug,x\n'
    assert problems(tiny(tmp_path, employers=text)) == [
        'employers.csv, row 4, column mentors: "x" is not a whole number; a whole number such as 12'
    ]


def test_quotes_that_do_not_close(tmp_path: Path) -> None:
    """A quote that never closes is an error at the row where it opens."""
    assert problems(tiny(tmp_path, employers=("oven,Bakkerij", 'oven,"Bakkerij'))) == [
        "employers.csv, row 2: is not CSV from here on (unexpected end of data); a value with a comma, a quote or a "
        'line end stands between double quotes, a quote inside it is written ""'
    ]


def test_row_of_a_broken_quote_counts_empty_lines(tmp_path: Path) -> None:
    """Empty lines count for the row of a broken quote as well."""
    [line] = problems(tiny(tmp_path, employers='employer,name,mentors\n\n\noven,"De Oven,2\n'))
    assert line.startswith("employers.csv, row 4: is not CSV from here on")


def test_text_after_a_closing_quote(tmp_path: Path) -> None:
    """A quote in the middle of a quoted value must be doubled."""
    found = problems(tiny(tmp_path, employers=("Bakkerij De Oven", '"De "Oven""')))
    assert [line.partition(" (")[0] for line in found] == ["employers.csv, row 2: is not CSV from here on"]


def test_quoted_values(tmp_path: Path) -> None:
    """Commas, quotes and line ends may stand in a quoted value."""
    folder = tiny(tmp_path, employers=("Bakkerij De Oven", '"Bakkerij, ""De"" Oven\nHoofddorp"'))
    assert files.read_region(folder)[0].employers.name == ('Bakkerij, "De" Oven\nHoofddorp',)


def test_semicolons_for_commas(tmp_path: Path) -> None:
    """A file with semicolons, as some spreadsheets write, is told to use commas, and nothing else is said of it."""
    folder = tiny(tmp_path, wishes=TINY["wishes.csv"].replace(",", ";"))
    assert problems(folder) == [
        'wishes.csv, row 1: "candidate;occupation;preference;aptitude" has semicolons between the values; '
        "put commas between the values"
    ]


def test_semicolons_between_quotes(tmp_path: Path) -> None:
    """Semicolons are recognised when the names of the columns stand between quotes, too."""
    [line] = problems(tiny(tmp_path, postcodes='"postcode";"lat";"lon"\n"2131";"52,3";"4,7"\n'))
    assert line.endswith("has semicolons between the values; put commas between the values")


def test_tabs_for_commas(tmp_path: Path) -> None:
    """A file with tabs is told to use commas."""
    folder = tiny(tmp_path, postcodes=TINY["postcodes.csv"].replace(",", "\t"))
    assert problems(folder) == [
        r'postcodes.csv, row 1: "postcode\tlat\tlon" has tabs between the values; put commas between the values'
    ]


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_other_line_ends_are_accepted(tmp_path: Path, ends: str) -> None:
    """Line ends of other systems are accepted and change nothing."""
    changes = {name.rpartition(".")[0]: text.replace("\n", ends) for name, text in TINY.items()}
    changes["region"] = TINY["region.toml"].replace("\n", "\r\n")
    region, _ = files.read_region(tiny(tmp_path, **changes))
    (tmp_path / "plain").mkdir()
    assert region.digest == files.digest(tiny(tmp_path / "plain"))


def test_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    """A byte order mark is accepted in every file and changes nothing."""
    changes = {name.rpartition(".")[0]: f"\ufeff{text}" for name, text in TINY.items()}
    region, _ = files.read_region(tiny(tmp_path, **changes))
    (tmp_path / "plain").mkdir()
    assert region.digest == files.digest(tiny(tmp_path / "plain"))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16(tmp_path: Path, encoding: str) -> None:
    """UTF-16 is recognised, with or without a byte order mark."""
    folder = tiny(tmp_path, wishes=TINY["wishes.csv"].encode(encoding))
    assert problems(folder) == ["wishes.csv: is UTF-16; save it as UTF-8 (in a spreadsheet: CSV UTF-8)"]


def test_latin_1(tmp_path: Path) -> None:
    """A file that is not UTF-8 says at which byte and line."""
    folder = tiny(tmp_path, employers="employer,name,mentors\noven,Café,2\n".encode("latin-1"))
    assert problems(folder) == ["employers.csv: is not UTF-8 (byte 0xE9 on line 2); save it as UTF-8 (CSV UTF-8)"]


def test_nul_bytes(tmp_path: Path) -> None:
    """A NUL byte is found in its cell."""
    assert problems(tiny(tmp_path, employers=("De Oven", "De\0Oven"))) == [
        r'employers.csv, row 2, column name: "Bakkerij De\x00Oven" has a NUL byte in it; '
        "plain text; save the file again as CSV, UTF-8"
    ]


def test_cell_of_ten_million_characters(tmp_path: Path) -> None:
    """A cell of ten million characters gives a short message that says where it is."""
    [line] = problems(tiny(tmp_path, employers=("Bakkerij De Oven", "x" * 10_000_000)))
    assert line == (
        f'employers.csv, row 2, column name: "{"x" * 60}… (10000000 characters)" is too long; '
        "at most 100000 characters fit in a cell"
    )


def test_every_problem_is_reported(tmp_path: Path) -> None:
    """Problems in several files, rows and columns are reported together."""
    folder = tiny(
        tmp_path,
        region=("max_runs = 3", "max_runs = 9"),
        wishes=("0.9,0.6", "2,x"),
        employers=("oven,", "oven oven,"),
    )
    assert [line.partition(": ")[0] for line in problems(folder)] == [
        "region.toml, row 5, column max_runs",
        "wishes.csv, row 2, column preference",
        "wishes.csv, row 2, column aptitude",
        "employers.csv, row 2, column employer",
        "places.csv, row 2, column employer",
    ]
