"""Amounts on pages and in forms: to the cent, and as they were written."""

from __future__ import annotations

from decimal import Decimal

from koppelkans.core.euros import euros

__all__ = ["as_cents", "as_euros", "euros", "euros_of"]


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
