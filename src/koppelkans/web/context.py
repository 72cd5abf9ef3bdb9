"""What every page knows without its view saying so."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from koppelkans.web.face import face_of


def face(request: HttpRequest) -> dict[str, Any]:
    """The look of this installation: see `koppelkans.web.face`."""
    return {"face": face_of(request)}
