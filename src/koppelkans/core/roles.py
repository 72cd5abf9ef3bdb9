"""Roles as classes with stable codes, and what each may do; a permission that no role names is closed to everybody."""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class May(StrEnum):
    """Everything that can be permitted, as `noun.verb`."""

    SEE_PEOPLE = "people.see"  # by pseudonym, without the contact card
    EDIT_PEOPLE = "people.edit"
    IMPORT_PEOPLE = "people.import"
    EXPORT_PEOPLE = "people.export"
    ASSIGN_PEOPLE = "people.assign"
    SEE_OFFERS = "offers.see"
    EDIT_RUNS = "runs.edit"
    EDIT_PLACES = "places.edit"
    SEE_MONEY = "money.see"
    EDIT_MONEY = "money.edit"
    SEE_PROGRAMMES = "programmes.see"
    EDIT_PROGRAMMES = "programmes.edit"
    SEE_ROUNDS = "rounds.see"
    START_ROUNDS = "rounds.start"
    DECIDE = "proposals.decide"
    GUIDE = "journeys.guide"  # live a journey with somebody: steps, contact, work, signals
    REGISTER_STEPS = "steps.register"  # attendance and results of the own trainings
    RELEASE_RISK = "risk.release"  # be the second person who lets somebody start on a task with risk
    SEE_RESULTS = "results.see"
    EXCHANGE_REGION = "region.exchange"  # put a region in
    EXPORT_REGION = "region.export"  # and take it out, with everybody in it by pseudonym
    SEE_TRAIL = "trail.see"
    CONFIRM_ERASURE = "erasure.confirm"
    EDIT_RETENTION = "retention.edit"
    EDIT_USERS = "users.edit"
    EDIT_SETTINGS = "settings.edit"


class Scope(StrEnum):
    """Within what a role is granted."""

    REGION = "region"
    MUNICIPALITY = "municipality"
    ORGANISATION = "organisation"


class Role:
    """What somebody is in the region."""

    code: ClassVar[str]
    name: ClassVar[str | Promise]
    scopes: ClassVar[frozenset[Scope]]
    may: ClassVar[frozenset[May]]


class RegionCoordinator(Role):
    """Plans for the whole region; sees people by pseudonym only."""

    code = "region-coordinator"
    name = _("regiocoördinator")
    scopes = frozenset({Scope.REGION})
    may = frozenset(
        {
            May.SEE_PEOPLE,
            May.SEE_OFFERS,
            May.EDIT_RUNS,
            May.EDIT_PLACES,
            May.SEE_MONEY,
            May.SEE_PROGRAMMES,
            May.EDIT_PROGRAMMES,
            May.SEE_ROUNDS,
            May.START_ROUNDS,
            May.SEE_RESULTS,
            May.EXCHANGE_REGION,
            May.EXPORT_REGION,
        }
    )


class CaseWorker(Role):
    """Guides the people of one municipality (klantmanager) and decides with them."""

    code = "case-worker"
    name = _("klantmanager")
    scopes = frozenset({Scope.MUNICIPALITY})
    may = frozenset(
        {
            May.SEE_PEOPLE,
            May.EDIT_PEOPLE,
            May.IMPORT_PEOPLE,
            May.EXPORT_PEOPLE,
            May.ASSIGN_PEOPLE,
            May.SEE_OFFERS,
            May.SEE_PROGRAMMES,
            May.SEE_ROUNDS,
            May.START_ROUNDS,
            May.DECIDE,
            May.GUIDE,
            May.RELEASE_RISK,
            May.SEE_RESULTS,
        }
    )


class Coach(Role):
    """Guides people at work (jobcoach); sees the journeys of which they are the coach, and no others."""

    code = "coach"
    name = _("jobcoach")
    scopes = frozenset({Scope.MUNICIPALITY})
    may = frozenset({May.GUIDE, May.SEE_PROGRAMMES})


class EmployerAdviser(Role):
    """Brings in employers and their places (werkgeversadviseur)."""

    code = "employer-adviser"
    name = _("werkgeversadviseur")
    scopes = frozenset({Scope.REGION, Scope.MUNICIPALITY})
    may = frozenset({May.SEE_OFFERS, May.EDIT_PLACES, May.SEE_PROGRAMMES})


class Provider(Role):
    """A training provider: its own trainings and runs."""

    code = "training-provider"
    name = _("opleider")
    scopes = frozenset({Scope.ORGANISATION})
    may = frozenset({May.SEE_OFFERS, May.EDIT_RUNS, May.REGISTER_STEPS})


class EmployerRole(Role):
    """An employer: its own places and mentors."""

    code = "employer"
    name = _("werkgever")
    scopes = frozenset({Scope.ORGANISATION})
    may = frozenset({May.SEE_OFFERS, May.EDIT_PLACES})


class Controller(Role):
    """Watches over the money and the ledger."""

    code = "controller"
    name = _("controller")
    scopes = frozenset({Scope.REGION})
    may = frozenset({May.SEE_MONEY, May.EDIT_MONEY, May.SEE_PROGRAMMES, May.SEE_RESULTS})


class PrivacyOfficer(Role):
    """Sees who saw whom, and decides on erasure."""

    code = "privacy-officer"
    name = _("privacyfunctionaris")
    scopes = frozenset({Scope.REGION})
    may = frozenset({May.SEE_TRAIL, May.CONFIRM_ERASURE, May.EDIT_RETENTION})


class Administrator(Role):
    """Lets people in and keeps the settings; sees no candidates."""

    code = "administrator"
    name = _("beheerder")
    scopes = frozenset({Scope.REGION})
    may = frozenset({May.EDIT_USERS, May.EDIT_SETTINGS, May.EXCHANGE_REGION, May.SEE_PROGRAMMES})


ROLES: dict[str, type[Role]] = {
    role.code: role
    for role in (
        RegionCoordinator,
        CaseWorker,
        Coach,
        EmployerAdviser,
        Provider,
        EmployerRole,
        Controller,
        PrivacyOfficer,
        Administrator,
    )
}
