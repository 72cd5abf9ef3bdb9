"""What a cell of an XLSX says, as text: numbers, dates and texts in the ways a workbook stores them."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import (
    MAC_EPOCH,
    WINDOWS_EPOCH,
    from_excel,
    from_ISO8601,
)

WHOLE = re.compile(r"-?[0-9]{1,300}")
ZEROS = re.compile(r"0{2,30}")
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
PRECISION = 15  # digits that Excel itself shows; what comes after is noise of binary fractions


class Format(NamedTuple):
    """What a number format says about a number: a moment, a length of time, or how many digits to show at least."""

    moment: bool = False
    duration: bool = False
    digits: int = 0


PLAIN = Format()


def format_of(number: int, codes: dict[int, str]) -> Format:
    """The format with this number in the workbook."""
    code = codes.get(number) or BUILTIN_FORMATS.get(number) or ""
    if is_date_format(code):
        return Format(moment=True, duration=bool(is_timedelta_format(code)))
    return Format(digits=len(code)) if ZEROS.fullmatch(code) else PLAIN


def number_text(value: str, form: Format) -> str:
    """A number as text: no needless decimals, and the leading zeros that Excel shows. ValueError when it is none."""
    if not WHOLE.fullmatch(value):
        number = Decimal(f"{float(value):.{PRECISION}g}")
        if not number.is_finite():
            raise ValueError(value)
        value = format(number, "f")
        if "." in value:
            value = value.rstrip("0").rstrip(".")
    value = "0" if value == "-0" else value
    return value.zfill(form.digits) if form.digits and WHOLE.fullmatch(value) else value


def moment_text(value: str, form: Format, *, from_1904: bool) -> str:
    """A date or time that is stored as a number of days. ValueError or OverflowError when there is no such day."""
    days = float(value)
    epoch = MAC_EPOCH if from_1904 else WINDOWS_EPOCH
    return text_of(from_excel(days, epoch, timedelta=form.duration))


def iso_text(value: str) -> str:
    """A date or time that is stored as ISO 8601. ValueError when there is no such day."""
    return text_of(from_ISO8601(value))


def text_of(moment: date | datetime | time | timedelta) -> str:
    """A date as `YYYY-MM-DD`, with the time when there is one, to the second; a length of time as hours and minutes."""
    if isinstance(moment, timedelta):
        seconds = round(moment.total_seconds())
        minutes, rest = divmod(abs(seconds), 60)
        sign = "-" if seconds < 0 else ""
        return f"{sign}{minutes // 60}:{minutes % 60:02}" + (f":{rest:02}" if rest else "")
    if isinstance(moment, datetime):
        moment = (moment + timedelta(microseconds=500_000)).replace(microsecond=0)
        if moment.time() == time():
            return moment.date().isoformat()
        return moment.isoformat(" ", "seconds" if moment.second else "minutes")
    if isinstance(moment, time):
        return moment.isoformat("seconds" if moment.second else "minutes")
    return moment.isoformat()


def unescaped(text: str) -> str:
    """A text with the signs that XML cannot hold, written as `_x000D_`, put back."""
    return ESCAPED.sub(_sign, text) if "_x" in text else text


def escaped(text: str) -> str:
    """The text as a workbook stores it: what looks like such a sign, and a bare carriage return, escaped."""
    if "_x" in text:
        text = ESCAPED.sub(lambda found: f"_x005F_{found[0][1:]}", text)
    return text.replace("\r", "_x000D_")


def _sign(found: re.Match[str]) -> str:
    point = int(found[1], 16)
    # the others are of no use in a table, and a database refuses some
    allowed = point in (9, 10, 13) or 32 <= point < 0xD800 or 0xE000 <= point < 0xFFFE
    return chr(point) if allowed else found[0]
