"""The map of offers as a drawing of our own: points and shapes made from postcodes, nothing from elsewhere."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from koppelkans.core.models import Postcode

WIDTH, HIGHEST, LOWEST = 960.0, 640.0, 320.0
EDGE = 30.0
AREA_DIGITS = 2  # postcodes that begin alike lie beside each other
KM_PER_DEGREE = 111.2
Point = tuple[float, float]


@dataclass(frozen=True)
class Dot:
    """What is on offer at one postcode."""

    postcode: str
    x: float
    y: float
    radius: float
    runs: int
    places: int

    @property
    def kind(self) -> str:
        """What there is: trainings, places or both."""
        return "both" if self.runs and self.places else "run" if self.runs else "place"


@dataclass(frozen=True)
class Shape:
    """An area: the hull of the postcodes that begin alike."""

    name: str
    points: str
    x: float
    y: float


@dataclass(frozen=True)
class Drawing:
    """Everything that is drawn; numbers are in the units of the drawing, `km` is how long a kilometre is."""

    width: int
    height: int
    dots: list[Dot]
    shapes: list[Shape]
    scale_km: int
    scale_length: float


def draw(
    known: Iterable[Postcode], offers: dict[str, tuple[int, int]], within: Sequence[str] | None = None
) -> Drawing | None:
    """The map of these offers (runs and places by postcode); `within`: only as large as these postcodes take."""
    at = {one.pk: (float(one.lat), float(one.lon)) for one in known}
    framed = [at[code] for code in (within if within is not None else at) if code in at]
    if not framed:
        return None
    project, height, per_km = _projection(framed)
    dots = []
    for code, (runs, places) in offers.items():
        if code in at:
            x, y = project(at[code])
            dots.append(Dot(code, x, y, round(5 + 2.2 * math.sqrt(runs + places), 1), runs, places))
    dots = [dot for dot in dots if 0 <= dot.x <= WIDTH and 0 <= dot.y <= height]
    areas: dict[str, list[Point]] = defaultdict(list)
    for code, point in at.items():
        areas[code[:AREA_DIGITS]].append(project(point))
    shapes = [_shape(name, points) for name, points in sorted(areas.items()) if len(points) > 2]
    scale = next((km for km in (50, 20, 10, 5, 2, 1) if km * per_km < WIDTH / 3), 1)
    # large ones first, so that a small one is never hidden below them
    dots.sort(key=lambda dot: (-dot.radius, dot.postcode))
    return Drawing(int(WIDTH), int(height), dots, shapes, scale, round(scale * per_km, 1))


def _projection(framed: Sequence[Point]) -> tuple[_Project, float, float]:
    """How a point on earth becomes one in the drawing: flat, true to scale in the middle."""
    lats, lons = [lat for lat, _lon in framed], [lon for _lat, lon in framed]
    middle = math.cos(math.radians((min(lats) + max(lats)) / 2))
    wide = max((max(lons) - min(lons)) * middle, 0.02)
    high = max(max(lats) - min(lats), 0.02)
    factor = min((WIDTH - 2 * EDGE) / wide, (HIGHEST - 2 * EDGE) / high)
    height = max(high * factor + 2 * EDGE, LOWEST)
    left = (WIDTH - (max(lons) - min(lons)) * middle * factor) / 2
    top = (height - (max(lats) - min(lats)) * factor) / 2
    return _Project(min(lons), max(lats), middle, factor, left, top), height, factor / KM_PER_DEGREE


@dataclass(frozen=True)
class _Project:
    """From degrees to the drawing."""

    west: float
    north: float
    middle: float
    factor: float
    left: float
    top: float

    def __call__(self, point: Point) -> Point:
        lat, lon = point
        x = self.left + (lon - self.west) * self.middle * self.factor
        y = self.top + (self.north - lat) * self.factor
        return round(x, 1), round(y, 1)


def _shape(name: str, points: list[Point]) -> Shape:
    """The area around points."""
    hull = _hull(points)
    x = sum(x for x, _y in points) / len(points)
    y = sum(y for _x, y in points) / len(points)
    return Shape(name, " ".join(f"{px},{py}" for px, py in hull), round(x, 1), round(y, 1))


def _hull(points: Iterable[Point]) -> list[Point]:
    """The smallest shape without dents around points (monotone chain)."""
    ordered = sorted(set(points))

    def half(of: Iterable[Point]) -> list[Point]:
        chain: list[Point] = []
        for point in of:
            while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0:
                chain.pop()
            chain.append(point)
        return chain[:-1]

    return half(ordered) + half(reversed(ordered))


def _turn(a: Point, b: Point, c: Point) -> float:
    """Above zero: to the left."""
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def around(known: Iterable[Postcode], centre: str, km: float) -> list[str]:
    """The postcodes within so many kilometres of one; none when it is not known."""
    rows = list(known)
    middle = next((row for row in rows if row.pk == centre), None)
    if middle is None:
        return []
    lat, lon = float(middle.lat), float(middle.lon)
    shrink = math.cos(math.radians(lat))
    return [
        row.pk
        for row in rows
        if math.hypot((float(row.lat) - lat) * KM_PER_DEGREE, (float(row.lon) - lon) * shrink * KM_PER_DEGREE) <= km
    ]
