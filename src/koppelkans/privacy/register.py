"""The register of processing activities (AVG article 30) as data: one for each purpose that the audit trail names.

A municipality adds its own name and contact as controller in its own register.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Activity:
    """What is done with personal data, why, on which basis and for how long."""

    code: str
    name: Promise
    purpose: Promise
    legal_basis: Promise
    data_subjects: tuple[Promise, ...]
    categories: tuple[Promise, ...]
    recipients: tuple[Promise, ...]
    terms: tuple[str, ...]  # kinds of `terms.toml`
    valid_from: date


START = date(2026, 11, 1)
TASK = _("Taak van algemeen belang (AVG artikel 6 lid 1 e): Participatiewet artikel 7, Wet inburgering 2021, Wet SUWI")
TASK_PLANNING = _("Taak van algemeen belang (AVG artikel 6 lid 1 e): Participatiewet artikel 7, Wet inburgering 2021")
TASK_REGION = _("Taak van algemeen belang (AVG artikel 6 lid 1 e): Participatiewet artikel 7, Wet SUWI artikel 10")
DUTY_MONEY = _("Wettelijke verplichting (AVG artikel 6 lid 1 c): Gemeentewet artikel 213, voorwaarden van subsidies")
DUTY_SAFETY = _("Wettelijke verplichting (AVG artikel 6 lid 1 c): Arbeidsomstandighedenwet artikel 8")
DUTY_ACCESS = _("Wettelijke verplichting (AVG artikel 6 lid 1 c): AVG artikelen 15 en 16")
DUTY_ACCOUNT = _("Wettelijke verplichting (AVG artikel 6 lid 1 c): AVG artikelen 5 lid 2, 30 en 32")
DUTY_SECURITY = _("Wettelijke verplichting (AVG artikel 6 lid 1 c): AVG artikel 32, beveiliging")

_ALL = (
    Activity(
        code="guidance",
        name=_("Iemand begeleiden naar leren en werken"),
        purpose=_("De klantmanager kent de eigen kandidaat en houdt de gegevens goed en actueel."),
        legal_basis=TASK,
        data_subjects=(_("kandidaten"),),
        categories=(
            _("profiel"),
            _("contactgegevens"),
            _("notities"),
            _("diploma's en certificaten"),
            _("wensen"),
            _("week"),
            _("traject: stappen, contact, taken"),
        ),
        recipients=(
            _("eigen klantmanager en waarnemer"),
            _("jobcoach van het traject en waarnemer, zolang het traject loopt"),
            _("collega's van de gemeente (zonder contactgegevens)"),
        ),
        terms=(
            "contact",
            "notes",
            "profile-not-started",
            "profile-ended",
        ),
        valid_from=START,
    ),
    Activity(
        code="results",
        name=_("Tellen wat er is bereikt"),
        purpose=_(
            "Gemeente en regio weten of mensen echt en duurzaam aan het werk zijn. De telling zelf noemt niemand."
        ),
        legal_basis=TASK,
        data_subjects=(_("kandidaten"),),
        categories=(_("werk: werkgever, uren, soort contract, begin en einde"), _("bewijs"), _("mijlpalen")),
        recipients=(_("eigen klantmanager, waarnemer en jobcoach"), _("gemeente en regio (alleen aantallen)")),
        terms=("profile-ended",),
        valid_from=START,
    ),
    Activity(
        code="safety",
        name=_("Veilig beginnen op het werk"),
        purpose=_("Niemand begint met een taak met risico zonder bewijs dat de instructie is begrepen."),
        legal_basis=DUTY_SAFETY,
        data_subjects=(_("kandidaten"),),
        categories=(_("instructie: taak, taal, controle, geldigheid"),),
        recipients=(_("eigen klantmanager, waarnemer en jobcoach"), _("werkgever (alleen of iemand mag beginnen)")),
        terms=("profile-ended",),
        valid_from=START,
    ),
    Activity(
        code="import",
        name=_("Kandidaten overnemen uit een bestand"),
        purpose=_("Gegevens die de gemeente al heeft, hoeven niet opnieuw te worden gevraagd."),
        legal_basis=TASK,
        data_subjects=(_("kandidaten"),),
        categories=(
            _("profiel"),
            _("contactgegevens"),
        ),
        recipients=(_("eigen klantmanager en waarnemer"),),
        terms=(
            "imports",
            "profile-not-started",
            "profile-ended",
        ),
        valid_from=START,
    ),
    Activity(
        code="doubles",
        name=_("Dubbele dossiers samenvoegen"),
        purpose=_("Iedereen staat er één keer in, zodat niemand twee keer wordt benaderd of gepland."),
        legal_basis=TASK,
        data_subjects=(_("kandidaten"),),
        categories=(
            _("profiel"),
            _("contactgegevens"),
        ),
        recipients=(_("klantmanagers van de gemeente"),),
        terms=(
            "contact",
            "profile-not-started",
            "profile-ended",
        ),
        valid_from=START,
    ),
    Activity(
        code="planning",
        name=_("Een plan maken en erover besluiten"),
        purpose=_("Een ronde stelt per persoon een traject voor; een mens besluit met de kandidaat."),
        legal_basis=TASK_PLANNING,
        data_subjects=(_("kandidaten"),),
        categories=(
            _("profiel (onder pseudoniem)"),
            _("voorstel"),
            _("besluit"),
        ),
        recipients=(
            _("klantmanagers van de gemeente"),
            _("regiocoördinator (onder pseudoniem)"),
        ),
        terms=(
            "snapshots",
            "profile-not-started",
            "profile-ended",
        ),
        valid_from=START,
    ),
    Activity(
        code="placement",
        name=_("Een plek vastleggen voor iemand"),
        purpose=_(
            "Een plek in een training of bij een werkgever blijft vrij voor wie die krijgt, of voor wie erop wacht."
        ),
        legal_basis=TASK_REGION,
        data_subjects=(_("kandidaten"),),
        categories=(
            _("pseudoniem"),
            _("eerste dag"),
        ),
        recipients=(
            _("opleider of werkgever van de plek"),
            _("werkgeversadviseur"),
            _("regiocoördinator"),
        ),
        terms=("money",),
        valid_from=START,
    ),
    Activity(
        code="offers",
        name=_("Aanbod actueel houden"),
        purpose=_("Opleiders en werkgevers horen op tijd dat zij hun aanbod moeten bevestigen."),
        legal_basis=TASK_REGION,
        data_subjects=(_("contactpersonen van opleiders en werkgevers"),),
        categories=(
            _("naam"),
            _("e-mailadres"),
        ),
        recipients=(
            _("werkgeversadviseur"),
            _("regiocoördinator"),
        ),
        terms=("messages",),
        valid_from=START,
    ),
    Activity(
        code="money",
        name=_("Geld reserveren en verantwoorden"),
        purpose=_("Per stap is bekend uit welk fonds die wordt betaald, en wat er over is."),
        legal_basis=DUTY_MONEY,
        data_subjects=(_("kandidaten"),),
        categories=(
            _("pseudoniem"),
            _("bedrag"),
            _("stap"),
        ),
        recipients=(
            _("controller"),
            _("regiocoördinator"),
        ),
        terms=("money",),
        valid_from=START,
    ),
    Activity(
        code="programme",
        name=_("Deelnemers van een programma bijhouden"),
        purpose=_("Een programma laat toe wie aan de voorwaarden voldoet, tot het vol is."),
        legal_basis=TASK_PLANNING,
        data_subjects=(_("kandidaten"),),
        categories=(
            _("pseudoniem"),
            _("aangemeld"),
            _("toegelaten"),
            _("gestopt"),
        ),
        recipients=(
            _("regiocoördinator"),
            _("klantmanagers"),
        ),
        terms=("money",),
        valid_from=START,
    ),
    Activity(
        code="access",
        name=_("Gebruikers toelaten en rollen geven"),
        purpose=_("Alleen wie een rol heeft, kan erin, en niet verder dan die rol gaat."),
        legal_basis=DUTY_SECURITY,
        data_subjects=(_("gebruikers"),),
        categories=(
            _("naam"),
            _("e-mailadres"),
            _("rol"),
            _("inloggen"),
        ),
        recipients=(_("beheerder"),),
        terms=(
            "users",
            "invitations",
            "links",
        ),
        valid_from=START,
    ),
    Activity(
        code="login",
        name=_("Inloggen"),
        purpose=_("Alleen wie zich met een tweede stap bekendmaakt, komt erin."),
        legal_basis=DUTY_SECURITY,
        data_subjects=(_("gebruikers"),),
        categories=(
            _("e-mailadres"),
            _("tijd van inloggen"),
        ),
        recipients=(_("beheerder"),),
        terms=(
            "users",
            "audit",
        ),
        valid_from=START,
    ),
    Activity(
        code="own-data",
        name=_("Iemand de eigen gegevens laten zien"),
        purpose=_("Een kandidaat ziet wat er over hem of haar staat, en wie dat zag, en kan zeggen wat niet klopt."),
        legal_basis=DUTY_ACCESS,
        data_subjects=(_("kandidaten"),),
        categories=(
            _("profiel"),
            _("contactgegevens"),
            _("logboek"),
        ),
        recipients=(_("de kandidaat zelf"),),
        terms=(
            "links",
            "messages",
        ),
        valid_from=START,
    ),
    Activity(
        code="accountability",
        name=_("Toezicht: wie zag wie, bewaren en wissen"),
        purpose=_("De privacyfunctionaris kan laten zien wie gegevens zag, en laat wissen wat te oud is."),
        legal_basis=DUTY_ACCOUNT,
        data_subjects=(
            _("kandidaten"),
            _("gebruikers"),
        ),
        categories=(
            _("logboek"),
            _("pseudoniem"),
        ),
        recipients=(_("privacyfunctionaris"),),
        terms=("audit",),
        valid_from=START,
    ),
    Activity(
        code="exchange",
        name=_("Gegevens van de regio als map met bestanden"),
        purpose=_("De regio kan haar gegevens meenemen, en een plan buiten het platform narekenen."),
        legal_basis=TASK_REGION,
        data_subjects=(_("kandidaten"),),
        categories=(_("profiel (onder pseudoniem)"),),
        recipients=(
            _("regiocoördinator"),
            _("beheerder"),
        ),
        terms=(
            "profile-not-started",
            "profile-ended",
        ),
        valid_from=START,
    ),
)
ACTIVITIES: dict[str, Activity] = {activity.code: activity for activity in _ALL}
