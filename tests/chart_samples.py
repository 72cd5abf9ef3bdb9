"""A chart of every kind, with figures that are missing, hidden, small and large; all invented."""

from __future__ import annotations

from koppelkans.documents.charts import (
    HIDDEN,
    Bar,
    BarWords,
    Chart,
    Group,
    Head,
    LineWords,
    Month,
    Spread,
    SpreadWords,
    Stage,
    Step,
    Words,
    bars,
    distribution,
    funnel,
    line_with_band,
    steps,
    steps_by_group,
)

MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


def number(value: float) -> str:
    """A number in Dutch notation."""
    return f"{value:,.1f}".replace(",", "x").replace(".", ",").replace("x", ".").removesuffix(",0")


def percent(value: float) -> str:
    """A share in percents."""
    return f"{round(value * 100)}%"


NUMBERS = Words(number, "minder dan 10")
SHARES = Words(percent, "minder dan 10")


def counter() -> Chart:
    """300 a year, and in May it shows that this will not be reached."""
    reached = [HIDDEN, HIDDEN, 61, 80, 104]
    months = []
    for at, short in enumerate(MONTHS):
        done, ahead = at < len(reached), at >= len(reached)
        step = at - len(reached) + 1
        months.append(
            Month(
                f"{short} 2026",
                short,
                reached[at] if done else None,
                25.0 * (at + 1),
                104 + 20.5 * step if ahead else None,
                104 + 16.0 * step if ahead else None,
                104 + 26.0 * step if ahead else None,
            )
        )
    words = LineWords("Maand", "Duurzaam aan het werk", "Doel", "Verwacht", "Laag", "Hoog", "8 van de 10 keer", "nu")
    says = "In mei zijn 104 mensen duurzaam aan het werk. Met dit tempo worden het er 248 dit jaar; het doel is 300."
    return line_with_band(Head("teller", "Duurzaam aan het werk in 2026", says, NUMBERS), months, words, today=4)


def stages() -> Chart:
    """From 1,500 who signed up to a few who stayed a year."""
    return funnel(
        Head("trechter", "Van aanmelding naar werk", "Van de 1.500 mensen zijn er 312 aan het werk.", NUMBERS),
        [
            Stage("Aangemeld", 1500, "100%"),
            Stage("Traject gestart", 840, "56%"),
            Stage("Traject afgerond met een certificaat of een diploma", 520, "35%"),
            Stage("Aan het werk", 312, "21%"),
            Stage("Duurzaam aan het werk", 96, "6%"),
            Stage("Na een jaar nog aan het werk", HIDDEN, "1%"),
        ],
        ("Stap", "Mensen", "Deel"),
    )


def sectors() -> Chart:
    """Predicted beside reached, per sector."""
    return bars(
        Head("sectoren", "Voorspeld en bereikt per sector", "Zorg haalt meer dan voorspeld, bouw minder.", NUMBERS),
        [
            Bar("Zorg en welzijn", 120, 98, 85, 112),
            Bar("Bouw, infra en installatietechniek", 64, 90, 70, 110),
            Bar("Horeca & catering", 0, 12, 8, 18),
            Bar("Groen", HIDDEN, 9, 4, 15),
            Bar("Vervoer", None, 20, 11, 30),
        ],
        BarWords("Sector", "Bereikt", "Voorspeld, 8 van de 10 keer ertussen", "tot"),
    )


def trainings() -> Chart:
    """One bar per training."""
    return bars(
        Head("trainingen", "Diploma's per training", "De lasopleiding geeft de meeste diploma's.", NUMBERS),
        [Bar("Lassen", 1234), Bar("VCA", 800.5), Bar("<b>Heftruck</b>", 3)],
        BarWords("Training", "Diploma's"),
    )


def kept() -> Chart:
    """The share that still works."""
    return steps(
        Head("behoud", "Nog aan het werk", "Na een half jaar werkt nog 68% van wie begon.", SHARES),
        [
            Step("na 13 weken", 0.84, "van 312 mensen"),
            Step("na 26 weken", 0.68, "van 240 mensen"),
            Step("na 52 weken", HIDDEN, "van 14 mensen"),
        ],
        ("Wanneer", "Nog aan het werk", "Van hoeveel"),
    )


def kept_by_sector() -> Chart:
    """The share that still works, per sector."""
    return steps_by_group(
        Head("behoud-sector", "Nog aan het werk per sector", "In de zorg blijven de meeste mensen.", SHARES),
        [
            Group("Zorg en welzijn", [0.91, 0.82, 0.7]),
            Group("Bouw, infra en installatietechniek", [0.8, 0.55, HIDDEN]),
            Group("Groen", [1.0, 0.0, None]),
        ],
        ["na 13 weken", "na 26 weken", "na 52 weken"],
        "Sector",
    )


def waiting() -> Chart:
    """The weeks from sign-up to start, per month."""
    return distribution(
        Head("wachttijd", "Van aanmelding tot start", "De helft begint binnen 9 weken, in januari 14.", NUMBERS),
        [
            Spread(
                f"{short} 2026",
                short,
                None if at == 11 else HIDDEN if at == 7 else 14 - at / 2,
                9 - at / 2,
                22 - at,
            )
            for at, short in enumerate(MONTHS)
        ],
        SpreadWords("Maand", "Middelste", "Een kwart binnen", "Een kwart na", "De middelste helft", "weken"),
    )


def every() -> list[Chart]:
    """All of them."""
    return [counter(), stages(), sectors(), trainings(), kept(), kept_by_sector(), waiting()]
