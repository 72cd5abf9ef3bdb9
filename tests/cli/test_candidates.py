"""`koppelkans candidates`: people from a municipality's own file, from the shell."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from importing import make_pilot_codes
from koppelkans.cli.main import main
from koppelkans.people.models import Candidate, Import, Mapping

pytestmark = pytest.mark.django_db
EXAMPLES = Path(__file__).parents[2] / "examples" / "import"
MAPPING = ["--mapping", str(EXAMPLES / "mapping.json")]


@pytest.fixture(autouse=True)
def codes() -> None:
    """The codes of the region that the example belongs to."""
    make_pilot_codes()


def candidates(name: str, *more: str, municipality: str = "GM0394") -> int:
    """Run the command on a file of the example."""
    return main(["candidates", str(EXAMPLES / name), *MAPPING, "--municipality", municipality, *more])


@pytest.mark.parametrize("name", ["export.csv", "export.xlsx"])
def test_dry_run_changes_nothing(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """--dry-run tells what would happen and leaves nothing behind."""
    assert candidates(name, "--dry-run") == 0
    told = capsys.readouterr()
    assert "no errors; nothing was changed" in told.out
    assert "'BSN' was left out" in told.err
    assert [model.objects.count() for model in (Candidate, Import, Mapping)] == [0, 0, 0]


def test_import_and_again(capsys: pytest.CaptureFixture[str]) -> None:
    """The CSV brings in ten people; the workbook of the same people changes none of them."""
    assert candidates("export.csv") == 0
    assert candidates("export.xlsx") == 0
    told = capsys.readouterr().out.splitlines()
    assert [line.split() for line in told if "new" in line] == [["new", "10"], ["new", "0"]]
    assert Candidate.objects.count() == 10
    assert set(Import.objects.values_list("status", flat=True)) == {Import.Status.IMPORTED}
    assert Mapping.objects.get().name == "mapping"


@pytest.mark.parametrize("more", [[], ["--dry-run"]])
def test_thirty_mistakes(more: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Every mistake is named with its row, column and value; nobody comes in, and exit status is 2."""
    assert candidates("export-with-mistakes.csv", *more) == 2
    told = capsys.readouterr().err
    assert "30 errors in the file; nobody was brought in" in told
    assert told.count("\nrow ") == 30
    assert "row 6, Kan starten vanaf: '45306'" in told
    assert not Candidate.objects.exists()


def test_unknown_municipality(capsys: pytest.CaptureFixture[str]) -> None:
    """A municipality that is not there is refused with those that are."""
    assert candidates("export.csv", municipality="GM9999") == 2
    assert "the platform knows: GM0394" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "no JSON"),
        ("[]", "write an object"),
        ('{"columns": {"Klantnummer": 1}}', "columns holds something else than texts"),
        ('{"columns": {}, "kolommen": {}}', "kolommen: only name"),
        ('{"columns": {"Klantnummer": "own_key", "Weg": "email"}}', "Weg"),
        ('{"columns": {"Klantnummer": "sleutel"}}', "sleutel"),
    ],
)
def test_mapping_that_is_wrong(text: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A mapping file that cannot be used is refused with the reason."""
    mapping = tmp_path / "mapping.json"
    mapping.write_text(text)
    file = shutil.copy(EXAMPLES / "export.csv", tmp_path)
    assert main(["candidates", str(file), "--mapping", str(mapping), "--municipality", "GM0394", "--dry-run"]) == 2
    assert told in capsys.readouterr().err


def test_example_maps_every_column_that_may_come_in() -> None:
    """The example has 24 columns; its mapping names all but the two that are refused and one that is not used."""
    header = (EXAMPLES / "export.csv").read_text(encoding="utf-8-sig").splitlines()[0].split(";")
    mapped = json.loads((EXAMPLES / "mapping.json").read_text())["columns"]
    assert len(header) == 24
    assert set(header) - set(mapped) == {"BSN", "Geslacht", "Klantmanager"}
