"""The trades of the energy transition and what working in each usually asks: language, safety, skills, a diploma."""

from __future__ import annotations

from dataclasses import dataclass

from koppelkans.generate.facts import rows

# nl-A1 is level 1; level 0 is no certificate at all
LANGUAGE_LEVELS = ("", "nl-A1", "nl-A2", "nl-B1", "nl-B2")
ESCO = "http://data.europa.eu/esco/occupation/"


@dataclass(frozen=True)
class Trade:
    """An occupation: `language` is the usual level, `skill` a credential that many places ask besides, `weight` how
    often it is wished for and offered, `course_cost` the euros of one seat in its vocational training."""

    id: str
    name: str
    sector: str
    esco: str
    language: int
    vca: bool
    skill: str
    weight: int
    course_cost: int

    @property
    def diploma(self) -> str:
        """The qualification that trains for this trade."""
        return f"mbo-{self.id}"

    @property
    def uri(self) -> str:
        """The ESCO address, empty where ESCO has no such occupation."""
        return ESCO + self.esco if self.esco else ""


def _read() -> tuple[Trade, ...]:
    return tuple(
        Trade(
            row["trade"],
            row["name"],
            row["sector"],
            row["esco"],
            LANGUAGE_LEVELS.index(row["language"]),
            row["vca"] == "yes",
            row["skill"],
            int(row["weight"]),
            int(row["course_cost"]),
        )
        for row in rows("trades.csv")
    )


TRADES = _read()
SKILLS = {
    "f-gassen": "F-gassen: werken met koudemiddelen",
    "nen-3140": "NEN 3140: veilig werken aan elektra",
    "epa-w": "Energielabel woningen opnemen",
    "heftruck": "Certificaat heftruck",
}


def credential_rows() -> list[tuple[str, str, str, str]]:
    """credentials.csv: id, name, kind, implies."""
    rows = [
        (level, f"Nederlands {level[3:]}", "language", LANGUAGE_LEVELS[length - 1])
        for length, level in enumerate(LANGUAGE_LEVELS)
        if level
    ]
    rows.append(("vca-basis", "VCA-basis: veilig werken", "safety", ""))
    rows.append(("vca-vol", "VCA-VOL: veilig werken voor leidinggevenden", "safety", "vca-basis"))
    rows.append(("rijbewijs-b", "Rijbewijs B", "licence", ""))
    rows += [(skill, name, "skill", "") for skill, name in SKILLS.items()]
    rows += [(trade.diploma, f"Mbo-certificaat {trade.name.lower()}", "qualification", "") for trade in TRADES]
    return rows


def occupation_rows() -> list[tuple[str, str, str, str, str]]:
    """occupations.csv: id, name, sector, esco, qualification."""
    return [(trade.id, trade.name, trade.sector, trade.uri, trade.diploma) for trade in TRADES]
