"""Who logs in: users, the organisations they work for, the roles they are granted, and invitations."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from koppelkans.core.models.places import CodeField, Municipality


class Organisation(models.Model):
    """An employer, a training provider or another partner."""

    class Kind(models.TextChoices):
        """What an organisation is to the region."""

        EMPLOYER = "employer", _("werkgever")
        PROVIDER = "provider", _("opleider")
        PARTNER = "partner", _("partner")

    kind = models.CharField(_("soort"), max_length=20, choices=Kind)
    code = CodeField(_("code"))
    name = models.CharField(_("naam"), max_length=200, blank=True)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, verbose_name=_("gemeente"), related_name="+"
    )
    contact_email = models.EmailField(_("e-mailadres"), blank=True)

    class Meta:
        ordering = ["name", "code"]
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="organisation_code_once")]

    def __str__(self) -> str:
        return self.name or self.code


class UserManager(BaseUserManager["User"]):
    """Makes users by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A user with this password, or none that works."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """The user of an e-mail address, in any case."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """Somebody who logs in; what they may do is in their grants."""

    email = models.EmailField(_("e-mailadres"), unique=True)
    name = models.CharField(_("naam"), max_length=200)
    language = models.CharField(_("taal"), max_length=8, default="nl")
    is_active = models.BooleanField(_("kan inloggen"), default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower")]

    def __str__(self) -> str:
        return self.name or self.email


class Grant(models.Model):
    """A role for a user, within the region, one municipality or one organisation, for a time."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    role = models.CharField(_("rol"), max_length=40)
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateField(_("vanaf"))
    until = models.DateField(_("tot en met"), null=True, blank=True)
    granted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(municipality=None) | models.Q(organisation=None),
                name="grant_one_scope",
                violation_error_message=_("Kies een gemeente of een organisatie, niet allebei."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"


class Cover(models.Model):
    """Somebody who stands in for a colleague, both days included."""

    absent = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("wie is er niet"))
    stand_in = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name=_("wie neemt waar"))
    since = models.DateField(_("vanaf"))
    until = models.DateField(_("tot en met"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(since__lte=models.F("until")), name="cover_from_before_until"),
            models.CheckConstraint(condition=~models.Q(absent=models.F("stand_in")), name="cover_is_somebody_else"),
        ]

    def __str__(self) -> str:
        return f"{self.absent} → {self.stand_in}"


class Invitation(models.Model):
    """An invitation to log in with a role; only the hash of its link is kept."""

    email = models.EmailField(_("e-mailadres"))
    name = models.CharField(_("naam"), max_length=200, blank=True)
    role = models.CharField(_("rol"), max_length=40)
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    invited_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_at"]

    def __str__(self) -> str:
        return self.email
