"""What planning knows of a person, read from the tables of the engine itself, so that no page can say less or more."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from koppelkans.engine.tables import REGION_TABLES

PERSON = "candidate"


@dataclass(frozen=True)
class Input:
    """One thing that planning knows of a person: the column it comes in, what it is, and what it is for."""

    file: str
    column: str
    what: str | Promise
    use: str | Promise


CAN = _("Wat kan er?")
VALUE = _("Telt mee voor de kans")
MONEY = _("Wie mag dit betalen?")
STEADY = _("Zo min mogelijk veranderen")
FLOORS = _("Alleen voor geld, aanbod met een doelgroep en afspraken over verdeling")
USES = (CAN, VALUE, MONEY, FLOORS, STEADY)
WORDS: dict[tuple[str, str], tuple[str | Promise, str | Promise]] = {
    ("candidates.csv", "municipality"): (_("De gemeente"), MONEY),
    ("candidates.csv", "postcode"): (_("De postcode, voor de reistijd"), VALUE),
    ("candidates.csv", "available_from"): (_("De dag vanaf wanneer iemand kan"), CAN),
    ("candidates.csv", "dayparts"): (_("De dagdelen waarop iemand kan"), CAN),
    ("candidates.csv", "modes"): (_("Hoe iemand reist"), CAN),
    ("candidates.csv", "max_travel"): (_("Hoe lang iemand wil reizen"), CAN),
    ("candidates.csv", "holds"): (_("Diploma's, certificaten, taalniveau en vaardigheden"), VALUE),
    ("candidates.csv", "baseline"): (_("De kans op werk zonder traject"), VALUE),
    ("candidates.csv", "groups"): (_("Bij welke regeling iemand hoort (doelgroep)"), FLOORS),
    ("candidates.csv", "districts"): (_("De wijken waar iemand wil werken"), CAN),
    ("candidates.csv", "not_districts"): (_("De wijken waar iemand niet wil werken"), CAN),
    ("wishes.csv", "occupation"): (_("De beroepen die iemand wil"), CAN),
    ("wishes.csv", "preference"): (_("Hoe graag iemand dit beroep wil"), VALUE),
    ("wishes.csv", "aptitude"): (_("Hoe goed iemand bij dit beroep past"), VALUE),
    ("held.csv", "credential"): (_("Papieren die maar een tijd gelden"), CAN),
    ("held.csv", "from"): (_("Vanaf wanneer een papier geldt"), CAN),
    ("held.csv", "until"): (_("Tot wanneer een papier geldt"), CAN),
    ("forbidden.csv", "run"): (_("Een training die niet kan, vastgelegd door een mens"), CAN),
    ("forbidden.csv", "place"): (_("Een plek die niet kan, vastgelegd door een mens"), CAN),
    ("used.csv", "fund"): (_("Uit welk fonds er al is betaald"), MONEY),
    ("used.csv", "amount"): (_("Hoeveel er al is betaald"), MONEY),
    ("previous.csv", "runs"): (_("De trainingen in het vorige plan"), STEADY),
    ("previous.csv", "place"): (_("De plek in het vorige plan"), STEADY),
    ("locks.csv", "runs"): (_("Trainingen die een mens heeft vastgezet"), CAN),
    ("locks.csv", "place"): (_("Een plek die een mens heeft vastgezet"), CAN),
}
# what is asked nowhere and kept nowhere; a house test holds the models to it
NEVER_USED = (
    _("afkomst"),
    _("nationaliteit"),
    _("moedertaal"),
    _("geslacht"),
    _("geloof"),
    _("gezondheid"),
)


def person_columns() -> list[tuple[str, str]]:
    """Every column of the format that says something of a person: (file, column)."""
    return [
        (table.file, column.name)
        for table in REGION_TABLES
        if any(column.name == PERSON for column in table.columns)
        for column in table.columns
        if column.name != PERSON
    ]


def person_inputs() -> list[Input]:
    """What planning knows of a person, with words; raises KeyError for a column that nobody found words for."""
    return [Input(file, column, *WORDS[file, column]) for file, column in person_columns()]
