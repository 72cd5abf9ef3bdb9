"""Phone numbers: which texts are one, and which are the same one."""

from __future__ import annotations

import re

PHONE = re.compile(r"\+?[0-9\s().-]{6,30}")
COUNTRY = re.compile(r"^\s*(?:\+|00)31")
FEWEST, MOST = 6, 15  # digits
TO_SEARCH = 4  # digits that tell numbers apart well enough in one caseload


def as_phone(text: str) -> str | None:
    """A phone number as it is kept, or None; the zero that a spreadsheet dropped comes back."""
    digits = sum(sign.isdigit() for sign in text)
    if not PHONE.fullmatch(text) or not FEWEST <= digits <= MOST:
        return None
    return f"0{text}" if digits == 9 and text[0] in "123456789" else text


def with_country(text: str) -> str | None:
    """A phone number with its country code (`+31612345678`), as text messages are sent to; None where it is none."""
    phone = as_phone(text.strip())
    if phone is None:
        return None
    digits = re.sub(r"[^0-9]", "", phone.replace("(0)", ""))
    if phone.startswith("+"):
        return f"+{digits}"
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    return f"+31{digits[1:]}" if digits.startswith("0") else None


def core_digits(text: str) -> str:
    """The digits without signs, country code and leading zeros: +31 6 1234, 06-1234 and 06 (12) 34 are the same."""
    return re.sub(r"[^0-9]", "", COUNTRY.sub("", text)).lstrip("0")


def searched_digits(text: str) -> str:
    """The digits to search numbers with; empty where a text is no part of a phone number."""
    digits = core_digits(text) if re.fullmatch(r"\+?[0-9\s().-]+", text) else ""
    return digits if len(digits) >= TO_SEARCH else ""
