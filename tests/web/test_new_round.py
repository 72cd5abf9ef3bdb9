"""The pages of a round before and around its plan: setting it, following it, stopping it, reading how it was made."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from koppelkans.core.models import AuditEntry, Region, TargetGroup, User
from koppelkans.people.models import Wish
from koppelkans.planning.models import Round
from making import make_candidate, make_fund, make_municipality, make_place, make_region, make_user

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "/rondes/nieuw/"


@pytest.fixture
def coordinator(client: Client) -> User:
    """The coordinator of a region of today with two people and two places; logged in."""
    today = timezone.localdate()
    make_region(plan_from=today, plan_until=today + timedelta(days=300))
    make_fund(start=today, until=today + timedelta(days=600))
    for code in ("een", "twee"):
        make_place(code=code, start_from=today, start_until=today + timedelta(days=200), confirmed_on=today)
    TargetGroup.objects.create(code="jong")
    for group in ([], ["jong"]):
        candidate = make_candidate(available_from=today, confirmed_on=today, groups=group)
        Wish.objects.create(
            candidate=candidate, occupation_id="zonnepanelen", preference=Decimal("0.8"), aptitude=Decimal("0.7")
        )
    user = make_user("region-coordinator")
    client.force_login(user)
    return user


def left_alone(client: Client) -> dict[str, Any]:
    """What a browser sends of the form as it comes."""
    form = client.get(NEW).context["form"]
    sent = {}
    for field in form:
        value = field.value()
        if value is not None:
            sent[field.html_name] = value
        if hasattr(field.field.widget, "step"):
            slider = field.field.widget.get_context(field.html_name, value, {})
            sent |= {
                f"{field.html_name}_schuif": slider["slider"]["place"],
                f"{field.html_name}_was": slider["slider"]["was"],
            }
    return sent


def start(client: Client, **changes: Any) -> Round:
    """Start a round from the form, with some fields changed."""
    answer = client.post(NEW, left_alone(client) | changes)
    assert answer.status_code == 302, answer.context["form"].errors
    return Round.objects.latest("pk")


def refused(client: Client, **changes: Any) -> dict[str, list[str]]:
    """The errors of a form that was not good."""
    answer = client.post(NEW, left_alone(client) | changes)
    assert answer.status_code == 422
    errors: dict[str, list[str]] = answer.context["form"].errors
    assert not Round.objects.exists()
    return errors


@pytest.mark.usefixtures("coordinator")
def test_left_alone_it_asks_nothing_special(client: Client) -> None:
    """Who changes nothing gets the region's own settings."""
    made = start(client)
    assert made.asked == {}
    assert (made.status, made.people) == (Round.Status.DONE, 2)


@pytest.mark.usefixtures("coordinator")
def test_everything_can_be_set(client: Client) -> None:
    """Groups, days, sliders, floors, what is left out and how long: it is kept as it was asked."""
    last = timezone.localdate() + timedelta(days=100)
    made = start(
        client,
        target_groups=["jong"],
        plan_until=last.isoformat(),
        week_schuif="1.5",
        euro="2",
        without_places=["een"],
        floor_0_group="jong",
        floor_0_share="40",
        minutes="2",
    )
    assert made.asked == {
        "groups": ["jong"],
        "plan_until": last.isoformat(),
        "objective": {"week": 0.015, "euro": 0.00002},
        "without_places": ["een"],
        "fairness": [{"group": "jong", "min_share": 0.4}],
        "seconds": 120,
    }
    assert made.people == 1


@pytest.mark.usefixtures("coordinator")
def test_the_number_goes_before_the_slider(client: Client) -> None:
    """With scripts both say the same; where they differ what was typed counts."""
    assert start(client, week="0.7", week_schuif="1.5").asked["objective"] == {"week": 0.007}


@pytest.mark.usefixtures("coordinator")
def test_what_is_wrong_is_said_where_it_is(client: Client) -> None:
    """A floor without a group, a share too large, days the wrong way round, weights that place nobody."""
    assert "Kies voor welke groep" in str(refused(client, floor_1_share="30")["floor_1_group"])
    assert refused(client, floor_0_group="jong", floor_0_share="130")["floor_0_share"]
    assert "Vul in" in str(refused(client, floor_0_group="jong")["floor_0_share"])
    first, last = timezone.localdate() + timedelta(days=9), timezone.localdate() + timedelta(days=3)
    assert refused(client, plan_from=first.isoformat(), plan_until=last.isoformat())["plan_until"]
    assert refused(client, minutes="500")["minutes"]


@pytest.mark.usefixtures("coordinator")
def test_weights_too_heavy_are_said_at_the_slider(client: Client) -> None:
    """Money that counts so much that no place is worth it is told at its own slider, and what is folded is open."""
    Region.objects.update(objective=Region.objects.get().objective | {"durable": 0.1})
    page = client.post(NEW, left_alone(client) | {"euro": "50", "preference": "0"})
    assert page.status_code == 422
    assert "Zo weegt geld zo zwaar" in str(page.context["form"].errors["euro"])
    assert "<details open>" in page.content.decode()


@pytest.mark.usefixtures("coordinator")
def test_going_on_needs_a_round_before(client: Client) -> None:
    """To keep what was proposed there has to be something; then the round knows what it goes on from."""
    assert "Er is nog geen ronde" in str(refused(client, keep="few")["keep"])
    first = start(client)
    Round.objects.update(asked_at=timezone.now() - timedelta(minutes=5))
    second = start(client, keep="few")
    assert (second.parent, second.asked) == (first, {"keep": "few"})


@pytest.mark.usefixtures("coordinator")
def test_scenarios_and_choices_are_not_in_the_list(client: Client) -> None:
    """The list shows rounds; one that was a what-if says so."""
    now = timezone.now()
    for kind, name in (("scenario", "Meer geld"), ("choice", "Anders")):
        Round.objects.create(kind=kind, name=name, asked_at=now)
    Round.objects.create(name="Gekozen", asked_at=now, adopted_at=now)
    page = client.get(reverse("planning:list")).content.decode()
    assert "Gekozen" in page
    assert "Uit een wat-als" in page
    assert "Meer geld" not in page
    assert "Anders" not in page


@pytest.mark.usefixtures("coordinator")
def test_a_round_that_failed_says_what_to_do(client: Client) -> None:
    """What locks ask too much of is a sentence; the page offers a new round."""
    problem = "lock place plek-1 1 2\nlock mentors bedrijf 0 1 2026-12"
    made = Round.objects.create(name="Vast", asked_at=timezone.now(), status=Round.Status.FAILED, problem=problem)
    page = client.get(reverse("planning:round", args=[made.pk])).content.decode()
    assert "Plek plek-1 heeft ruimte voor 1. Er zijn 2 mensen op vastgezet." in page
    assert "Maak een traject los" in page
    polled = client.get(reverse("planning:progress", args=[made.pk]))
    assert polled["HX-Refresh"] == "true"


@pytest.mark.usefixtures("coordinator")
def test_a_waiting_round_is_stopped(client: Client) -> None:
    """Stopping a round that nobody computes yet ends it; stopping it again says that it has ended."""
    made = Round.objects.create(name="Wacht", asked_at=timezone.now())
    assert "Stop deze ronde" in client.get(reverse("planning:round", args=[made.pk])).content.decode()
    page = client.post(reverse("planning:stop", args=[made.pk]), follow=True).content.decode()
    assert "Er is geen plan" in page
    page = client.post(reverse("planning:stop", args=[made.pk]), follow=True).content.decode()
    assert "al klaar" in page
    assert AuditEntry.objects.filter(action="round.stop").count() == 1


@pytest.mark.usefixtures("coordinator")
def test_anyone_can_make_the_plan_again(client: Client, tmp_path: Path) -> None:
    """The folder of a round, planned again by the command, gives the very same proposals."""
    made = start(client, week="0.3")
    answer = client.post(reverse("planning:download", args=[made.pk]))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        archive.extractall(tmp_path)
    read_me = (tmp_path / "README.txt").read_text(encoding="utf-8")
    line = next(line for line in read_me.splitlines() if line.startswith("  koppelkans plan"))
    command = [sys.executable, "-m", "koppelkans.cli", *line.split()[1:]]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    again = (tmp_path / "opnieuw" / "proposals.csv").read_bytes()
    assert again == (tmp_path / "plan" / "proposals.csv").read_bytes()
    assert again.count(b"\n") == 3
    assert AuditEntry.objects.filter(action="round.export").count() == 2


@pytest.mark.usefixtures("coordinator")
def test_who_may_take_a_round_out(client: Client) -> None:
    """A case worker takes out a round of the own municipality; of the region, or of another one, not."""
    region = start(client)
    own = make_municipality()
    Round.objects.update(asked_at=timezone.now() - timedelta(minutes=5))
    local = start(client, municipality=own.pk)
    client.force_login(make_user("case-worker", municipality=own))
    assert client.post(reverse("planning:download", args=[local.pk])).status_code == 200
    assert client.post(reverse("planning:download", args=[region.pk])).status_code == 403
    client.force_login(make_user("case-worker", municipality=make_municipality("GM0363", "Amsterdam")))
    assert client.post(reverse("planning:download", args=[local.pk])).status_code == 404


@pytest.mark.usefixtures("coordinator")
def test_what_stays_when_the_folder_is_gone(client: Client) -> None:
    """After its term the page says that the data went; figures, settings and hashes are still there."""
    made = start(client, week="0.3")
    about = reverse("planning:about", args=[made.pk])
    hash_ = made.figures["hashes"]["proposals.csv"]
    Round.objects.update(snapshot=b"", outcome=b"", core=b"", asked={}, emptied_on=timezone.localdate())
    page = client.get(about).content.decode()
    assert "zijn gewist" in page
    assert hash_ in page
    assert "0,3" in page
    assert "aanname" in page
    page = client.post(reverse("planning:download", args=[made.pk]), follow=True).content.decode()
    assert "gewist na de bewaartermijn" in page


@pytest.mark.usefixtures("coordinator")
def test_measured_chances_are_no_assumption_any_more(client: Client) -> None:
    """Source, spread and day of measuring are kept for the value they were said of, and shown with the next round."""
    client.force_login(make_user("administrator"))
    page = reverse("region:coefficients")
    form = client.get(page).context["form"]
    sent = {field.html_name: field.value() if field.value() is not None else "" for field in form}
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = client.post(page, sent | {"c0_day": tomorrow.isoformat()})
    assert "nog niet geweest" in str(answer.context["form"].errors["c0_day"])
    told = {"c0_day": "2026-06-30", "c0_source": "Gemeten op 400 mensen", "c0_spread": "0.1"}
    assert client.post(page, sent | told).status_code == 302
    client.force_login(make_user("region-coordinator"))
    made = start(client)
    first = made.figures["coefficients"][0]
    assert (first["measured_on"], first["spread"], first["source"]) == (
        "2026-06-30", 0.1, {"nl": "Gemeten op 400 mensen"},
    )  # fmt: skip
    page = client.get(reverse("planning:about", args=[made.pk])).content.decode()
    assert "gemeten op 30 juni 2026" in page
    region = Region.objects.get()
    region.scorecard = region.scorecard | {"intercept": -0.5}
    region.save()
    Round.objects.update(asked_at=timezone.now() - timedelta(minutes=5))
    assert start(client).figures["coefficients"][0]["measured_on"] == ""
