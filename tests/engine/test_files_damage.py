"""Reading folders that are damaged at random: always errors that a person can read, never anything else."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engine.folders import TINY, tiny

from koppelkans.engine import files

CELLS = st.sampled_from(
    [
        "",
        "x",
        "-1",
        "0",
        "1e5",
        "1e999",
        "nan",
        "99999999999999999999",
        "2024-02-30",
        "9999-12-31",
        "0001-01-01",
        "mo-am",
        "a|b",
        "|",
        "yes",
        "anna",
        "taal-1",
        "nl-A1",
        "é",
        "2131",
        "[[",
        "{",
        "=",
        ";",
        '"',
        "\x00",
        "\n",
        "\x1e",
    ]
)


def read(files_of_region: dict[str, bytes]) -> None:
    """Read a region of these files; an error must say where it is and what would be right."""
    with tempfile.TemporaryDirectory() as made:
        folder = tiny(Path(made), **{name.rpartition(".")[0]: data for name, data in files_of_region.items()})
        try:
            region, _ = files.read_region(folder)
        except files.RegionError as error:
            for problem in error.problems:
                assert problem.code
                assert problem.file
                assert len(str(problem).splitlines()) == 1
        else:
            assert region.digest == files.digest(folder)


@settings(max_examples=60, deadline=None)
@given(name=st.sampled_from(sorted(TINY)), row=st.integers(0, 40), at=st.integers(0, 16), cell=CELLS)
def test_any_cell_can_be_wrong(name: str, row: int, at: int, cell: str) -> None:
    """Whatever stands in a cell, reading gives a region or errors with a place."""
    lines = TINY[name].splitlines()
    separator = " = " if name == "region.toml" else ","
    cells = lines[row % len(lines)].split(separator)
    cells[at % len(cells)] = cell
    lines[row % len(lines)] = separator.join(cells)
    read({name: "\n".join(lines).encode()})


@settings(max_examples=40, deadline=None)
@given(
    name=st.sampled_from(sorted(TINY)), start=st.integers(0, 400), length=st.integers(0, 60), new=st.binary(max_size=20)
)
def test_any_bytes_can_be_damaged(name: str, start: int, length: int, new: bytes) -> None:
    """Whatever bytes are lost or replaced, reading gives a region or errors with a place."""
    data = TINY[name].encode()
    read({name: data[:start] + new + data[start + length :]})


@settings(max_examples=30, deadline=None)
@given(text=st.text(max_size=80), name=st.sampled_from(sorted(TINY)))
def test_any_text_can_be_a_file(text: str, name: str) -> None:
    """Whatever a file holds, reading gives a region or errors with a place."""
    read({name: text.encode()})
