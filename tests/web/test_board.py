"""The pages of a round as a whole: the board, its groups, and how it treats each group."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from koppelkans.core.models import TargetGroup, User
from koppelkans.journeys.models import Decision
from koppelkans.planning.models import Proposal, Round
from koppelkans.web.planning import flow_drawing
from making import make_candidate, make_municipality, make_place, make_run, make_user

pytestmark = pytest.mark.django_db

FIGURES: dict[str, Any] = {
    "people": 30,
    "placed": 20,
    "cents": 500_000,
    "durable": {"low": 9.0, "middle": 12.4, "high": 14.2},
    "assumed": True,
    "gap": 0.00081,
    "simple": {"first_come": {"people": 12, "durable": 7.1, "cents": 400_000}, "greedy": None},
    "funds": [{"id": "f1", "name": "Fonds Een", "budget": 900_000, "cents": 500_000, "held": 100_000}],
    "runs": [
        {"id": "r1", "name": "Taal", "start": "2027-01-04", "min": 4, "max": 9, "taken": 1, "planned": 5, "lacks": 0},
        {"id": "r2", "name": "Lassen", "start": "2027-02-01", "min": 6, "max": 9, "taken": 1, "planned": 0, "lacks": 5},
        {"id": "r3", "name": "VCA", "start": "2027-02-01", "min": 1, "max": 9, "taken": 1, "planned": 0, "lacks": 0},
    ],
    "flow": {
        "names": {"people": {}, "language": {"nl-A2": "Nederlands A2"}, "training": {}, "place": {"z": "Zorghulp"}},
        "links": [[["GM0394", "nl-A2", 5], ["GM0394", "", 15]], [["nl-A2", "", 5], ["", "", 15]], [["", "z", 20]]],
    },
    "treatment": {
        "rows": [
            {"group": "", "people": 30, "placed": 20, "chance": 0.62, "added": 0.3, "added_each": 0.2, "weeks": 9.0,
             "minutes": 20.0},
            {"group": "ww", "people": 12, "placed": 1, "chance": None, "added": None, "added_each": None, "weeks": None,
             "minutes": None},
        ],
        "small": 2,
    },
    "ruled": ["ww"],
    "floors": [{"group": "ww", "share": 0.25}],
    "reasons": [["place_full", 10]],
}  # fmt: skip


def text_of(client: Client, name: str, pk: int, query: str = "") -> str:
    """The page, which is there."""
    answer = client.get(reverse(f"planning:{name}", args=[pk]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture(name="made")
def make_round() -> Round:
    """A round with two proposals and somebody without one."""
    TargetGroup.objects.create(code="ww", name="WW-uitkering")
    made = Round.objects.create(
        name="Najaar", asked_at=timezone.now(), status=Round.Status.DONE, figures=FIGURES, snapshot=b"kept"
    )
    make_run(code="r1", name="Vaktaal A2")
    fill(made, 2)
    Proposal.objects.create(round=made, candidate=make_candidate(), reason=["place_full:x"])
    return made


def fill(made: Round, people: int) -> None:
    """So many people with a proposal more."""
    place = make_place()
    paid = [{"step": "place", "cost_kind": "guidance", "fund": "f1", "cents": 250_000}]
    for _number in range(people):
        Proposal.objects.create(
            round=made,
            candidate=make_candidate(),
            place=place,
            runs=["r1"],
            first_day=timezone.localdate(),
            probability=0.68,
            low=0.52,
            high=0.79,
            travel_minutes=21.4,
            cost="2500.00",
            payments=paid,
        )


@pytest.fixture(name="coordinator")
def make_coordinator(client: Client) -> User:
    """A coordinator who is logged in."""
    user = make_user("region-coordinator")
    client.force_login(user)
    return user


@pytest.mark.usefixtures("coordinator")
def test_the_board_tells_what_counts(client: Client, made: Round) -> None:
    """How many, how sure, how good for certain, what simpler ways reach, who pays, and the picture with its table."""
    page = text_of(client, "round", made.pk)
    for told in (
        "geen plan dat meer dan 0,1% beter is",
        "ongeveer 12 mensen, tussen 9 en 14",
        "aanname",
        "<strong>20</strong> mensen",
        "lukt niet met wat vaststaat",
        "€\u00a03.000,00",  # what is left of the fund
        "Nederlands A2",
        "kk-flow__band",
        "68%, tussen 52% en 79%",
        "Fonds Een",
    ):
        assert told in page


@pytest.mark.usefixtures("coordinator")
def test_who_has_none_reads_why(client: Client, made: Round) -> None:
    """The list of people without a proposal tells the nearest reason in words."""
    page = text_of(client, "round", made.pk, "?wie=zonder")
    assert "De plek is in dit plan voor anderen" in page
    assert "kk-flow" not in page  # who looks for somebody gets the list


@pytest.mark.usefixtures("coordinator")
def test_searching_finds_one(client: Client, made: Round) -> None:
    """A search shows whom it finds and nobody else; what finds nobody leads back."""
    one, other = (row.candidate.subject.pseudonym for row in made.proposals.filter(place__isnull=False))
    page = text_of(client, "round", made.pk, f"?q={one}")
    assert one in page
    assert f">{other}<" not in page
    assert "Niemand gevonden" in text_of(client, "round", made.pk, "?q=K-NOBODY")


@pytest.mark.parametrize(
    "query", ["?page=abc", "?sort=value", "?werk=x:y&maand=9", "?groep=%00", "?besluit=nee&wie=mijn"]
)
@pytest.mark.usefixtures("coordinator")
def test_odd_addresses_give_a_page(client: Client, made: Round, query: str) -> None:
    """What nobody would type is no error."""
    text_of(client, "round", made.pk, query)


@pytest.mark.usefixtures("coordinator")
def test_decided_or_not(client: Client, made: Round) -> None:
    """The last decision counts, also that about another choice that was made from this round."""
    first, second = made.proposals.filter(place__isnull=False)
    other = Round.objects.create(
        kind=Round.Kind.CHOICE, parent=made, name="Keuze", asked_at=timezone.now(), status=Round.Status.DONE
    )
    chosen = Proposal.objects.create(round=other, candidate=first.candidate, place=first.place)
    by = make_user("case-worker")
    Decision.objects.create(proposal=first, outcome="deferred", by=by, at=timezone.now())
    Decision.objects.create(proposal=chosen, outcome="accepted", by=by, at=timezone.now())
    names = [row.candidate.subject.pseudonym for row in (first, second)]
    accepted = text_of(client, "round", made.pk, "?besluit=accepted")
    still_open = text_of(client, "round", made.pk, "?besluit=open")
    assert [name in accepted for name in names] == [True, False]
    assert [name in still_open for name in names] == [False, True]


@pytest.mark.usefixtures("coordinator")
def test_nobody_decides_about_a_what_if(client: Client, made: Round) -> None:
    """A what-if says that it is one, and has no decisions to show or to look for."""
    Round.objects.filter(pk=made.pk).update(kind=Round.Kind.SCENARIO)
    for query in ("", "?wie=zonder"):
        page = text_of(client, "round", made.pk, query)
        assert "Niemand besluit hierover" in page
        assert "wacht op besluit" not in page
        assert 'name="besluit"' not in page


def test_a_case_worker_sees_no_budgets(client: Client, made: Round) -> None:
    """What is in a fund is for who watches the money; what the plan uses of it is not secret."""
    client.force_login(make_user("case-worker", municipality=make_municipality()))
    page = text_of(client, "round", made.pk)
    assert "Fonds Een" in page
    assert "€\u00a03.000,00" not in page


@pytest.mark.usefixtures("coordinator")
def test_nobody_because_nothing_gains(client: Client, made: Round) -> None:
    """Weights that leave everybody without a proposal are told of in words."""
    made.proposals.filter(place__isnull=False).delete()
    made.figures, made.placed = FIGURES | {"reasons": [["no_gain", 30]], "placed": 0}, 0
    made.save()
    assert "levert geen traject meer op dan het kost" in text_of(client, "round", made.pk)


@pytest.mark.usefixtures("coordinator")
def test_a_round_without_figures_is_a_list(client: Client, made: Round) -> None:
    """Rounds of before, and those of which the figures are not there, still have their pages."""
    made.figures = {}
    made.save()
    for name in ("round", "groups", "fairness"):
        text_of(client, name, made.pk)


@pytest.mark.usefixtures("coordinator")
def test_groups_that_begin_and_that_do_not(client: Client, made: Round) -> None:
    """Each group stands where it belongs, with how many it lacks."""
    page = text_of(client, "groups", made.pk)
    assert "Taal" in page
    assert "Lassen" not in page
    short = text_of(client, "groups", made.pk, "?stand=te-weinig")
    assert "nog 5 nodig" in short
    assert "VCA" in text_of(client, "groups", made.pk, "?stand=niet-nodig")


@pytest.mark.usefixtures("coordinator")
def test_fairness_beside_everybody(client: Client, made: Round) -> None:
    """Each large group stands beside everybody; a mean of too few is not told; what is no input is said."""
    page = text_of(client, "fairness", made.pk)
    for told in (
        "WW-uitkering",
        "1 van 12: 8%",
        "20 van 30: 67%",
        "minstens 25%",
        "Dat zijn 2 groepen",
        "nationaliteit",
    ):
        assert told in page
    assert reverse("planning:price", args=[made.pk]) in page


@pytest.mark.usefixtures("coordinator")
def test_the_price_of_rules(client: Client, made: Round) -> None:
    """What was computed is shown; what is not certain is called no demonstrable difference."""
    shift = {"rows": [{"group": "", "people": 30, "placed": [20, 22]}, {"group": "ww", "people": 12, "placed": [1, 1]}]}
    floor = {"group": "ww", "min_share": 0.25, "people": [20, 21], "members": [5, 4], "least": 0.0, "most": 0.4}
    made.figures = FIGURES | {
        "price": {
            "state": "done",
            "floors": [floor | {"proven": False}],
            "shifts": {"ww": shift | {"changed": 3, "proven": True, "small": 0}},
        }
    }
    made.save()
    page = text_of(client, "fairness", made.pk)
    for told in ("geen aantoonbaar verschil", "20 → 22 (+2)", "1 → 1 (gelijk)"):
        assert told in page


@pytest.mark.usefixtures("coordinator")
def test_while_the_price_is_computed(client: Client, made: Round) -> None:
    """How far it is stands on the page; when it is over the page is loaded anew."""
    made.figures = FIGURES | {
        "price": {"state": "waiting", "done": 1, "total": 3, "said_at": timezone.now().isoformat()}
    }
    made.save()
    assert reverse("planning:price-progress", args=[made.pk]) in text_of(client, "fairness", made.pk)
    url = reverse("planning:price-progress", args=[made.pk])
    assert "HX-Refresh" not in client.get(url)
    made.figures = FIGURES
    made.save()
    assert client.get(url)["HX-Refresh"] == "true"


@pytest.mark.usefixtures("coordinator")
def test_as_many_questions_for_one_as_for_many(client: Client, made: Round) -> None:
    """The database is asked as often for sixty people as for two, whatever is looked for."""
    queries = ["", "?wie=zonder", "?werk=s:techniek&kans=high&fonds=f1&besluit=open", "?page=2"]
    counted = []
    for people in (0, 58):
        fill(made, people)
        counts = []
        for query in queries[:3]:
            text_of(client, "round", made.pk, query)  # what is asked once by a process is asked here
            with CaptureQueriesContext(
                connection,
            ) as asked:
                text_of(client, "round", made.pk, query)
            counts.append(len(asked))
        counted.append(counts)
    assert counted[0] == counted[1]
    assert "51 tot en met 60 van 60" in text_of(client, "round", made.pk, queries[3])


def test_small_blocks_are_told_together() -> None:
    """However many things there are, a column has few blocks, nobody is lost, and everything fits."""
    links = [
        [["a", "", 40]],
        [["", f"t{number}", 1 + number] for number in range(20)],
        [[f"t{number}", "z", 1 + number] for number in range(20)],
    ]
    flow = flow_drawing.draw(links, lambda _stage, code: code, ["1", "2", "3", "4"])
    assert flow is not None
    columns = [[block for block in flow.blocks if block.stage == stage] for stage in range(4)]
    assert len(columns[2]) == flow_drawing.MOST
    assert sum(block.people for block in columns[2]) == sum(range(1, 21))
    assert all(block.y + block.height <= flow.height for block in flow.blocks)


def test_no_picture_of_nobody() -> None:
    """A plan without anybody has no picture."""
    assert flow_drawing.draw([[], [], []], lambda _stage, code: code, ["1", "2", "3", "4"]) is None
