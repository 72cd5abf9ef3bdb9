"""How every form and every verb of these pages goes: ask, do, and tell what stood in the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.functional import Promise

from koppelkans.core.refusal import Refused
from koppelkans.web.door import Asked

Words = str | Promise
Made = TypeVar("Made")


def posted(request: Asked) -> QueryDict | None:
    """What a form was sent with, also when nothing was filled in; None when it is only asked for."""
    return request.POST if request.method == "POST" else None


def attempt(form: forms.BaseForm, act: Callable[[], Made], fields: Mapping[str, str]) -> Made | None:
    """What the action made; or nothing, and every reason at the field it belongs to."""
    try:
        return act()
    except Refused as refused:
        for reason in refused.reasons:
            name = fields.get(reason.code, "")
            told = ValidationError(str(reason), code=reason.code)
            form.add_error(name if name in form.fields else None, told)
    except ValidationError as error:
        for name, problems in error.message_dict.items():
            known = name if name in form.fields and name != NON_FIELD_ERRORS else None
            for problem in problems:
                form.add_error(known, problem)
    return None


def do(request: Asked, act: Callable[[], object], told: Words, back: str) -> HttpResponse:
    """Do a verb without questions, and go back with what came of it."""
    try:
        act()
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, str(reason))
    else:
        messages.success(request, str(told))
    return redirect(back)
