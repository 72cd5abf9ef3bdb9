"""The browser and system of a session, in a few words instead of what the browser says of itself."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# the first that fits: many call themselves Chrome and Safari too
BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


@register.filter
def browser_words(agent: str) -> str:
    """Such as: Firefox op Windows."""
    browser = next((name for sign, name in BROWSERS if sign in agent), _("Een andere browser"))
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    return _("%(browser)s op %(system)s") % {"browser": browser, "system": system} if system else browser
