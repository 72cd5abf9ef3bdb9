"""What is counted and what it means: each figure with its code, name, definition, source and where to look it up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from koppelkans.results.models import Measure


class Source(StrEnum):
    """Where a figure comes from."""

    LEDGER = "ledger"  # rows that never change; erasing a person changes nothing
    JOURNEYS = "journeys"  # the journeys that are there now, counted at night


SOURCES: dict[Source, Promise] = {
    Source.LEDGER: _("het telboek: regels die nooit veranderen, zonder namen"),
    Source.JOURNEYS: _("de trajecten die er nu zijn, elke nacht geteld"),
}


@dataclass(frozen=True)
class Figure:
    """One figure of the reports; `lead` is the named address of what it counts, for who may see that."""

    code: str
    name: Promise
    means: Promise
    source: Source
    lead: str = ""


_ALL = (
    Figure(
        Measure.STARTED,
        Measure.STARTED.label,
        _("Mensen van wie de eerste stap van het traject is begonnen. Iemand telt één keer per programma, op die dag."),
        Source.LEDGER,
        "reports:counted",
    ),
    Figure(
        Measure.FINISHED,
        Measure.FINISHED.label,
        _("Mensen die alle lessen en trainingen van hun traject hebben gehaald, op de dag van de laatste."),
        Source.LEDGER,
        "reports:counted",
    ),
    Figure(
        Measure.AT_WORK,
        Measure.AT_WORK.label,
        _("Mensen met betaald werk dat telt, op de eerste werkdag. Een proefplaats of stage telt niet."),
        Source.LEDGER,
        "reports:counted",
    ),
    Figure(
        Measure.WEEKS_13,
        Measure.WEEKS_13.label,
        _("Mensen die 91 dagen hebben gewerkt, op de dag dat dat getal is bereikt."),
        Source.LEDGER,
        "reports:counted",
    ),
    Figure(
        Measure.DURABLE,
        Measure.DURABLE.label,
        _(
            "Mensen die 182 dagen (26 weken) hebben gewerkt, 12 uur per week of meer, met ten hoogste 28 dagen pauze. "
            "Ze tellen op de dag dat dat getal is bereikt."
        ),
        Source.LEDGER,
        "reports:counted",
    ),
    Figure(
        Measure.WEEKS_52,
        Measure.WEEKS_52.label,
        _("Mensen die 364 dagen hebben gewerkt, op de dag dat dat getal is bereikt."),
        Source.LEDGER,
        "reports:counted",
    ),
    Figure(
        "signed-up",
        _("aangemeld"),
        _("Mensen met een traject of een aanmelding bij een programma, in het jaar van hun aanmelding."),
        Source.JOURNEYS,
    ),
    Figure(
        "admitted",
        _("toegelaten"),
        _("Mensen die een plek in een programma hebben. Wie op de wachtlijst staat, telt niet."),
        Source.JOURNEYS,
    ),
    Figure(
        "in-journey",
        _("nu in een traject"),
        _("Mensen van wie het traject nu begint, loopt, stilstaat of wordt gevolgd."),
        Source.JOURNEYS,
        "journeys:list",
    ),
    Figure(
        "stopped",
        _("gestopt"),
        _("Mensen van wie het traject in dit jaar is gestopt voordat het klaar was."),
        Source.JOURNEYS,
        "journeys:list",
    ),
    Figure(
        "drop-out",
        _("deel dat uitvalt"),
        _("Van de mensen die in dit jaar begonnen: welk deel stopte voordat zij werk hadden."),
        Source.JOURNEYS,
    ),
    Figure(
        "time-to-start",
        _("tijd van aanmelding tot start"),
        _("Weken van aanmelding tot eerste stap, van wie in die maand begon: de middelste, en de middelste helft."),
        Source.JOURNEYS,
    ),
    Figure(
        "still-at-work",
        _("nog aan het werk"),
        _("Van wie zo lang geleden begon te werken dat het kon: welk deel 13, 26 en 52 weken heeft gewerkt."),
        Source.JOURNEYS,
    ),
    Figure(
        "predicted",
        _("voorspeld en bereikt"),
        _(
            "Wat de plannen als duurzaam werk verwachtten, opgeteld, naast wat er kwam. "
            "Alleen trajecten die lang genoeg geleden begonnen."
        ),
        Source.JOURNEYS,
    ),
    Figure(
        "cost-per-start",
        _("kosten per start"),
        _("De kosten van de trajecten die in dit jaar begonnen, zoals afgesproken, gedeeld door hun aantal."),
        Source.JOURNEYS,
    ),
    Figure(
        "cost-per-durable",
        _("kosten per duurzame plaatsing"),
        _(
            "De kosten van trajecten die lang genoeg geleden begonnen, "
            "gedeeld door het aantal mensen dat daarvan duurzaam aan het werk kwam."
        ),
        Source.JOURNEYS,
    ),
)
FIGURES: dict[str, Figure] = {figure.code: figure for figure in _ALL}

PROGRAMME, SECTOR, TRAINING, PLACE = "programme", "sector", "training", "municipality"  # what a counter splits by
COUNTED: tuple[Measure, ...] = tuple(Measure)  # those of the ledger, in the order of a journey
AIMED: tuple[Measure, ...] = (Measure.STARTED, Measure.AT_WORK, Measure.DURABLE)  # with a forecast to the target
