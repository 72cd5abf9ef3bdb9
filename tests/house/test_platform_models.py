"""The models of the platform keep the order of the rooms, and what they hold of people is accounted for."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.db.migrations.loader import MigrationLoader

import koppelkans
from koppelkans.core import vocabulary
from koppelkans.core.models import Subject
from koppelkans.engine import region
from koppelkans.journeys import states as journey_states
from koppelkans.journeys import states_step as step_states
from koppelkans.people import states as people_states
from koppelkans.people.models import Candidate

ROOT = Path(__file__).parents[2]
PACKAGE = Path(koppelkans.__file__).parent
ROOMS = [config.label for config in apps.get_app_configs() if config.name.startswith("koppelkans.")]


SEEN = {"Decision.proposal"}  # the pages of rounds read a proposal with its decisions


def layers() -> dict[str, int]:
    """How high each room stands, the lowest 0, from the import contract."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    lines = next(contract for contract in contracts if contract["id"] == "house")["layers"]
    return {
        room.strip(): height
        for height, line in enumerate(reversed(lines))
        for room in line.replace(":", "|").split("|")
    }


def our_models() -> list[type[models.Model]]:
    """The models of the house."""
    return [model for model in apps.get_models() if model._meta.app_label in ROOMS]


def links() -> list[tuple[type[models.Model], Any]]:
    """Every foreign key and every other relation that a model of the house declares to one of the house."""
    return [
        (model, field)
        for model in our_models()
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if field.related_model is not None and field.related_model._meta.app_label in ROOMS
    ]


def test_links_point_down() -> None:
    """A model points at its own room or at a lower one, never up or sideways."""
    height = layers()
    up = [
        f"{model.__name__}.{field.name}"
        for model, field in links()
        if (there := field.related_model._meta.app_label) != (here := model._meta.app_label)
        and height[there] >= height[here]
    ]
    assert up == []


def test_links_to_another_room_leave_nothing_there() -> None:
    """A room does not see who points at it: no reverse name across rooms."""
    named = [
        f"{model.__name__}.{field.name}"
        for model, field in links()
        if field.related_model._meta.app_label != model._meta.app_label
        and not str(field.remote_field.related_name).endswith("+")
    ]
    assert set(named) == SEEN


def test_a_person_is_never_deleted_by_the_way() -> None:
    """What points at a person from above protects that person, save what only prepares a plan and one-time links."""
    loose = [
        f"{model.__name__}.{field.name}"
        for model, field in links()
        if field.related_model in {Candidate, Subject}
        and model._meta.app_label not in {"people"}
        and isinstance(field, models.ForeignKey)
        and field.remote_field.on_delete is not models.PROTECT
    ]
    assert sorted(loose) == ["Forbidden.candidate", "OneTimeLink.subject"]


@pytest.mark.django_db
def test_migrations_are_complete(capsys: pytest.CaptureFixture[str]) -> None:
    """The migrations make exactly the models."""
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    assert "No changes detected" in capsys.readouterr().out


def test_migrations_are_one_line() -> None:
    """Each room has one last migration."""
    loader = MigrationLoader(None)
    last = {room: loader.graph.leaf_nodes(room) for room in ROOMS}
    assert {room: nodes for room, nodes in last.items() if len(nodes) > 1} == {}


def test_vocabulary_is_that_of_the_engine() -> None:
    """The closed lists of the platform are those of the engine, in its order."""
    assert vocabulary.DAYPARTS == region.DAYPARTS
    assert tuple(vocabulary.Mode.values) == region.MODES
    assert tuple(vocabulary.CredentialKind.values) == region.CREDENTIAL_KINDS
    assert tuple(vocabulary.PlaceKind.values) == region.PLACE_KINDS
    assert tuple(vocabulary.CostKind.values) == region.COST_KINDS


def machines() -> list[tuple[str, Any]]:
    """The rooms with states and their transitions."""
    return [
        ("journeys/states", journey_states),
        ("journeys/states_step", step_states),
        ("people/states", people_states),
    ]


def test_every_room_with_states_is_looked_at() -> None:
    """No room has transitions that this test does not know."""
    found = sorted(f"{path.parent.name}/{path.stem}" for path in PACKAGE.rglob("states*.py"))
    assert found == sorted(name for name, _module in machines())


@pytest.mark.parametrize(("room", "module"), machines(), ids=lambda value: str(value))
def test_every_status_can_be_reached_and_left(room: str, module: Any) -> None:
    """From the first status every other is reached, and it is said of each who has to act."""
    transitions = module.TRANSITIONS
    assert set(transitions) == set(module.Status)
    assert set(module.ACTS) == set(module.Status)
    reached, new = set(), {next(iter(module.Status))}
    while new:
        reached |= new
        new = {after for status in new for after in transitions[status]} - reached
    assert reached == set(module.Status), room
