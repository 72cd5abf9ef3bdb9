"""The trail leaves the house in the shape of the Logboek Dataverwerkingen."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from koppelkans.core.access import house
from koppelkans.core.models import AuditEntry, Subject
from koppelkans.core.trail import record
from koppelkans.privacy.records import json_lines
from making import NOW, make_actor

pytestmark = pytest.mark.django_db
REGISTER = "https://koppelkans.example/privacy/register/"

# the field names of the standard: a log record, and its attributes in the namespace dpl.core
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["trace_id", "span_id", "status", "name", "start_time", "end_time", "resource", "attributes"],
    "properties": {
        "trace_id": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
        "span_id": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
        "parent_span_id": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
        "status": {"enum": ["Unset", "Ok", "Error"]},
        "name": {"type": "string", "minLength": 1},
        "start_time": {"type": "integer", "minimum": 1_600_000_000_000},
        "end_time": {"type": "integer", "minimum": 1_600_000_000_000},
        "resource": {"type": "object"},
        "attributes": {
            "type": "object",
            "required": ["dpl.core.processing_activity_id"],
            "properties": {
                "dpl.core.processing_activity_id": {"type": "string", "pattern": "^https://.+#[a-z-]+$"},
                "dpl.core.data_subject_id": {"type": "string", "pattern": "^K-"},
                "dpl.core.data_subject_id_type": {"type": "string"},
                "dpl.core.foreign_operation.processor": {"type": "string", "format": "uri"},
            },
            "dependentRequired": {"dpl.core.data_subject_id": ["dpl.core.data_subject_id_type"]},
        },
    },
    "additionalProperties": False,
}


def records() -> list[dict[str, Any]]:
    """The whole trail as records, read back from its lines."""
    lines = json_lines(AuditEntry.objects.order_by("pk").select_related("subject"), REGISTER)
    return [json.loads(line) for line in lines]


def test_every_record_has_the_fields_of_the_standard() -> None:
    """What people, jobs and commands did is told with the names and types that the standard gives."""
    by = make_actor("case-worker")
    record("person.open", by=by, purpose="guidance", now=NOW, subjects=[Subject.objects.create()])
    record("retention.set", by=house("a job"), purpose="accountability", now=NOW)
    for told in records():
        jsonschema.validate(told, SCHEMA)


def test_one_record_for_each_person_under_one_trace() -> None:
    """An act about three people gives three records that share their trace, and no two the same span."""
    subjects = [Subject.objects.create() for _number in range(3)]
    record("people.list", by=make_actor("case-worker"), purpose="guidance", now=NOW, subjects=subjects)
    told = records()
    assert len({one["trace_id"] for one in told}) == 1
    assert len({one["span_id"] for one in told}) == 3
    assert [one["attributes"]["dpl.core.data_subject_id"] for one in told] == [str(subject) for subject in subjects]


def test_a_moment_is_told_in_milliseconds() -> None:
    """Times are milliseconds since 1970."""
    record("retention.set", by=house("a job"), purpose="accountability", now=NOW)
    assert records()[0]["start_time"] == int(NOW.timestamp() * 1000)
