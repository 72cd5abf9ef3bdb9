"""Every personal field of the platform has a purpose and a term, and the policy page says the same."""

from __future__ import annotations

import runpy
from pathlib import Path

from django.apps import apps
from django.db import models

from koppelkans.core.models import Subject, User
from koppelkans.people.models import Candidate
from koppelkans.privacy.actions.erasing import ERASERS
from koppelkans.privacy.due import PEOPLE, ROWS
from koppelkans.privacy.fields import accounts, impersonal
from koppelkans.privacy.register import ACTIVITIES
from koppelkans.privacy.terms import KINDS

ROOT = Path(__file__).parents[2]
PEOPLE_MODELS = {Subject, Candidate, User}
# asked nowhere, in no language, as a name of a field
NEVER = ("bsn", "nationality", "nationaliteit", "ethnic", "religion", "geloof", "health", "gezondheid", "gender", "sex")


def our_models() -> dict[str, type[models.Model]]:
    """The models of the house by label."""
    return {model._meta.label: model for model in apps.get_models() if model.__module__.startswith("koppelkans.")}


def names(model: type[models.Model]) -> set[str]:
    """The fields of a model."""
    return {field.name for field in (*model._meta.local_fields, *model._meta.local_many_to_many)}


def test_every_field_is_accounted_for() -> None:
    """Each field of each model is personal with a purpose and a term, or said to be about nobody."""
    found = our_models()
    said: dict[str, list[str]] = {label: [] for label in found}
    for account in accounts():
        said[account.model] += [*account.fields, *account.other]
    wrong = {
        label: sorted(names(model) ^ set(said[label]))
        for label, model in found.items()
        if label not in impersonal() and (names(model) != set(said[label]) or len(said[label]) != len(set(said[label])))
    }
    assert wrong == {}
    assert impersonal() <= set(found)
    assert not impersonal() & {account.model for account in accounts()}


def test_what_points_at_a_person_is_personal() -> None:
    """A field that points at a person, or holds an address of one, is never said to be about nobody."""
    personal = {(account.model, field) for account in accounts() for field in account.fields}
    forgotten = [
        f"{label}.{field.name}"
        for label, model in our_models().items()
        for field in model._meta.local_fields
        if (field.related_model in PEOPLE_MODELS or isinstance(field, models.EmailField))
        and (label, field.name) not in personal
    ]
    assert forgotten == []


def test_purposes_and_terms_exist() -> None:
    """Each account names a purpose of the register and kinds of data with a term."""
    for account in accounts():
        assert account.purpose in ACTIVITIES, account
        assert account.terms, account
        assert set(account.terms) <= set(KINDS), account


def test_every_kind_can_be_found_and_erased() -> None:
    """Each kind of data with a term is looked for at night, and can be erased."""
    looked_for = {kind.code for kind in KINDS.values() if not kind.kept}
    assert looked_for == set(PEOPLE) | set(ROWS)
    assert set(ERASERS) == {code for code in ROWS if not KINDS[code].automatic}


def test_nothing_is_asked_that_may_not_be() -> None:
    """No field of any model is about nationality, ethnicity, religion, health or sex, or holds a citizen's number."""
    found = [
        f"{label}.{name}"
        for label, model in our_models().items()
        for name in names(model)
        for part in NEVER
        if part in name.lower().split("_")
    ]
    assert found == []


def test_the_policy_page_is_what_the_platform_does() -> None:
    """docs/policy/retention.md is what `./run docs` writes."""
    written = runpy.run_path(str(ROOT / "docs" / "retention_page.py"))["page"]()
    assert (ROOT / "docs" / "policy" / "retention.md").read_text(encoding="utf-8") == written
