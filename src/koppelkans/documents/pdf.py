"""PDF that a screen reader can read (PDF/UA-1) and an archive can keep, made by typst from a template of the house.

What somebody wrote comes into a template as data, never as its code. Only fonts that are named here are used, so that
the same paper gives the same bytes on every machine: those that typst carries for Latin, Greek and Cyrillic, and those
of Noto where letters of other scripts are written.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import typst

from koppelkans.documents.defusing import writable
from koppelkans.documents.paper import Paper, as_data

TEMPLATES: Final = Path(__file__).parent / "templates"
NOTO: Final = Path("/usr/share/fonts/truetype/noto")  # the package fonts-noto-core of Debian
OTHER_SCRIPT = re.compile("[\u0590-\u1fff\u2c00-\ud7ff\uf900-\ufaff\ufb1d-\ufefc\U00010000-\U0010ffff]")
NO_LETTER = re.compile('the text `"(.+?)"` could not be displayed')
MOST_TOLD = 20


class LettersMissing(ValueError):
    """No font has these letters: the text can be kept and written as ODT, not as PDF."""

    def __init__(self, letters: str) -> None:
        super().__init__(f"no font here has {letters}")
        self.letters = letters


def as_pdf(paper: Paper, *, fonts: Path = NOTO) -> bytes:
    """The paper as PDF; the same paper always gives the same bytes."""
    return render("paper", as_data(paper), language=paper.language, day=paper.date, fonts=fonts)


def render(template: str, data: dict[str, Any], *, language: str, day: date, fonts: Path = NOTO) -> bytes:
    """The PDF of a template (its name, without `.typ`) with this data, as written on this day.

    `fonts` is a folder with fonts for the scripts that typst has none for. Raises LettersMissing when a letter is in
    no font at all.
    """
    file = TEMPLATES / f"{template}.typ"
    if file.parent != TEMPLATES or not file.is_file():
        raise ValueError(f"there is no template {template}")
    text = json.dumps(_written(data) | {"language": language}, ensure_ascii=False, sort_keys=True)
    missing = ""
    while True:
        try:
            made = _compiled(file, text, day, fonts)
        except typst.TypstError as error:
            found = NO_LETTER.search(str(error))
            if found is None or len(missing) >= MOST_TOLD:
                raise
            missing += found[1]
            text = "".join(letter for letter in text if letter not in found[1])  # to see which others there are
        else:
            break
    if missing:
        raise LettersMissing(missing)
    return made


def _compiled(file: Path, text: str, day: date, fonts: Path) -> bytes:
    """What typst makes of a template and its data."""
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return typst.compile(
        str(file),
        root=str(TEMPLATES),
        font_paths=[str(fonts)] if OTHER_SCRIPT.search(text) and fonts.is_dir() else [],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": text},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=int(moment.timestamp()),
    )


def _written(value: Any) -> Any:
    """The data without the control characters that no document can hold."""
    if isinstance(value, str):
        return writable(value).replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, dict):
        return {name: _written(each) for name, each in value.items()}
    return [_written(each) for each in value] if isinstance(value, list) else value
