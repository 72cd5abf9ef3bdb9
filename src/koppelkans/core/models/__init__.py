"""The nouns of the ground."""

from koppelkans.core.models.audit import AuditEntry
from koppelkans.core.models.messages import Message, OneTimeLink
from koppelkans.core.models.places import District, Municipality, Postcode, Region, TravelTime
from koppelkans.core.models.users import Cover, Grant, Invitation, Organisation, User
from koppelkans.core.models.words import Credential, LanguageDemand, Occupation, Subject, TargetGroup

__all__ = [
    "AuditEntry",
    "Cover",
    "Credential",
    "District",
    "Grant",
    "Invitation",
    "LanguageDemand",
    "Message",
    "Municipality",
    "Occupation",
    "OneTimeLink",
    "Organisation",
    "Postcode",
    "Region",
    "Subject",
    "TargetGroup",
    "TravelTime",
    "User",
]
