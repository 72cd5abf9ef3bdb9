"""How an action says no: with every reason at once, each a code that stays and a sentence for people."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Reason:
    """One reason against; the code is stable, the text is for people."""

    code: str
    text: str | Promise

    def __str__(self) -> str:
        return str(self.text)


class Refused(Exception):
    """An action was refused by its rules; nothing was changed."""

    def __init__(self, reasons: list[Reason]) -> None:
        super().__init__("; ".join(str(reason) for reason in reasons))
        self.reasons = reasons


def refuse_if(reasons: list[Reason]) -> None:
    """Raise Refused where there is any reason against."""
    if reasons:
        raise Refused(reasons)
