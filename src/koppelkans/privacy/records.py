"""The audit trail in the shape of the standard Logboek Dataverwerkingen: one record per person concerned."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from koppelkans import __version__
from koppelkans.core.models import AuditEntry


def log_record(entry: AuditEntry, register: str) -> dict[str, Any]:
    """One record; `register` is the address of the page with the register of processing activities."""
    moment = int(entry.at.timestamp() * 1000)
    attributes = {
        "dpl.core.processing_activity_id": f"{register}#{entry.purpose}",
        "koppelkans.actor": entry.who,
        "koppelkans.role": entry.role,
    }
    if entry.subject is not None:
        attributes["dpl.core.data_subject_id"] = entry.subject.pseudonym
        attributes["dpl.core.data_subject_id_type"] = f"{register}#pseudoniem"
    return {
        "trace_id": entry.trace.hex,
        "span_id": f"{entry.pk:016x}",
        "status": entry.status,
        "name": entry.action,
        "start_time": moment,
        "end_time": moment,
        "resource": {"service.name": "koppelkans", "service.version": __version__},
        "attributes": attributes,
    }


def json_lines(entries: Iterable[AuditEntry], register: str) -> Iterator[str]:
    """The records as JSON lines."""
    for entry in entries:
        yield json.dumps(log_record(entry, register), ensure_ascii=False) + "\n"
