"""Roles and scopes as the pages say them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from koppelkans.core.roles import ROLES


def role_name(code: str) -> str:
    """The name of a role."""
    return str(ROLES[code].name).capitalize() if code in ROLES else code


def within(held: Any) -> str:
    """Within what a grant or an invitation is: the municipality, the organisation or the region."""
    return str(held.municipality or held.organisation or _("hele regio"))
