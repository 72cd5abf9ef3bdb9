"""What the running version tells of its algorithm: what it plans with, and the entry for the Dutch algoritmeregister.

Everything that can be read from the running version is: the inputs from the engine's tables, the weights from the
region, the version, the month since when it was used. What only the municipality knows says that it is to be filled in.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from koppelkans import __version__
from koppelkans.core.models import Region
from koppelkans.journeys.models import Decision
from koppelkans.planning.coefficients import Coefficient, name_of, of_region
from koppelkans.planning.inputs import NEVER_USED, Input, person_inputs

FILE = Path(__file__).with_name("algorithm.toml")
FILL_IN = "INVULLEN"
STANDARD = "1.0"
# what the municipality has to look at, also where something sensible stands already
TO_CONFIRM = ("publication_category", "impacttoetsen_grouping", "status")


@dataclass(frozen=True)
class Running:
    """The version that runs, and what it plans with today."""

    version: str
    since: date | None  # the day of the first decision about a proposal
    inputs: tuple[Input, ...]
    never: tuple[str, ...]
    coefficients: tuple[Coefficient, ...]
    objective: dict[str, float]

    @property
    def assumed(self) -> int:
        """How many coefficients nobody has measured yet."""
        return sum(row.assumed for row in self.coefficients)


def running() -> Running:
    """What runs now, in the language of the page."""
    region = Region.objects.first()
    first = Decision.objects.order_by("at", "pk").values_list("at", flat=True).first()
    return Running(
        version=__version__,
        since=timezone.localdate(first) if first else None,
        inputs=tuple(person_inputs()),
        never=tuple(str(word) for word in NEVER_USED),
        coefficients=of_region(region) if region and region.scorecard else (),
        objective={name: float(value) for name, value in region.objective.items()} if region else {},
    )


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))


def entry(organisation: str = "") -> dict[str, Any]:
    """The entry by publication standard 1.0; always in Dutch. One entry is of one organisation."""
    with translation.override("nl"):
        return _entry(organisation or settings.KOPPELKANS_ORGANISATION or FILL_IN, running())


def to_fill_in(told: dict[str, Any]) -> list[str]:
    """The fields of an entry that only the municipality can fill in."""
    return [name for name, value in told.items() if FILL_IN in str(value)]


def _entry(organisation: str, now: Running) -> dict[str, Any]:
    site, texts = settings.SITE_URL.rstrip("/"), _texts()
    register = f"{site}{reverse('privacy:register')}"
    values = _values(now)
    told = {
        name: text.format_map(values) if isinstance(text, str) else text
        for name, text in texts.items()
        if name not in {"law", "impacttoetsen_grouping", "source_title", "risks_assumed", "risks_measured"}
    }
    told |= {
        "organization": organisation,
        "contact_email": settings.KOPPELKANS_CONTACT or FILL_IN,
        "status": "In gebruik" if now.since else "In ontwikkeling",
        "website": f"{site}{reverse('privacy:algorithm')}",
        "process_index_url": register,
        "lawful_basis_grouping": texts["law"],
        "impacttoetsen_grouping": [{"title": title} for title in texts["impacttoetsen_grouping"]],
        "source_data_grouping": [{"title": texts["source_title"], "link": register}],
        "publiccode": settings.KOPPELKANS_SOURCE or FILL_IN,
        "lang": "nld",
        "standard_version": STANDARD,
        "source_id": f"koppelkans-{now.version}",
    }
    return told | ({"begin_date": f"{now.since:%Y-%m}"} if now.since else {})


def _values(now: Running) -> dict[str, str]:
    """What is filled in in the texts."""
    texts = _texts()
    # a figure as it is written in Dutch
    terms = [f"{name_of(row.name)} {row.value:g}".replace(".", ",") for row in now.coefficients]
    return {
        "version": now.version,
        "never": ", ".join(now.never),
        "known": "; ".join(f"{one.what} ({one.use})" for one in now.inputs),
        "terms": "; ".join(terms) or FILL_IN,
        "measured": texts["risks_assumed" if now.assumed else "risks_measured"],
        "fill_in": FILL_IN,
    }
