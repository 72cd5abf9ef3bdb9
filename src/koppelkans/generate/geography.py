"""Real places as facts: municipalities and postcodes of the Netherlands, and the part of it that a region covers.

Sources and licences stand in facts/NOTICE.md.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from koppelkans.generate.facts import rows

# 50,000 people are the whole country; smaller regions are as thinly spread, so that the distance to work and the
# choice that people have stay those of life at every size
KM2_PER_CANDIDATE = 0.67
HEART_RESIDENTS = 60_000  # a region has its name from a town of some size
EARTH_RADIUS = 6371.0088  # km


@dataclass(frozen=True)
class Postcode:
    """A four-digit postcode: the wijk it lies in (CBS code) and its point, WGS 84 degrees."""

    id: str
    municipality: str
    district: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Municipality:
    """A municipality with some of its postcodes, and a point in the middle of it."""

    id: str
    name: str
    labour_market_region: str
    residents: int
    km2: int
    lat: float
    lon: float
    postcodes: tuple[Postcode, ...]

    @property
    def weight(self) -> float:
        """Share of the people: damped, so that a city is large and does not swallow its region."""
        return float(self.residents**0.4)


@dataclass(frozen=True)
class Area:
    """The municipalities of one region, nearest to its heart first."""

    municipalities: tuple[Municipality, ...]

    @property
    def heart(self) -> Municipality:
        """The municipality that the region has its name from."""
        return self.municipalities[0]

    @property
    def weights(self) -> list[float]:
        """How likely a person or an employer is in each municipality."""
        return [municipality.weight for municipality in self.municipalities]

    def postcodes(self) -> Iterator[Postcode]:
        """Every postcode of the region."""
        for municipality in self.municipalities:
            yield from municipality.postcodes


def area(candidates: int, rng: Random) -> Area:
    """A random larger town and as many municipalities around it as `candidates` people need."""
    everywhere = municipalities()
    heart = rng.choice([municipality for municipality in everywhere if municipality.residents >= HEART_RESIDENTS])
    near = sorted(everywhere, key=lambda other: (_kilometres(heart, other), other.id))
    surface = accumulate(municipality.km2 for municipality in near)
    count = 1 + bisect_left(list(surface), candidates * KM2_PER_CANDIDATE)
    return Area(tuple(near[:count]))


def municipalities() -> tuple[Municipality, ...]:
    """All municipalities of 2023, by code."""
    postcodes: dict[str, list[Postcode]] = {}
    for row in rows("postcodes.csv"):
        postcode = Postcode(row["postcode"], row["municipality"], row["district"], float(row["lat"]), float(row["lon"]))
        postcodes.setdefault(postcode.municipality, []).append(postcode)
    return tuple(
        Municipality(
            row["municipality"],
            row["name"],
            row["labour_market_region"],
            int(row["residents"]),
            int(row["km2"]),
            float(row["lat"]),
            float(row["lon"]),
            tuple(postcodes[row["municipality"]]),
        )
        for row in rows("municipalities.csv")
    )


def _kilometres(a: Municipality, b: Municipality) -> float:
    """Great-circle distance."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half = math.sin((lat_b - lat_a) / 2) ** 2
    half += math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(half))
