"""Real places as facts: municipalities and postcodes of the Netherlands, and the part of it that a region covers.

Sources and licences stand in facts/NOTICE.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from koppelkans.generate.facts import rows

# so many candidates come from one municipality on average: 1,000 people are a labour-market region of eight
# municipalities, 50,000 the whole country, and the distance to work stays that of life at every size
CANDIDATES_PER_MUNICIPALITY = 140
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
    lat: float
    lon: float
    postcodes: tuple[Postcode, ...]

    @property
    def weight(self) -> float:
        """Share of the people: damped, so that a city is large and does not swallow its region."""
        return math.sqrt(self.residents)


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
    """A random town (large ones more often) and as many municipalities around it as `candidates` people need."""
    everywhere = municipalities()
    heart = rng.choices(everywhere, weights=[municipality.residents for municipality in everywhere])[0]
    near = sorted(everywhere, key=lambda other: (_kilometres(heart, other), other.id))
    return Area(tuple(near[: math.ceil(candidates / CANDIDATES_PER_MUNICIPALITY)]))


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
