"""Work is written down with its proof, and what it comes to is counted on the right day, once."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from journeys.working import FIRST, YEAR, add, ledger, noon, standing, work
from koppelkans.core.access import Actor, Closed, Unknown, house
from koppelkans.core.models import AuditEntry
from koppelkans.core.refusal import Refused
from koppelkans.journeys.actions import recounting, working
from koppelkans.journeys.models import Event, Journey, Reached, Spell
from koppelkans.journeys.rules_work import warnings
from koppelkans.results.queries import count
from making import make_actor, make_candidate, make_journey, make_municipality, make_organisation, make_programme

pytestmark = pytest.mark.django_db
WHOLE = FIRST + timedelta(days=363)  # the 364th day


@pytest.fixture
def by() -> Actor:
    """A case worker."""
    return make_actor("case-worker")


@pytest.fixture
def journey() -> Journey:
    """A journey in a programme."""
    return make_journey(programme=make_programme(code="klimaat"), training="zon", fund="rif")


def codes(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The codes of a refusal."""
    return [reason.code for reason in error.value.reasons]


def test_proven_work_is_counted_on_its_days(journey: Journey, by: Actor) -> None:
    """Work of a whole year, written down afterwards, gives at work, 13, 26 and 52 weeks, each on its own day."""
    add(journey, by, WHOLE)
    assert standing() == {
        "at-work": FIRST,
        "13w": FIRST + timedelta(days=90),
        "26w": FIRST + timedelta(days=181),
        "52w": WHOLE,
    }
    row = Reached.objects.get(measure="26w").counted
    facts = (row.programme, row.sector, row.training, row.fund, row.kind, row.definition)
    assert facts == ("klimaat", "techniek", "zon", "rif", "contract", 1)


@pytest.mark.parametrize(("days", "durable"), [(180, 0), (181, 1)])
def test_181_days_are_not_durable_and_182_are(journey: Journey, by: Actor, days: int, durable: int) -> None:
    """On the 181st day somebody is not durably at work, on the 182nd they are."""
    add(journey, by, FIRST + timedelta(days=days))
    assert count("26w", *YEAR) == durable


def test_what_was_said_counts_nothing_until_there_is_proof(journey: Journey, by: Actor) -> None:
    """Work that was only told counts from the moment it is proven, on the day it began."""
    spell = add(journey, by, FIRST, proof="")
    assert ledger() == []
    working.add_proof(spell, level="employer", given_on=FIRST + timedelta(days=9), by=by, now=noon(WHOLE))
    assert standing()["at-work"] == FIRST


def test_a_withdrawn_proof_takes_back_by_a_new_row(journey: Journey, by: Actor) -> None:
    """Without its only proof work counts no more; what was known before stays known, and a new proof counts again."""
    spell = add(journey, by, FIRST + timedelta(days=100))
    proof, later = spell.proofs.get(), FIRST + timedelta(days=120)
    working.withdraw_proof(proof, why="Het contract was van iemand anders.", by=by, now=noon(later))
    assert standing() == {}
    assert [(row[0], row[1]) for row in ledger()] == [("at-work", 1), ("13w", 1), ("at-work", -1), ("13w", -1)]
    assert count("13w", *YEAR) == 0
    assert count("13w", *YEAR, as_known_on=later - timedelta(days=1)) == 1
    working.add_proof(spell, level="register", given_on=later, by=by, now=noon(later + timedelta(days=1)))
    assert count("13w", *YEAR) == 1
    assert count("13w", *YEAR, as_known_on=later) == 0


def test_a_second_proof_keeps_what_the_first_counted(journey: Journey, by: Actor) -> None:
    """Of two proofs one can go and nothing changes."""
    spell = add(journey, by, FIRST)
    working.add_proof(spell, level="register", given_on=FIRST, by=by, now=noon(FIRST))
    working.withdraw_proof(spell.proofs.get(level="contract"), why="Verkeerde versie.", by=by, now=noon(FIRST))
    assert len(ledger()) == 1


def test_a_change_of_days_moves_the_count(journey: Journey, by: Actor) -> None:
    """When the first day was another one, what stood is taken back and booked anew on the right day."""
    spell, on, right = add(journey, by, FIRST + timedelta(days=95)), FIRST + timedelta(days=95), FIRST + timedelta(2)
    working.edit_spell(spell, work=work(right), by=by, now=noon(on))
    assert standing() == {"at-work": right, "13w": right + timedelta(days=90)}
    assert ledger()[2:4] == [("at-work", -1, FIRST, "contract"), ("at-work", 1, right, "contract")]
    assert count("13w", *YEAR) == 1


def test_an_end_before_the_milestone_takes_it_back(journey: Journey, by: Actor) -> None:
    """Work that turns out to have ended earlier was not 13 weeks."""
    spell = add(journey, by, FIRST + timedelta(days=95))
    working.end_spell(spell, until=FIRST + timedelta(days=60), by=by, now=noon(FIRST + timedelta(days=95)))
    assert standing() == {"at-work": FIRST}


def test_two_employers_with_a_break_count_together(journey: Journey, by: Actor) -> None:
    """Ten free days between two jobs move the date by ten days and take nothing away."""
    second = FIRST + timedelta(days=60)
    add(journey, by, FIRST, until=second - timedelta(days=11))
    add(journey, by, FIRST + timedelta(days=191), since=second, employer_name="Garage Zuid", form="bbl")
    assert standing()["26w"] == FIRST + timedelta(days=191)
    assert Reached.objects.get(measure="26w").counted.kind == "bbl"  # most of the hours
    assert Reached.objects.get(measure="at-work").counted.kind == "contract"


def test_work_that_was_a_mistake_counts_no_more(journey: Journey, by: Actor) -> None:
    """Work that is taken away stays to be seen, counts nothing and cannot be changed."""
    spell = add(journey, by, FIRST)
    working.withdraw_spell(spell, by=by, now=noon(FIRST))
    assert standing() == {}
    with pytest.raises(Refused) as error:
        working.end_spell(spell, until=FIRST, by=by, now=noon(FIRST))
    assert codes(error) == ["withdrawn"]


def test_another_form_is_another_kind(journey: Journey, by: Actor) -> None:
    """A form that was wrong is put right in the ledger too; one that does not count takes the count away."""
    spell = add(journey, by, FIRST)
    working.edit_spell(spell, work=work(form="uitzend"), by=by, now=noon(FIRST))
    assert [(row[1], row[3]) for row in ledger()] == [(1, "contract"), (-1, "contract"), (1, "uitzend")]
    working.edit_spell(spell, work=work(form="stage"), by=by, now=noon(FIRST))
    assert standing() == {}


def test_every_reason_at_once(journey: Journey, by: Actor) -> None:
    """Work with everything wrong is refused with every reason, and nothing is written."""
    wrong = work(
        FIRST + timedelta(days=99),
        until=FIRST,
        hours=Decimal(200),
        form="zwart",
        employer_name=" ",
    )
    with pytest.raises(Refused) as error:
        working.add_spell(journey, work=wrong, by=by, now=noon(FIRST), proof="vermoeden")
    assert codes(error) == [
        "employer-missing",
        "form-unknown",
        "hours",
        "end-before-start",
        "starts-too-late",
        "proof-unknown",
        "proof-day",
    ]
    assert "200 uur" in str(error.value.reasons[2])
    assert not Spell.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("hours", ["0", "-3", "80.5"])
def test_hours_that_cannot_be(journey: Journey, by: Actor, hours: str) -> None:
    """No hours, less than none or more than 80 a week is refused."""
    with pytest.raises(Refused) as error:
        add(journey, by, FIRST, hours=Decimal(hours))
    assert codes(error) == ["hours"]


def test_overlap_at_one_employer_is_refused_however_it_is_written(journey: Journey, by: Actor) -> None:
    """The same employer cannot be there twice on one day, whatever the case and spaces; the day after is fine."""
    add(journey, by, FIRST, until=FIRST + timedelta(days=20))
    for name in ("bakkerij de linde", "BakkerijDe  Linde "):
        with pytest.raises(Refused) as error:
            add(journey, by, FIRST, since=FIRST + timedelta(days=20), employer_name=name)
        assert codes(error) == ["overlap"]
    add(journey, by, FIRST, since=FIRST + timedelta(days=21))
    add(journey, by, FIRST, since=FIRST, employer_name="Garage Zuid")


def test_overlap_is_seen_over_journeys_and_with_a_name_typed(journey: Journey, by: Actor) -> None:
    """An employer of the region and the same one typed by hand are one, also in an earlier journey."""
    employer = make_organisation("employer", name="Loodgieter Smit")
    earlier = make_journey(candidate=journey.candidate, status="stopped", ended_on=FIRST, why="other")
    add(earlier, by, FIRST, employer=employer, employer_name="")
    with pytest.raises(Refused) as error:
        add(journey, by, FIRST, employer_name="loodgieter smit")
    assert codes(error) == ["overlap"]


def test_editing_is_no_overlap_with_itself(journey: Journey, by: Actor) -> None:
    """Work can be changed within its own days."""
    spell = add(journey, by, FIRST)
    assert working.edit_spell(spell, work=work(hours=Decimal(32)), by=by, now=noon(FIRST)).hours == 32


def test_more_than_80_hours_together_is_told_and_not_refused(journey: Journey, by: Actor) -> None:
    """Three full jobs at once are written down, with a question; so is a year that looks wrong."""
    for name in ("A", "B", "C"):
        add(journey, by, FIRST, hours=Decimal(30), employer_name=name)
    add(journey, by, FIRST, since=date(2016, 1, 5), until=date(2016, 2, 5), employer_name="D")
    told = [line for line in warnings(Spell.objects.all(), FIRST) if "meldde" not in line]
    assert [("90" in line, "2016" in line) for line in told] == [(False, True), (True, False)] + [(True, False)] * (
        len(told) - 2
    )


def test_at_most_once_per_person_and_programme(journey: Journey, by: Actor) -> None:
    """A second journey in one programme counts nobody twice; in another programme the person counts there too."""
    add(journey, by, WHOLE)
    Journey.objects.filter(pk=journey.pk).update(status="done")
    again = make_journey(candidate=journey.candidate, programme=journey.programme, status="done")
    add(again, by, WHOLE, employer_name="Garage Zuid")
    assert count("26w", *YEAR) == 1
    elsewhere = make_journey(candidate=journey.candidate, programme=make_programme(code="zorg"))
    add(elsewhere, by, WHOLE, employer_name="Zorghuis")
    assert (count("26w", *YEAR, programme="klimaat"), count("26w", *YEAR, programme="zorg")) == (1, 1)


def test_two_journeys_count_together_in_one_programme(journey: Journey, by: Actor) -> None:
    """Half of the days in each of two journeys of a programme are durable work together."""
    half = FIRST + timedelta(days=91)
    add(journey, by, WHOLE, until=half - timedelta(days=1))
    Journey.objects.filter(pk=journey.pk).update(status="stopped")
    again = make_journey(candidate=journey.candidate, programme=journey.programme)
    add(again, by, WHOLE, since=half, until=half + timedelta(days=90))
    assert standing()["26w"] == FIRST + timedelta(days=181)


def test_another_municipality_has_no_such_work(journey: Journey) -> None:
    """To who works elsewhere the journey does not exist, and who may not guide is refused."""
    with pytest.raises(Unknown):
        add(journey, make_actor("case-worker", municipality=make_municipality("GM0363", "Amsterdam")), FIRST)
    with pytest.raises(Closed):
        add(journey, make_actor("controller"), FIRST)
    assert not Spell.objects.exists()


def test_two_who_write_at_once(journey: Journey, by: Actor) -> None:
    """Who saw an older stand of the journey is told that somebody changed it."""
    seen = journey.version
    working.add_spell(journey, work=work(), by=by, now=noon(FIRST), version=seen)
    with pytest.raises(Refused) as error:
        working.add_spell(journey, work=work(employer_name="B"), by=by, now=noon(FIRST), version=seen)
    assert codes(error) == ["changed"]


def test_what_happened_is_told_and_in_the_trail(journey: Journey, by: Actor) -> None:
    """Each verb and each count stands in the history of the journey and in the trail, in order."""
    spell = add(journey, by, FIRST)
    working.withdraw_proof(spell.proofs.get(), why="Niet getekend.", by=by, now=noon(FIRST))
    told = ["work.add", "work.prove", "count.reach", "work.unprove", "count.take-back"]
    assert list(Event.objects.order_by("pk").values_list("what", flat=True)) == told
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == told
    assert Event.objects.get(what="work.unprove").why == "Niet getekend."


def test_the_night_counts_what_days_brought(journey: Journey, by: Actor) -> None:
    """Work that goes on reaches its milestones by itself, each once, on its day, however late the night runs."""
    add(journey, by, FIRST)
    night = house("koppelkans nightly")
    for days, people in ((89, 0), (90, 1), (91, 0), (181, 1), (181, 0), (400, 1)):
        assert recounting.count_all(by=night, now=noon(FIRST + timedelta(days=days))) == people
    assert standing()["52w"] == WHOLE
    assert len(ledger()) == 4


def test_the_night_takes_nothing_back(journey: Journey, by: Actor) -> None:
    """What does not add up without a fact is left as it stands, for the check to tell."""
    add(journey, by, FIRST)
    Spell.objects.update(since=FIRST + timedelta(days=3))
    recounting.count_all(by=house("koppelkans nightly"), now=noon(WHOLE))
    assert standing()["at-work"] == FIRST
    assert all(amount == 1 for _measure, amount, _day, _kind in ledger())


def test_the_night_asks_as_much_for_many_as_for_few(by: Actor, django_assert_num_queries: object) -> None:
    """Of people for whom nothing changed the night asks the same number of questions, however many they are."""
    for number in range(6):
        add(make_journey(candidate=make_candidate()), by, FIRST, employer_name=f"Werk {number}")
    with django_assert_num_queries(5):  # type: ignore[operator]
        assert recounting.count_all(by=house("koppelkans nightly"), now=noon(FIRST)) == 0


def test_days_before_signing_up_count_for_nobody(by: Actor) -> None:
    """Work that was there before somebody signed up counts from that day on: no programme can claim it."""
    journey = make_journey(programme=make_programme(code="later"), signed_up_on=FIRST + timedelta(days=100))
    add(journey, by, WHOLE)
    reached = Reached.objects.get(journey=journey, measure="at-work")
    assert reached.concerns == FIRST + timedelta(days=100)


def test_a_reason_holds_no_citizen_service_number(journey: Journey, by: Actor) -> None:
    """What is given as the reason of a verb is read for years, so a BSN in it is refused and nothing is done."""
    spell = add(journey, by, WHOLE)
    with pytest.raises(Refused):
        working.withdraw_spell(spell, by=by, now=noon(WHOLE), why="BSN 123456782")
    spell.refresh_from_db()
    assert spell.withdrawn_at is None
