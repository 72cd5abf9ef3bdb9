"""Makes users, people, offers and money for the tests of the platform, with sensible values that can be overridden."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from koppelkans.core.access import Actor, actor_of
from koppelkans.core.models import (
    Credential,
    District,
    Grant,
    Municipality,
    Occupation,
    Organisation,
    Postcode,
    Region,
    Subject,
    User,
)
from koppelkans.core.roles import ROLES, Scope
from koppelkans.core.trail import record
from koppelkans.core.vocabulary import DAYPARTS
from koppelkans.funds.models import Fund
from koppelkans.journeys import actions as journeys
from koppelkans.journeys.models import Decision, Journey, Spell, Step
from koppelkans.people.models import Candidate, ContactCard
from koppelkans.planning.models import Proposal
from koppelkans.programmes.models import Programme
from koppelkans.supply.models import Employer, Guarantee, Place, RiskTask, Run, Training

TODAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
PASSWORD = "een-lang-wachtwoord-met-zin"
WORKDAYS = [part for part in DAYPARTS if part[:2] in {"mo", "tu", "we", "th", "fr"} and not part.endswith("ev")]

_numbers = itertools.count(1)


def make_region(**fields: Any) -> Region:
    """The one region."""
    values: dict[str, Any] = {
        "name": "Proefregio",
        "plan_from": date(2026, 11, 2),
        "plan_until": date(2027, 10, 31),
        "max_runs": 3,
        "travel": {
            "detour": 1.3,
            "speed": {"foot": 5, "bicycle": 15, "public_transport": 22, "car": 45},
            "overhead": {"foot": 0, "bicycle": 2, "public_transport": 12, "car": 5},
        },
        "objective": {"durable": 1.0, "preference": 0.1, "euro": 0.00001, "week": 0.002, "change": 0.05, "drop": 0.1},
        "scorecard": {
            "intercept": -0.8,
            "aptitude": 1.6,
            "preference": 0.8,
            "travel_hour": -1.2,
            "guarantee": 0.7,
            "qualification": 0.6,
            "language_margin": 0.25,
            "kind": {"proefplaatsing": -0.5, "klus": -1.5},
        },
    }
    return Region.objects.update_or_create(only=True, defaults=values | fields)[0]


def make_municipality(code: str = "GM0394", name: str = "Haarlemmermeer") -> Municipality:
    """A municipality, made once."""
    return Municipality.objects.get_or_create(code=code, defaults={"name": name})[0]


def make_postcode(code: str = "2131") -> Postcode:
    """A postcode, made once."""
    return Postcode.objects.get_or_create(code=code, defaults={"lat": Decimal("52.30"), "lon": Decimal("4.69")})[0]


def make_district(code: str = "WK039401", name: str = "Hoofddorp-Noord", **fields: Any) -> District:
    """A district, made once."""
    return District.objects.get_or_create(code=code, defaults={"name": name, **fields})[0]


def make_credential(code: str = "nl-A2", name: str = "", kind: str = "language", **fields: Any) -> Credential:
    """A credential, made once."""
    return Credential.objects.get_or_create(code=code, defaults={"name": name or code, "kind": kind, **fields})[0]


def make_occupation(code: str = "zonnepanelen", name: str = "Monteur zonnepanelen", **fields: Any) -> Occupation:
    """An occupation, made once."""
    return Occupation.objects.get_or_create(code=code, defaults={"name": name, "sector": "techniek", **fields})[0]


def make_organisation(kind: str = "provider", **fields: Any) -> Organisation:
    """An organisation."""
    number = next(_numbers)
    return Organisation.objects.create(
        **({"kind": kind, "code": f"org-{number}", "name": f"Organisatie {number}"} | fields)
    )


def make_user(
    role: str | None = None,
    municipality: Municipality | None = None,
    organisation: Organisation | None = None,
    **fields: Any,
) -> User:
    """A user who can log in with PASSWORD, with a role within what that role asks for."""
    number = next(_numbers)
    user = User.objects.create_user(
        fields.pop("email", f"user{number}@example.org"), PASSWORD, **({"name": f"Gebruiker {number}"} | fields)
    )
    if role:
        scopes = ROLES[role].scopes
        if Scope.REGION not in scopes and Scope.MUNICIPALITY in scopes and municipality is None:
            municipality = make_municipality()
        if scopes == {Scope.ORGANISATION} and organisation is None:
            organisation = make_organisation("employer" if role == "employer" else "provider")
        Grant.objects.create(
            user=user, role=role, municipality=municipality, organisation=organisation, since=date(2020, 1, 1)
        )
    return user


def make_actor(role: str | None = None, **fields: Any) -> Actor:
    """The actor of a new user with this role."""
    return actor_of(make_user(role, **fields), TODAY)


def make_candidate(name: str = "", **fields: Any) -> Candidate:
    """A candidate; with a name also a contact card."""
    values: dict[str, Any] = {
        "subject": fields.pop("subject", None) or Subject.objects.create(),
        "municipality": fields.pop("municipality", None) or make_municipality(),
        "postcode": fields.pop("postcode", None) or make_postcode(),
        "available_from": TODAY,
        "dayparts": WORKDAYS,
        "modes": ["bicycle", "public_transport"],
        "max_travel": Decimal(45),
        "registered_on": TODAY,
        "confirmed_on": TODAY,
    }
    candidate = Candidate.objects.create(**(values | fields))
    if name:
        ContactCard.objects.create(candidate=candidate, name=name)
    return candidate


def make_run(**fields: Any) -> Run:
    """A run of a training."""
    number = next(_numbers)
    training = fields.pop("training", None) or Training.objects.create(code=f"training-{number}")
    values: dict[str, Any] = {
        "code": f"run-{number}",
        "training": training,
        "name": f"Vaktaal {number}",
        "provider": fields.pop("provider", None) or make_organisation("provider"),
        "postcode": fields.pop("postcode", None) or make_postcode(),
        "start": date(2026, 12, 1),
        "end": date(2027, 2, 26),
        "dayparts": ["tu-am", "th-am"],
        "seats_min": 2,
        "seats_max": 8,
        "seat_cost": Decimal(900),
        "cost_kind": "language",
        "grants": [make_credential().code],
        "confirmed_on": TODAY,
    }
    return Run.objects.create(**(values | fields))


def make_employer(**fields: Any) -> Employer:
    """An employer with its organisation."""
    mentors = fields.pop("mentors", 3)
    organisation = fields.pop("organisation", None) or make_organisation("employer", **fields)
    return Employer.objects.get_or_create(organisation=organisation, defaults={"mentors": mentors})[0]


def make_place(**fields: Any) -> Place:
    """A place at an employer."""
    values: dict[str, Any] = {
        "code": f"place-{next(_numbers)}",
        "employer": fields.pop("employer", None) or make_employer(),
        "occupation": fields.pop("occupation", None) or make_occupation(),
        "kind": "leerwerkplek",
        "postcode": fields.pop("postcode", None) or make_postcode(),
        "start_from": date(2026, 12, 1),
        "start_until": date(2027, 6, 30),
        "capacity": 2,
        "dayparts": WORKDAYS,
        "dayparts_needed": 6,
        "mentor_weeks": 8,
        "cost": Decimal(2500),
        "cost_kind": "guidance",
        "confirmed_on": TODAY,
    }
    return Place.objects.create(**(values | fields))


def make_fund(**fields: Any) -> Fund:
    """A granted fund that pays everything."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "code": f"fund-{number}",
        "name": f"Fonds {number}",
        "budget": Decimal(100_000),
        "pays": ["training", "language", "exam", "guidance", "wage"],
        "pays_groups": "yes",
        "start": date(2026, 1, 1),
        "until": date(2027, 12, 31),
    }
    return Fund.objects.create(**(values | fields))


def make_programme(**fields: Any) -> Programme:
    """A programme of two years that everybody may join."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "code": f"programma-{number}",
        "name": f"Programma {number}",
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2027, 12, 31),
    }
    return Programme.objects.create(**(values | fields))


def make_journey(**fields: Any) -> Journey:
    """A journey that is still to begin, without steps."""
    values: dict[str, Any] = {
        "candidate": fields.pop("candidate", None) or make_candidate(),
        "sector": "techniek",
        "kind": "leerwerkplek",
        "signed_up_on": date(2025, 12, 1),
        "made_at": NOW,
        "first_day": date(2026, 12, 1),
    }
    return Journey.objects.create(**(values | fields))


def make_step(journey: Journey, kind: str = "training", **fields: Any) -> Step:
    """A planned step of a journey, with a run or a place as its kind asks; the dates follow from the run."""
    if kind in Step.LEARNING:
        run = fields.pop("run", None) or make_run()
        values = {"run": run, "planned_start": run.start, "planned_end": run.end, "dayparts": run.dayparts}
    else:
        place = fields.pop("place", None) or make_place()
        first, last = place.start_from, place.start_from + timedelta(days=7 * (place.mentor_weeks or 26) - 1)
        values = {"place": place, "planned_start": first, "planned_end": last, "dayparts": place.dayparts}
    return Step.objects.create(**({"journey": journey, "kind": kind} | values | fields))


def make_spell(journey: Journey, **fields: Any) -> Spell:
    """Work with a contract that goes on, without proof."""
    values: dict[str, Any] = {
        "journey": journey,
        "form": "contract",
        "hours": Decimal(24),
        "since": date(2026, 12, 1),
        "at": NOW,
    }
    if not fields.get("employer_name") and "employer" not in fields:
        values["employer"] = make_organisation("employer")
    return Spell.objects.create(**(values | fields))


def make_risk_task(place: Place, **fields: Any) -> RiskTask:
    """A task with risk at a place, from the first day."""
    values: dict[str, Any] = {"name": "Werken op het dak", "instruction": "Wanneer je de lijn vastmaakt, en waaraan."}
    return RiskTask.objects.create(**({"place": place} | values | fields))


def make_guarantee(training: Training, **fields: Any) -> Guarantee:
    """A signed promise of four jobs in two years."""
    values: dict[str, Any] = {
        "guarantor": fields.pop("guarantor", None) or make_employer().organisation,
        "occupation": fields.pop("occupation", None) or make_occupation(),
        "hours": Decimal(24),
        "jobs": 4,
        "signed_on": date(2026, 1, 1),
        "signed_by": "Directeur",
        "since": date(2026, 1, 1),
        "until": date(2027, 12, 31),
    }
    return Guarantee.objects.create(**({"training": training} | values | fields))


def look_at(proposal: Proposal, by: Actor, now: datetime = NOW) -> Proposal:
    """Somebody opens the page of a proposal: who decides has to."""
    record(
        "proposal.open",
        by=by,
        purpose="guidance",
        now=now,
        subjects=[proposal.candidate_id],
        thing=f"proposal {proposal.pk}",
    )
    return proposal


def look_and_decide(proposal: Proposal, *, by: Actor, now: datetime = NOW, **what: Any) -> Decision:
    """Open the page of a proposal and decide, as a person does."""
    return journeys.decide(look_at(proposal, by, now), by=by, now=now, **what)
