"""Money as people here read it: € 1.234,56, always to the cent."""

from __future__ import annotations


def euros(cents: int) -> str:
    """Cents as euros."""
    whole, part = divmod(abs(cents), 100)
    grouped = format(whole, ",").replace(",", ".")
    return f"{'−' if cents < 0 else ''}€\u00a0{grouped},{part:02d}"
