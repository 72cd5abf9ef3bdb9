"""Codes and figures become sentences, in each language."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.engine.hand_region import hand_plan, hand_region

from koppelkans.engine import answering, telling
from koppelkans.engine.answers import Difference
from koppelkans.engine.explain import Alternative, Explanation
from koppelkans.engine.plan import BOTTLENECK_KINDS, NO_GAIN, PLAN_CODES, RULE_CODES, TERMS, Bottleneck, Plan
from koppelkans.engine.region import COST_KINDS, PLACE_KINDS, Region
from koppelkans.engine.words import LANGUAGES, Words

languages = pytest.mark.parametrize("language", LANGUAGES)
NBSP = "\N{NO-BREAK SPACE}"
MARCH = 19785  # 3 March 2024, in days


@pytest.fixture
def region(tmp_path: Path) -> Region:
    """The region of one page."""
    return hand_region(tmp_path)


@pytest.fixture
def plan(region: Region) -> Plan:
    """The plan made by hand for it."""
    return hand_plan(region)


def alternative(plan: Plan, row: int, difference: float = 0.0, obstacles: tuple[str, ...] = ()) -> Alternative:
    """A proposal of the plan as a pathway beside it."""
    proposals = plan.proposals
    return Alternative(
        runs=proposals.runs[row],
        place=int(proposals.place[row]),
        first_day=int(proposals.first_day[row]),
        probability=float(proposals.probability[row]),
        preference=float(proposals.preference[row]),
        travel_minutes=float(proposals.travel_minutes[row]),
        cost=int(proposals.cost[row]),
        value=float(proposals.value[row]),
        terms=tuple(proposals.terms[row].tolist()),
        difference=difference,
        obstacles=obstacles,
    )


@languages
@pytest.mark.parametrize("code", [*RULE_CODES, *PLAN_CODES, NO_GAIN])
def test_every_reason_has_a_sentence(language: str, code: str) -> None:
    """Each code of unplaced.csv has a sentence, with an id that is unknown and without any id."""
    words = Words(language)
    for item in (f"{code}:x1", code):
        sentence = words.reason(item)
        assert sentence.endswith(".")
        assert ":" not in sentence


@languages
@pytest.mark.parametrize("kind", BOTTLENECK_KINDS)
def test_every_bottleneck_has_words(language: str, kind: str) -> None:
    """Each kind of bottlenecks.csv says what one unit more would be."""
    told = Words(language).bottleneck(Bottleneck(kind, "x1", "", "seat", 0.1, None, None))
    assert "x1" in told
    assert told != f"{kind}:x1"


@languages
def test_every_kind_of_cost_place_and_term_has_words(language: str) -> None:
    """The catalogue knows all kinds of cost, all kinds of place and all terms of the scorecard."""
    words = Words(language)
    levels = [f"{term}_{level}" for term in ("aptitude", "preference") for level in ("high", "middle", "low")]
    terms = [*levels, *(term for term in TERMS if term not in ("intercept", "aptitude", "preference"))]
    wanted = [f"cost.{kind}" for kind in (*COST_KINDS, "group")]
    wanted += [f"kind.{kind}" for kind in PLACE_KINDS] + [f"term.{term}" for term in terms]
    assert [key for key in wanted if not words.has(key)] == []


def test_a_language_without_catalogue_is_refused() -> None:
    """An unknown language is an error that names the languages there are."""
    with pytest.raises(ValueError, match=r"no phrases in 'xx'; there are phrases in en, nl"):
        Words("xx")


def test_a_reason_is_told_by_name(region: Region) -> None:
    """With a region, a reason calls things by their names."""
    words = Words("nl", region)
    assert words.reason("run_full:taal") == "Nederlands naar A2 heeft in dit plan geen stoel meer vrij."
    assert words.reason("place_full:p1") == "Timmeren bij Bouwbedrijf is in dit plan voor anderen."
    assert words.reason("language:nl-A2") == "Er is Nederlands A2 nodig. Dat niveau is er niet op tijd."


def test_an_employer_without_mentor_is_told_with_the_month(region: Region) -> None:
    """A missing mentor names the employer and the month."""
    assert Words("nl", region).reason("mentor:e2/2024-03") == "Zorghuis heeft in maart 2024 geen begeleider vrij."
    assert Words("nl").subject("mentor:e2/2024-03") == "e2, maart 2024"


def test_an_empty_fund_and_a_kind_of_cost_nobody_pays_differ(region: Region) -> None:
    """A reason about money names the fund, or the kind of cost that no fund can pay."""
    words = Words("nl", region)
    assert words.reason("fund:gemeente") == "In Gemeente zit niet genoeg geld."
    assert words.reason("fund:wage") == "Er is niet genoeg geld voor loonsubsidie."


def test_an_id_may_hold_a_colon_and_a_slash_less_mentor_is_fine() -> None:
    """Only the first colon parts code and id, and a mentor without a month is told without one."""
    words = Words("en")
    assert words.reason("run_full:a:b:c") == "a:b:c has no seat left in this plan."
    assert words.reason("mentor:e1") == "e1 has no mentor free."


def test_an_unknown_code_stands_for_itself() -> None:
    """A code that the catalogue does not know is shown as it is."""
    assert Words("nl").reason("weather:rain") == "weather:rain"


def test_numbers_are_written_as_the_language_does() -> None:
    """Dutch and English part thousands and decimals each in their own way."""
    assert Words("nl").number(1234567.891, 2) == "1.234.567,89"
    assert Words("en").number(1234567.891, 2) == "1,234,567.89"
    assert Words("nl").number(-0.001, 2) == "0,00"
    assert Words("nl").signed(0.125, 2) == "+0,12"


def test_euros_show_cents_only_where_there_are_any() -> None:
    """Whole euros have no decimals."""
    assert Words("nl").euros(125_000) == f"€{NBSP}1.250"
    assert Words("nl").euros(125_050) == f"€{NBSP}1.250,50"
    assert Words("en").euros(-125_000) == "\N{MINUS SIGN}€1,250"


def test_a_proven_room_is_never_understated() -> None:
    """A gap is rounded up, also where it is small."""
    words = Words("nl")
    assert words.at_most(0.0181) == "1,9%"
    assert words.at_most(0.00181) == "0,19%"
    assert words.at_most(0.002) == "0,20%"
    assert words.at_most(0.000012) == "0,002%"


def test_days_are_written_out() -> None:
    """A date is told in full or short, and a period tells its year once."""
    words = Words("nl")
    assert words.date(MARCH) == "3 maart 2024"
    short = [words.date(MARCH, short=True), words.period(MARCH, MARCH + 60), words.period(MARCH, MARCH + 366)]
    assert [text.replace(NBSP, " ") for text in short] == [
        "3 mrt 2024",
        "3 mrt t/m 2 mei 2024",
        "3 mrt 2024 t/m 4 mrt 2025",
    ]
    assert words.period(MARCH, MARCH) == short[0]


def test_a_phrase_follows_its_number() -> None:
    """One person and more people have their own form."""
    words = Words("nl")
    assert words.say("report.people", n=1) == "1 persoon"
    assert words.say("report.people", n=1500) == "1.500 mensen"


def test_items_are_listed_in_a_sentence() -> None:
    """The last two items are joined by a word."""
    words = Words("nl")
    assert [words.listing(items) for items in ([], ["a"], ["a", "b", "c"])] == ["", "a", "a, b en c"]


def test_a_comparison_says_how_much_more_or_less() -> None:
    """A figure of two plans is told with its difference, also when there is none."""
    rows = [("people", 21.0, 23.0), ("Eigen regel", 5.0, 4.0), ("runs", 3.0, 3.0)]
    assert Words("nl").comparison(rows) == [
        "Mensen met een voorstel: 21 → 23 (2 meer)",
        "Eigen regel: 5 → 4 (1 minder)",
        "Groepen die beginnen: 3 (geen verschil)",
    ]


def test_a_proposal_is_explained_by_what_counted(region: Region, plan: Plan) -> None:
    """The explanation names the pathway, who pays, and what each fact adds to the chance, the heaviest first."""
    text = telling.text("nl", region, plan, Explanation(0, alternative(plan, 0), (), 1, ()))
    lines = [line.strip() for line in text.splitlines()]
    assert lines[0] == "c1: een voorstel"
    assert lines[2] == "Nederlands naar A2 en Veilig werken, daarna Timmeren bij Bouwbedrijf"
    assert f"€{NBSP}600 voor Nederlands naar A2 uit Subsidie" in lines
    counted = [line.split(":")[0] for line in lines if line[:2] in ("+ ", "- ")]
    assert counted[0] == "+ het werk past goed bij de vaardigheden"
    assert counted[-1].startswith("- de reis duurt")
    assert "Er is 1 traject dat aan alle regels voldoet." in lines


def test_what_a_fact_adds_is_the_chance_with_it_less_the_chance_without(region: Region, plan: Plan) -> None:
    """A term is told in percentage points: p1 with its guarantee (z = 0 + 1) is 23.1 points likelier than without."""
    terms = tuple(1.0 if name == "guarantee" else 0.0 for name in TERMS)
    chosen = alternative(plan, 0)
    only = Alternative(**{**vars(chosen), "terms": terms})
    text = telling.text("en", region, plan, Explanation(0, only, (), 1, ()))
    assert "  + the employer gives a work guarantee: adds 23.1 percentage points" in text.splitlines()


def test_the_next_best_are_told_with_what_stands_in_the_way(region: Region, plan: Plan) -> None:
    """Each alternative has its difference and its obstacles, or says that it fits."""
    others = (alternative(plan, 1, -0.123, ("place_full:p2",)), alternative(plan, 2, 0.0))
    text = telling.text("nl", region, plan, Explanation(0, alternative(plan, 0), (), 3, others))
    assert "Levert 0,12 punt minder op. Verzorgen bij Zorghuis is in dit plan voor anderen." in text
    assert "Levert evenveel op. Dit past in het plan zoals het nu is." in text


@languages
def test_someone_unplaced_reads_what_stopped_them(language: str, region: Region, plan: Plan) -> None:
    """Without a proposal the reasons are told, the nearest first, and that no pathway meets all rules."""
    words = Words(language, region)
    text = telling.text(language, region, plan, Explanation(3, None, ("dates:p1", "travel:p1"), 0, ()))
    assert text.index(words.reason("dates:p1")) < text.index(telling.reason_for(words, region, 3, "travel:p1"))
    assert words.say("explain.no_pathway") in text


def test_a_name_shared_by_groups_tells_their_start(region: Region) -> None:
    """Two groups of one name are told apart by their first day, two that also start together by their id."""
    names = ("Taal", "Taal")
    apart = replace(region, runs=replace(region.runs, name=names))
    assert Words("nl", apart).name("run", "vca") == "Taal (start 6 februari 2024)"
    together = replace(apart, runs=replace(apart.runs, start=np.full(2, MARCH, dtype=np.int32)))
    assert Words("nl", together).name("run", "vca") == "Taal (vca)"


def test_a_place_shared_by_occupation_and_employer_tells_its_kind_or_id(region: Region) -> None:
    """A place is told by occupation and employer; where another place has the same by its kind, or else its id."""
    places = region.places
    alike = replace(places, occupation=places.occupation * 0, employer=places.employer * 0, kind=places.kind * 0)
    kinds = replace(alike, kind=np.arange(len(places.ids), dtype=np.int8))
    assert Words("nl", region).name("place", "p1") == "Timmeren bij Bouwbedrijf"
    assert Words("nl", replace(region, places=kinds)).name("place", "p1") == "Timmeren bij Bouwbedrijf (leerwerkplek)"
    assert Words("nl", replace(region, places=alike)).name("place", "p1") == "Timmeren bij Bouwbedrijf (p1)"


def test_another_pathway_is_told_by_what_it_means_for_this_person(plan: Plan) -> None:
    """Travel, first day of work and chance beside the proposal, in one sentence; nothing different is told too."""
    planned = alternative(plan, 0)
    other = replace(
        planned,
        travel_minutes=planned.travel_minutes + 12,
        first_day=planned.first_day - 7,
        probability=planned.probability - 0.1,
    )
    said = answering.tell_beside(Words("nl"), other, planned)
    assert said == (
        f"Voor deze persoon: de reis is 12{NBSP}min langer, de eerste werkdag is 7 dagen eerder en "
        "de kans op blijvend werk is lager."
    )
    assert answering.tell_beside(Words("en"), planned, planned).startswith("For this person the trip")


@languages
def test_a_loss_of_others_is_told_once(language: str) -> None:
    """Who loses a proposal is told as another person, or as one person fewer, never as both."""
    words, lost = Words(language), Difference(-0.07, 0.0, -1, 1, 1, demonstrable=True)
    fewer, out = words.say("difference.people_fewer", n=1), words.say("difference.out", n=1)
    told = answering.tell_difference(words, lost)
    assert (out in told, fewer in told) == (True, False)
    told = answering.tell_difference(words, lost, about_person=False)
    assert (out in told, fewer in told) == (False, True)


@languages
def test_each_part_of_the_eighth_rule_has_a_sentence_of_its_own(language: str) -> None:
    """District, group and what was agreed are told apart."""
    words = Words(language)
    parts = ("district", "group", "forbidden", "forbidden_run", "P8")
    assert len({words.say(f"rule.{part}") for part in parts}) == len(parts)


def test_a_journey_that_takes_too_long_is_told_with_its_limit(region: Region) -> None:
    """The minutes and the limit, where they are known."""
    none = replace(region.candidates, max_travel=np.zeros_like(region.candidates.max_travel))
    said = telling.reason_for(Words("nl", region), replace(region, candidates=none), 0, "travel:p1")
    assert said.startswith("De reis naar Timmeren bij Bouwbedrijf duurt te lang: ")
    assert said.endswith(f"De grens is 0{NBSP}min.")
