"""The region folder and plan folder formats as data: every file, column, type, default, reference and key.

Reading, checking, writing, the digest and the published schemas all follow these tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from koppelkans.engine.plan import BOTTLENECK_KINDS
from koppelkans.engine.region import (
    COST_KINDS,
    CREDENTIAL_KINDS,
    DAYPARTS,
    MODES,
    PLACE_COST_KINDS,
    PLACE_KINDS,
    RUN_COST_KINDS,
)

FORMAT = 1
SETTINGS_FILE = "region.toml"
ID = r"[A-Za-z0-9._:-]{1,64}"
YES_NO = ("no", "yes")
LONGEST = 100_000  # characters in one cell
MOST_INTEGER = 1_000_000_000
MOST_WEEKS = 10_000
MOST_MONEY = 1_000_000_000_000  # euros: sums over a whole region stay within 64 bits of cents

Type = Literal["id", "text", "uri", "number", "integer", "money", "date", "month", "choice", "items"]


@dataclass(frozen=True)
class Column:
    """One column. `many`: a list with `|` between the items. `default` stands in for an empty optional cell.

    `refers` names the file whose key the value must be, `vocabulary` the free list of ids it belongs to. `least` and
    `most` are inclusive.
    """

    name: str
    type: Type
    about: str = ""
    many: bool = False
    optional: bool = False
    default: str = ""
    choices: tuple[str, ...] = ()
    refers: str = ""
    vocabulary: str = ""
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class Table:
    """One csv file: its columns in the order of the format, and the columns that together are unique."""

    file: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    optional: bool = False

    def column(self, name: str) -> Column:
        """The column of this name."""
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True)
class Key:
    """One key of region.toml, with its path; `least` and `most` are inclusive unless `above` (then least is not)."""

    path: str
    type: Literal["integer", "number", "date", "text"]
    about: str
    optional: bool = False
    least: float | None = None
    most: float | None = None
    above: bool = False


def _ids(name: str, about: str, *, refers: str = "", vocabulary: str = "", optional: bool = True) -> Column:
    return Column(name, "id", about, many=True, optional=optional, refers=refers, vocabulary=vocabulary)


def _dayparts(about: str) -> Column:
    return Column("dayparts", "choice", about, many=True, choices=DAYPARTS)


def _share(name: str, about: str, *, optional: bool = False, default: str = "") -> Column:
    return Column(name, "number", about, optional=optional, default=default, least=0, most=1)


def _count(name: str, about: str, *, optional: bool = False, default: str = "", least: int = 0) -> Column:
    return Column(name, "integer", about, optional=optional, default=default, least=least, most=MOST_INTEGER)


def _money(name: str, about: str, *, optional: bool = False, default: str = "") -> Column:
    return Column(name, "money", about, optional=optional, default=default, least=0, most=MOST_MONEY)


def _postcode(name: str = "postcode") -> Column:
    return Column(name, "id", "where it is", refers="postcodes.csv")


def _yes_no(name: str, about: str) -> Column:
    return Column(name, "choice", about, optional=True, default="no", choices=YES_NO)


def _pathway(file: str, about: str, *, refers: bool) -> Table:
    return Table(
        file,
        about,
        (
            Column("candidate", "id", "who", refers="candidates.csv" if refers else ""),
            _ids("runs", "the runs of the pathway, none for a direct placement", refers="runs.csv" if refers else ""),
            Column("place", "id", "where it ends", refers="places.csv" if refers else ""),
        ),
        key=("candidate",),
        optional=True,
    )


REGION_TABLES: tuple[Table, ...] = (
    Table(
        "credentials.csv",
        "What a person can hold and a step can ask or give: language levels, certificates, diplomas, licences.",
        (
            Column("credential", "id", "the credential"),
            Column("name", "text", "its name"),
            Column("kind", "choice", "what sort of credential it is", choices=CREDENTIAL_KINDS),
            _ids("implies", "who holds this also holds those, and what those imply", refers="credentials.csv"),
        ),
        key=("credential",),
    ),
    Table(
        "occupations.csv",
        "The occupations that candidates wish for and places offer.",
        (
            Column("occupation", "id", "the occupation"),
            Column("name", "text", "its name"),
            Column("sector", "id", "the sector it belongs to", vocabulary="sectors"),
            Column("esco", "uri", "the ESCO occupation", optional=True),
            Column("qualification", "id", "the credential that trains for it", optional=True, refers="credentials.csv"),
        ),
        key=("occupation",),
    ),
    Table(
        "candidates.csv",
        "The people to be placed, by pseudonym only.",
        (
            Column("candidate", "id", "a pseudonym that does not begin with run:"),
            Column("municipality", "id", "the municipality, such as GM0394", vocabulary="municipalities"),
            _postcode(),
            Column("available_from", "date", "the first day the candidate can start anything"),
            _dayparts("when the candidate can learn or work"),
            Column("modes", "choice", "how the candidate can travel", many=True, choices=MODES),
            Column("max_travel", "number", "minutes, one way", least=0),
            _ids("holds", "credentials held", refers="credentials.csv"),
            _share("baseline", "chance of a durable placement without any pathway", optional=True, default="0"),
            _ids("groups", "target groups the candidate is in", vocabulary="groups"),
            _ids("districts", "works only in these; empty: anywhere", vocabulary="districts"),
            _ids("not_districts", "never works in these", vocabulary="districts"),
        ),
        key=("candidate",),
    ),
    Table(
        "wishes.csv",
        "The occupations each candidate may be matched with.",
        (
            Column("candidate", "id", "who", refers="candidates.csv"),
            Column("occupation", "id", "the occupation wished for", refers="occupations.csv"),
            _share("preference", "the candidate's own wish"),
            _share("aptitude", "the assessed fit"),
        ),
        key=("candidate", "occupation"),
    ),
    Table(
        "runs.csv",
        "One group of one training each.",
        (
            Column("run", "id", "the run"),
            Column("training", "id", "the training it is a run of", vocabulary="trainings"),
            Column("name", "text", "its name"),
            Column("provider", "id", "who gives it", vocabulary="providers"),
            _postcode(),
            Column("start", "date", "first day"),
            Column("end", "date", "last day, not before the start"),
            _dayparts("when it is given"),
            _count("seats_min", "people needed to open, those already enrolled included"),
            _count("seats_max", "people it can hold, those already enrolled included"),
            _count("seats_taken", "people already enrolled", optional=True, default="0"),
            _money("seat_cost", "euros per person planned"),
            _money(
                "group_cost", "euros, once, if anyone is planned while nobody was enrolled", optional=True, default="0"
            ),
            Column("cost_kind", "choice", "what the costs are for", choices=RUN_COST_KINDS),
            _ids("requires", "held on the day of the start", refers="credentials.csv"),
            _ids("grants", "held from the day after the end", refers="credentials.csv", optional=False),
            _ids("only_for", "takes only people in at least one of these", vocabulary="groups"),
        ),
        key=("run",),
    ),
    Table(
        "employers.csv",
        "Who offers the places.",
        (
            Column("employer", "id", "the employer"),
            Column("name", "text", "its name"),
            _count("mentors", "people that can be mentored in a calendar month; empty: no limit", optional=True),
        ),
        key=("employer",),
    ),
    Table(
        "places.csv",
        "Where a pathway ends: a leerwerkplek, job, bbl contract, trial placement or work order.",
        (
            Column("place", "id", "the place"),
            Column("employer", "id", "who offers it", refers="employers.csv"),
            Column("occupation", "id", "the occupation", refers="occupations.csv"),
            Column("kind", "choice", "what sort of place it is", choices=PLACE_KINDS),
            _postcode(),
            Column("district", "id", "the district it is in", optional=True, vocabulary="districts"),
            Column("start_from", "date", "first possible first day"),
            Column("start_until", "date", "last possible first day"),
            _count("capacity", "people it can take", least=1),
            _dayparts("when the work is"),
            _count("dayparts_needed", "how many of them the work takes; empty: all", optional=True),
            _ids("requires", "held on the first day", refers="credentials.csv"),
            Column(
                "mentor_weeks",
                "integer",
                "weeks of mentoring from the first day",
                optional=True,
                default="0",
                least=0,
                most=MOST_WEEKS,
            ),
            _yes_no("guarantee", "whether a work guarantee is signed"),
            _money("cost", "euros per person", optional=True, default="0"),
            Column(
                "cost_kind",
                "choice",
                "what the cost is for",
                optional=True,
                default="guidance",
                choices=PLACE_COST_KINDS,
            ),
            _ids("only_for", "takes only people in at least one of these", vocabulary="groups"),
        ),
        key=("place",),
    ),
    Table(
        "funds.csv",
        "The money, with what each fund pays, for whom and when.",
        (
            Column("fund", "id", "the fund"),
            Column("name", "text", "its name"),
            _money("budget", "euros that are free"),
            Column("pays", "choice", "the kinds of cost it pays", many=True, choices=COST_KINDS),
            _yes_no("pays_groups", "whether it may pay group costs"),
            Column("from", "date", "pays for steps that start on or after this day"),
            Column("until", "date", "pays for steps that start on or before this day"),
            _ids("municipalities", "the candidate's municipality is one of these", vocabulary="municipalities"),
            _ids("groups", "the candidate is in one of these", vocabulary="groups"),
            _ids("sectors", "the occupation of the place is in one of these", vocabulary="sectors"),
            _money("max_per_candidate", "euros per candidate, all kinds together", optional=True),
            Column(
                "state",
                "choice",
                "whether the money is there",
                optional=True,
                default="granted",
                choices=("granted", "expected"),
            ),
            Column(
                "guarantor",
                "id",
                "the granted fund that vouches; for expected money only, and required there",
                optional=True,
                refers="funds.csv",
            ),
            _share(
                "reserve",
                "share of what is used that is reserved on the guarantor; for expected money only",
                optional=True,
                default="1",
            ),
        ),
        key=("fund",),
    ),
    Table(
        "postcodes.csv",
        "Where each postcode lies, WGS 84.",
        (
            Column("postcode", "id", "the postcode; four digits are enough"),
            Column("lat", "number", "degrees north", least=-90, most=90),
            Column("lon", "number", "degrees east", least=-180, most=180),
        ),
        key=("postcode",),
    ),
    Table(
        "held.csv",
        "Credentials held for a time, besides those in candidates.csv.",
        (
            Column("candidate", "id", "who", refers="candidates.csv"),
            Column("credential", "id", "what", refers="credentials.csv"),
            Column("from", "date", "first day; empty: always was", optional=True),
            Column("until", "date", "last day; empty: stays", optional=True),
        ),
        key=("candidate", "credential", "from", "until"),
        optional=True,
    ),
    Table(
        "forbidden.csv",
        "Pathways that must not be: with this run, with this place, with both; with neither named, none at all.",
        (
            Column("candidate", "id", "who", refers="candidates.csv"),
            Column("run", "id", "not with this run", optional=True, refers="runs.csv"),
            Column("place", "id", "not with this place", optional=True, refers="places.csv"),
        ),
        key=("candidate", "run", "place"),
        optional=True,
    ),
    Table(
        "mentors_taken.csv",
        "Mentoring that employers already give.",
        (
            Column("employer", "id", "who", refers="employers.csv"),
            Column("month", "month", "the calendar month"),
            _count("taken", "people mentored in that month"),
        ),
        key=("employer", "month"),
        optional=True,
    ),
    Table(
        "used.csv",
        "What of a fund's maximum per candidate is already spent.",
        (
            Column("candidate", "id", "on whom", refers="candidates.csv"),
            Column("fund", "id", "from which fund", refers="funds.csv"),
            _money("amount", "euros"),
        ),
        key=("candidate", "fund"),
        optional=True,
    ),
    Table(
        "travel.csv",
        "Travel times that replace the estimate, in one direction.",
        (
            Column("from", "id", "from this postcode", refers="postcodes.csv"),
            Column("to", "id", "to this postcode", refers="postcodes.csv"),
            Column("mode", "choice", "by this means", choices=MODES),
            Column("minutes", "number", "minutes", least=0),
        ),
        key=("from", "to", "mode"),
        optional=True,
    ),
    _pathway("previous.csv", "The pathways of the plan before this one; what they name may be gone.", refers=False),
    _pathway("locks.csv", "Pathways that must be in the plan exactly so.", refers=True),
)

PLAN_TABLES: tuple[Table, ...] = (
    Table(
        "proposals.csv",
        "Who is proposed where.",
        (
            Column("candidate", "id", "who"),
            _ids("runs", "the runs, by start"),
            Column("place", "id", "the place"),
            Column("first_day", "date", "the first day at the place"),
            _share("probability", "chance of a durable placement"),
            _share("preference", "the candidate's own wish"),
            Column("travel_minutes", "number", "minutes to the place", least=0),
            _money("cost", "euros: the seats and the place"),
            Column("value", "number", "what the pathway adds to the plan value"),
            Column("reason", "items", "the terms of z, as term=contribution", many=True, optional=True),
        ),
        key=("candidate",),
    ),
    Table(
        "unplaced.csv",
        "Who has no proposal, and what stopped them.",
        (
            Column("candidate", "id", "who"),
            Column("reason", "items", "what stopped this person, as code:id", many=True, optional=True),
        ),
        key=("candidate",),
    ),
    Table(
        "runs.csv",
        "Which runs open.",
        (
            Column("run", "id", "the run"),
            Column("opened", "choice", "whether it opens", choices=YES_NO),
            _count("planned", "people planned in it"),
            Column("seats_free", "integer", "seats left; below zero where more were taken than there are"),
        ),
        key=("run",),
    ),
    Table(
        "funding.csv",
        "Which fund pays what.",
        (
            Column("for", "text", "a candidate, or run:<id> for a group cost"),
            Column("step", "id", "a run, or place"),
            Column("cost_kind", "choice", "what the cost is for", choices=COST_KINDS),
            Column("fund", "id", "the fund"),
            _money("amount", "euros"),
        ),
        key=("for", "step", "fund"),
    ),
    Table(
        "bottlenecks.csv",
        "What holds the plan back, and what one unit more would bring.",
        (
            Column("kind", "choice", "what is scarce", choices=BOTTLENECK_KINDS),
            Column("id", "id", "of which run, place, employer, fund or group"),
            Column("month", "month", "for mentors: the month", optional=True),
            Column("unit", "text", "what one unit is"),
            Column("price", "number", "plan value per unit, from the linear relaxation"),
            Column("measured", "number", "gain with one unit more, planned again", optional=True),
            Column("people", "integer", "placements more or fewer", optional=True),
        ),
        key=("kind", "id", "month"),
    ),
)

KEYS: tuple[Key, ...] = (
    Key("format", "integer", "the version of the format", least=FORMAT, most=FORMAT),
    Key("name", "text", "the name of the region or pilot"),
    Key("plan_from", "date", "nothing starts before this day"),
    Key("plan_until", "date", "every place and every run starts on or before this day"),
    Key("max_runs", "integer", "runs in one pathway; 3 when left out", optional=True, least=0, most=5),
    Key("travel.detour", "number", "kilometres on the road per kilometre as the crow flies", least=0, above=True),
    *(Key(f"travel.speed.{mode}", "number", "km/h door to door", least=0, above=True) for mode in MODES),
    *(Key(f"travel.overhead.{mode}", "number", "minutes that every trip costs", least=0) for mode in MODES),
    Key("objective.durable", "number", "per expected (added) durable placement", least=0),
    Key("objective.preference", "number", "per unit of preference", least=0),
    Key("objective.euro", "number", "cost of one euro", least=0),
    Key("objective.week", "number", "cost of one week between plan_from and the first day", least=0),
    Key("objective.change", "number", "cost of another pathway than in previous.csv", least=0),
    Key("objective.drop", "number", "cost of leaving out someone who is in previous.csv", least=0),
    Key("scorecard.intercept", "number", "log-odds"),
    Key("scorecard.aptitude", "number", "log-odds per unit of aptitude"),
    Key("scorecard.preference", "number", "log-odds per unit of preference"),
    Key("scorecard.travel_hour", "number", "log-odds per hour of travel"),
    Key("scorecard.guarantee", "number", "log-odds of a signed work guarantee"),
    Key("scorecard.qualification", "number", "log-odds of the occupation's qualification"),
    Key("scorecard.language_margin", "number", "log-odds per level of language above what is asked"),
    *(Key(f"scorecard.kind.{kind}", "number", "log-odds of this kind of place", optional=True) for kind in PLACE_KINDS),
    Key("fairness[].group", "text", "the group", optional=True),
    Key("fairness[].min_share", "number", "at least this share is in the group", optional=True, least=0, most=1),
)
