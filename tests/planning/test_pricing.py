"""What the rules about groups of a round cost, planned again in the background."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from tests.planning.test_rounds import wishing

from koppelkans.core.access import Closed
from koppelkans.core.models import AuditEntry, TargetGroup
from koppelkans.core.refusal import Refused
from koppelkans.jobs import pricing as job
from koppelkans.planning.actions import pricing, rounds
from koppelkans.planning.models import Round
from making import NOW, make_actor, make_employer, make_fund, make_place, make_region

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(name="made")
def make_ruled() -> Round:
    """A round of twelve people, ten of one group, with money for that group only and a floor for it."""
    TargetGroup.objects.create(code="ww", name="WW")
    make_region(fairness=[{"group": "ww", "min_share": 0.5}])
    make_fund(groups=["ww"])
    make_place(capacity=12, employer=make_employer(mentors=12))
    for number in range(12):
        wishing(groups=["ww"] if number < 10 else [])
    started = rounds.start_round(name="Regels", municipality=None, by=make_actor("region-coordinator"), now=NOW)
    return Round.objects.get(pk=started.pk)


def test_the_price_is_kept_with_the_figures(made: Round) -> None:
    """A plan without each rule is set beside the round; the proposals and the other figures stay as they are."""
    before = made.figures
    assert made.placed == 10
    assert pricing.plans_needed(made) == 3  # the floor, the group, all groups
    pricing.ask_price(made, by=make_actor("region-coordinator"), now=NOW)
    made.refresh_from_db()
    price = made.figures["price"]
    assert (price["state"], price["done"], price["total"]) == (pricing.DONE, 3, 3)
    assert price["floors"][0]["people"] == [10, 10]
    assert price["shifts"]["ww"]["rows"][0]["placed"] == [10, 12]
    assert price["shifts"]["ww"]["proven"]
    assert {name: value for name, value in made.figures.items() if name != "price"} == before
    assert made.proposals.count() == 12
    assert AuditEntry.objects.filter(action="round.price").count() == 1


def test_who_may_not_start_rounds_cannot_ask(made: Round) -> None:
    """It takes a planning permission."""
    with pytest.raises(Closed):
        pricing.ask_price(made, by=make_actor("controller"), now=NOW)


def test_a_round_that_was_emptied_cannot_be_priced(made: Round) -> None:
    """Without its snapshot there is nothing to plan again, and that is said."""
    made.snapshot = b""
    made.save()
    with pytest.raises(Refused) as refused:
        pricing.ask_price(made, by=make_actor("region-coordinator"), now=NOW)
    assert refused.value.reasons[0].code == "emptied"


def test_asking_twice_computes_once(made: Round) -> None:
    """While it is computed a second click changes nothing; when nobody says so any more somebody may ask again."""
    made.figures |= {"price": {"state": pricing.WAITING, "done": 1, "total": 3, "said_at": NOW.isoformat()}}
    made.save()
    same = pricing.ask_price(made, by=make_actor("region-coordinator"), now=NOW + timedelta(minutes=1))
    assert same.figures["price"]["done"] == 1
    later = NOW + pricing.GONE_AFTER + timedelta(minutes=1)
    pricing.ask_price(made, by=make_actor("region-coordinator"), now=later)
    assert Round.objects.get(pk=made.pk).figures["price"]["state"] == pricing.DONE


def test_a_job_that_comes_twice_does_nothing(made: Round) -> None:
    """What nobody waits for is not computed."""
    job.carry_out.func(made.pk)
    assert "price" not in Round.objects.get(pk=made.pk).figures


def test_what_goes_wrong_is_said(made: Round) -> None:
    """A snapshot that cannot be read leaves the round as it is, and says that it failed."""
    made.snapshot = rounds_without_people(made)
    made.save()
    pricing.ask_price(made, by=make_actor("region-coordinator"), now=NOW)
    assert Round.objects.get(pk=made.pk).figures["price"]["state"] == pricing.FAILED


def rounds_without_people(made: Round) -> bytes:
    """The snapshot with a file too few."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(bytes(made.snapshot))) as whole, zipfile.ZipFile(out, "w") as part:
        for name in whole.namelist():
            if name != "wishes.csv":
                part.writestr(name, whole.read(name))
    return out.getvalue()
