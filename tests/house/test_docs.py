"""The documentation agrees with itself and with the code."""

from __future__ import annotations

import math
import re
import runpy
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from koppelkans.engine import solve

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def anchors(page: Path) -> set[str]:
    """The anchors that the headings of a page make."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    """Every link to a file of the project leads to a file that exists, and to a heading in it."""
    broken = []
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" in link or link.startswith("mailto:"):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def test_every_page_is_in_the_index() -> None:
    """Every page of the documentation is named in its index."""
    index = ROOT / "docs" / "README.md"
    linked = {
        (index.parent / link.partition("#")[0]).resolve() for link in LINK.findall(index.read_text(encoding="utf-8"))
    }
    pages = {page.resolve() for page in (ROOT / "docs").rglob("*.md")} - {index.resolve()}
    assert pages <= linked


def test_command_page_is_what_the_command_says() -> None:
    """docs/reference/command.md is what `./run docs` writes."""
    written = runpy.run_path(str(ROOT / "docs" / "command_page.py"))["page"]()
    assert (ROOT / "docs" / "reference" / "command.md").read_text(encoding="utf-8") == written


def test_output_in_the_readme_is_what_the_command_prints(tmp_path: Path) -> None:
    """Every `console` block of the README shows commands with what they really print."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    command = Path(sys.executable).parent / "koppelkans"
    for block in re.findall(r"```console\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL):
        for typed, shown in re.findall(r"^\$ koppelkans (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            answer = subprocess.run(
                [command, *shlex.split(typed)], cwd=tmp_path, capture_output=True, text=True, check=True
            )
            assert answer.stdout == shown, typed


def test_glossary_has_each_term_once() -> None:
    """The glossary has each term once, in the order of the alphabet."""
    text = (ROOT / "docs" / "reference" / "glossary.md").read_text(encoding="utf-8")
    terms = re.findall(r"^\| ([^|]+?) \|", text, re.MULTILINE)[1:]
    assert len(terms) > 20
    assert terms == sorted(set(terms), key=str.lower)


def test_architecture_page_names_every_room() -> None:
    """The page about the architecture names every room of the house."""
    page = (ROOT / "docs" / "explanation" / "architecture.md").read_text(encoding="utf-8")
    rooms = {path.parent.name for path in (ROOT / "src" / "koppelkans").glob("*/__init__.py")}
    assert {room for room in rooms if f"`src/koppelkans/{room}/`" not in page} == set()


def test_page_names_the_gaps_that_plans_aim_at() -> None:
    """The page about how a plan is made gives the sizes and gaps at which the engine stops by itself."""
    page = (ROOT / "docs" / "explanation" / "how-a-plan-is-made.md").read_text(encoding="utf-8")
    rows = [f"| up to {solve.EXACT_PEOPLE} | proven the best, to a millionth |"]
    for people, gap in solve.GAPS:
        rows.append(f"| up to {people:,} | within {100 * gap:g} % of the best |")
    rows.append(f"| more | within {100 * solve.LAST_GAP:g} % of the best |")
    assert "\n".join(rows) in page
    assert f"more than {solve.WHOLE_PEOPLE:,} people is planned part by part" in page


def test_worked_example_is_right() -> None:
    """The example on the page about how a plan is made comes out at the figures it gives."""
    page = (ROOT / "docs" / "explanation" / "how-a-plan-is-made.md").read_text(encoding="utf-8")
    z = -0.8 + 1.6 * 0.7 + 0.8 * 0.9 - 1.2 * 0.5 + 0.7 + 0.6
    chance = 1 / (1 + math.exp(-z))
    value = chance - 0.20 + 0.10 * 0.9 - 0.000010 * 4200 - 0.0020 * 14
    assert f"**{z:+.2f}**" in page
    assert f"{chance:.3f} − 0.200" in page
    assert f"**{value:.3f}**" in page
