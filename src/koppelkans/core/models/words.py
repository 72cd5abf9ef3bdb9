"""The vocabulary that people and offers share, and the bare pseudonym of a person."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from koppelkans.core.fields import CodesField
from koppelkans.core.models.places import CodeField
from koppelkans.core.vocabulary import CredentialKind

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


class TargetGroup(models.Model):
    """A target group that a fund, a floor or an offer may name."""

    code = CodeField(primary_key=True)
    name = models.CharField(_("naam"), max_length=200, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name or self.code
