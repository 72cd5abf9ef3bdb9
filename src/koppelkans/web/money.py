"""Money as people here read it: € 1.234,56, always to the cent."""

from __future__ import annotations

from decimal import Decimal


def euros(cents: int) -> str:
    """Cents as euros."""
    whole, part = divmod(abs(cents), 100)
    grouped = format(whole, ",").replace(",", ".")
    return f"{'−' if cents < 0 else ''}€\u00a0{grouped},{part:02d}"


def euros_of(amount: Decimal | None) -> str:
    """An amount of euros as written in a table; nothing where there is none."""
    return "" if amount is None else euros(int(amount.scaleb(2)))


def as_cents(amount: Decimal | None) -> int | None:
    """An amount for a form, in cents."""
    return None if amount is None else int(amount.scaleb(2))


def as_euros(cents: int | None, before: Decimal | None = None) -> Decimal | None:
    """What a form gave, in euros; an amount that did not change keeps its writing."""
    if cents is None:
        return None
    if before is not None and before == Decimal(cents).scaleb(-2):
        return before
    return Decimal(cents).scaleb(-2) if cents % 100 else Decimal(cents // 100)
