"""What was asked about a proposal is worked out once per language, and kept with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.db import transaction

from koppelkans.planning import answers
from koppelkans.planning.models import Proposal


def others_of(proposal: Proposal, language: str) -> list[answers.Other]:
    """The next best pathways, each tested by planning again; raises Unanswered."""

    def ask() -> list[dict[str, Any]]:
        return [asdict(other) for other in answers.next_best(proposal, language)]

    _once(proposal, answers.key_of(answers.NEXT, language), ask)
    found = answers.kept_others(proposal, language)
    assert found is not None  # noqa: S101 - it was kept a line above
    return found


def helps_of(proposal: Proposal, language: str) -> list[list[str]]:
    """What would help this person, each tested by planning again; raises Unanswered."""
    _once(proposal, answers.key_of(answers.HELPS, language), lambda: answers.what_helps(proposal, language))
    found = answers.kept_helps(proposal, language)
    assert found is not None  # noqa: S101 - it was kept a line above
    return found


def _once(proposal: Proposal, key: str, ask: Callable[[], Any]) -> None:
    """Ask what is not known yet; what somebody else had kept meanwhile stays."""
    if key in proposal.told:
        return
    found = json.loads(json.dumps(ask()))  # outside the transaction: it takes seconds
    with transaction.atomic():
        kept = Proposal.objects.select_for_update().only("told").get(pk=proposal.pk)
        kept.told = kept.told | {key: found}
        kept.save(update_fields=["told"])
    proposal.told = kept.told
