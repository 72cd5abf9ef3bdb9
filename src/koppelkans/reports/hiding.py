"""Small groups stay unseen: which figures are hidden, so that no subtraction gives them back, and public rounding.

Figures hang together by sums: a total and its parts. A figure under `LEAST` is hidden; where its total is shown, so
much of the other parts is hidden with it that the hidden ones together are a group of at least `LEAST` and no bound
pins one down. Which of the hidden ones is small is not told: all are shown as "not shown". A total over programmes
leaves out the programmes that are hidden themselves (`queries.tally`), so that it gives none away.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

LEAST = 10
STEP = 5  # of public figures
ROOM = 5  # how far apart the least and the most must lie that subtraction leaves a hidden figure

Key = TypeVar("Key", bound=Hashable)


def hidden(figures: Mapping[Key, int], sums: Sequence[tuple[Key, Sequence[Key]]]) -> set[Key]:
    """The keys that may not be shown; each sum is the key of a total with those of its parts.

    Grows until every sum is safe; the same whatever the order of the figures and sums.
    """
    found = {key for key, number in figures.items() if number < LEAST}
    ordered = sorted(sums, key=lambda line: str(line[0]))
    grown = True
    while grown:
        grown = False
        for total, parts in ordered:
            while (more := _next(figures, total, parts, found)) is not None:
                found.add(more)
                grown = True
    return found


def _next(figures: Mapping[Key, int], total: Key, parts: Sequence[Key], found: set[Key]) -> Key | None:
    """The next figure to hide in this sum; None: it is safe."""
    covered = [key for key in parts if key in found]
    shown = sorted((key for key in parts if key not in found), key=lambda key: (figures[key], str(key)))
    if total in found:
        # a total can be added up again as long as all its parts are seen
        return shown[0] if shown and not covered else None
    if not covered or safe([figures[key] for key in covered]):
        return None
    return shown[0] if shown else None  # nothing of the whole is seen: each can be anything


def safe(covered: Sequence[int]) -> bool:
    """Whether what a total less its shown parts gives says nothing of one of these."""
    left = sum(covered)
    if len(covered) < 2 or left < LEAST:
        return False
    if any(number >= LEAST for number in covered):
        return left >= 2 * LEAST  # which of them is small stays unknown
    most = LEAST - 1  # all are known to be small
    return min(most, left) - max(0, left - most * (len(covered) - 1)) >= ROOM


def points(running: Sequence[int]) -> list[bool]:
    """Which points of a running count may be shown: each a group above the one before it, the last stays.

    So the difference of two points that are shown is a group as well, or nobody.
    """
    if not running or running[-1] < LEAST:
        return [False] * len(running)
    last, before, shown = running[-1], 0, []
    for at, number in enumerate(running):
        fits = _apart(number, before) and _apart(last, number) and number >= LEAST
        shown.append(fits or at == len(running) - 1)
        before = number if fits else before
    return shown


def _apart(one: int, other: int) -> bool:
    """Whether two counts differ by nobody or by a group."""
    return one == other or abs(one - other) >= LEAST


def points_of_all(running: Sequence[int], parts: Iterable[Sequence[int]]) -> list[bool]:
    """Which points of a total may be shown where each part shows its own: what remains is no small group either."""
    seen = [(part, points(part)) for part in parts]
    own = points(running)
    if len(seen) < 2:
        return own
    before = [0] * len(seen)
    for at in range(len(running) - 1):
        rest = [index for index, (_part, shown) in enumerate(seen) if not shown[at]]
        grew = sum(seen[index][0][at] - before[index] for index in rest)
        own[at] = own[at] and (not rest or _apart(grew, 0))
        if own[at]:
            before = [part[at] for part, _shown in seen]
    return own


def rounded(number: int) -> int | None:
    """A figure for everybody: to the nearest five; None: under ten, and not told."""
    return None if number < LEAST else STEP * ((2 * number + STEP) // (2 * STEP))


def nested(stages: Sequence[int]) -> list[bool]:
    """Which stages of a funnel may be shown: each a group, and those who are lost since the one before as well."""
    shown: list[bool] = []
    before: int | None = None
    for number in stages:
        fits = number >= LEAST and (before is None or _apart(before, number))
        before = number if fits else before
        shown.append(fits)
    return shown


def share_shown(part: int, whole: int) -> bool:
    """Whether a share may be shown: the part is a group, and so is the rest, if there is any."""
    return part >= LEAST and (part == whole or whole - part >= LEAST)
