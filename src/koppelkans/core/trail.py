"""Writing the audit trail: called by actions, in the transaction of what they do."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from koppelkans.core.access import Actor
from koppelkans.core.models import AuditEntry, Subject


def record(
    action: str,
    *,
    by: Actor,
    purpose: str,
    now: datetime,
    subjects: Iterable[Subject | int] = (),
    thing: object = "",
    why: str = "",
) -> uuid.UUID:
    """Write one entry per person concerned (or one without a person); returns the trace they share."""
    trace = uuid.uuid4()
    concerned: list[int | None] = [subject if isinstance(subject, int) else subject.pk for subject in subjects]
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(
                trace=trace,
                is_head=not number,
                at=now,
                user=by.user,
                who=by.name[:200],
                role=by.roles(),
                action=action,
                purpose=purpose,
                subject_id=subject,
                thing=str(thing)[:200],
                why=why,
            )
            for number, subject in enumerate(concerned or [None])
        ],
        batch_size=1000,
    )
    return trace
