"""Closed lists of the region folder format that models and forms use; a house test holds them equal to the engine's."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
PARTS = ("am", "pm", "ev")
DAYPARTS = tuple(f"{day}-{part}" for day in DAYS for part in PARTS)

DAY_NAMES = {
    "mo": _("maandag"),
    "tu": _("dinsdag"),
    "we": _("woensdag"),
    "th": _("donderdag"),
    "fr": _("vrijdag"),
    "sa": _("zaterdag"),
    "su": _("zondag"),
}
PART_NAMES = {"am": _("ochtend"), "pm": _("middag"), "ev": _("avond")}


class Mode(TextChoices):
    """How somebody travels."""

    FOOT = "foot", _("lopend")
    BICYCLE = "bicycle", _("fiets")
    PUBLIC_TRANSPORT = "public_transport", _("openbaar vervoer")
    CAR = "car", _("auto")


class CredentialKind(TextChoices):
    """What a credential is."""

    LANGUAGE = "language", _("taal")
    SAFETY = "safety", _("veiligheid")
    QUALIFICATION = "qualification", _("diploma")
    LICENCE = "licence", _("rijbewijs of vergunning")
    SKILL = "skill", _("vaardigheid")


class Skill(TextChoices):
    """A language skill; each is measured by itself."""

    LISTENING = "listening", _("luisteren")
    READING = "reading", _("lezen")
    SPEAKING = "speaking", _("spreken")
    WRITING = "writing", _("schrijven")


# language levels (ERK), lowest first; a plus is halfway to the next
LEVELS = ("A0", "A1", "A1+", "A2", "A2+", "B1", "B1+", "B2", "C1")


class PlaceKind(TextChoices):
    """What a place is."""

    LEERWERKPLEK = "leerwerkplek", _("leerwerkplek")
    JOB = "job", _("baan")
    BBL = "bbl", _("bbl-baan")
    PROEFPLAATSING = "proefplaatsing", _("proefplaatsing")
    KLUS = "klus", _("klus")


class CostKind(TextChoices):
    """What a euro pays for."""

    TRAINING = "training", _("training")
    LANGUAGE = "language", _("taal")
    EXAM = "exam", _("examen")
    GUIDANCE = "guidance", _("begeleiding")
    WAGE = "wage", _("loonkosten")


RUN_COST_KINDS = (CostKind.TRAINING, CostKind.LANGUAGE, CostKind.EXAM)
PLACE_COST_KINDS = (CostKind.GUIDANCE, CostKind.WAGE)
