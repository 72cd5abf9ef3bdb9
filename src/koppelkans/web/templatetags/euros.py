"""Money in templates."""

from __future__ import annotations

from django import template

from koppelkans.web.money import euros

register = template.Library()
register.filter("euros", euros)
