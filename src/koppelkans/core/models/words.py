"""The vocabulary that people and offers share, and the bare pseudonym of a person."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from koppelkans.core.fields import CodesField
from koppelkans.core.models.places import CodeField
from koppelkans.core.vocabulary import LEVELS, CredentialKind, Skill

# no vowels (no words), none that are read for another
LETTERS = "23456789BCDFGHJKLMNPQRSTVWXZ"


def new_pseudonym() -> str:
    """A pseudonym that says nothing: 28⁸ possibilities."""
    return "K-" + "".join(secrets.choice(LETTERS) for _letter in range(8))


class Subject(models.Model):
    """A person as everybody but the own case worker knows them: a pseudonym and nothing else."""

    pseudonym = CodeField(unique=True, default=new_pseudonym)

    def __str__(self) -> str:
        return self.pseudonym


class Credential(models.Model):
    """What a person can hold and a step can ask or give."""

    code = CodeField(primary_key=True)
    name = models.CharField(_("naam"), max_length=200)
    kind = models.CharField(_("soort"), max_length=20, choices=CredentialKind)
    implies = CodesField(_("geldt ook als"))

    class Meta:
        ordering = ["kind", "name"]

    def __str__(self) -> str:
        return self.name


class Occupation(models.Model):
    """An occupation that people can wish for and places are in."""

    code = CodeField(primary_key=True)
    name = models.CharField(_("naam"), max_length=200)
    sector = CodeField(_("sector"))
    esco = models.URLField(_("ESCO-beroep"), blank=True)
    qualification = models.ForeignKey(
        Credential,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("diploma dat ervoor opleidt"),
        related_name="+",
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class LanguageDemand(models.Model):
    """What an occupation asks of one language skill (vaktaal): on the first day, for safety, and in the end."""

    class Moment(models.TextChoices):
        """When it is needed."""

        FIRST_DAY = "first-day", _("op de eerste dag")
        SAFETY = "safety", _("om veilig te werken")
        END = "end", _("aan het eind")

    occupation = models.ForeignKey(Occupation, models.CASCADE, related_name="language_demands")
    skill = models.CharField(_("vaardigheid"), max_length=10, choices=Skill)
    moment = models.CharField(_("wanneer"), max_length=10, choices=Moment)
    level = models.CharField(_("niveau"), max_length=3, choices=[(level, level) for level in LEVELS])
    tasks = models.CharField(_("voor welke taken"), max_length=300, blank=True)

    class Meta:
        ordering = ["occupation", "moment", "skill"]
        constraints = [models.UniqueConstraint(fields=["occupation", "skill", "moment"], name="language_demand_once")]

    def __str__(self) -> str:
        return f"{self.occupation}: {self.skill} {self.level}"


class TargetGroup(models.Model):
    """A target group that a fund, a floor or an offer may name."""

    code = CodeField(primary_key=True)
    name = models.CharField(_("naam"), max_length=200, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name or self.code
