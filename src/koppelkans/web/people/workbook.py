"""People as a sheet of a workbook: by pseudonym, and with the contact card of whom that was asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from functools import cache

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from koppelkans.documents.tables_out import Sheet, Value
from koppelkans.people.models import Candidate
from koppelkans.people.states import Reason, Status
from koppelkans.web.people.words import APTITUDES, PREFERENCES, dayparts_words, modes_words, share_words


class Phrases:
    """The words that come back row after row, each translated once."""

    def __init__(self) -> None:
        self.states = {code: str(label) for code, label in [*Status.choices, *Reason.choices, ("", "")]}
        self.preference = cache(lambda share: str(share_words(share, PREFERENCES)))
        self.aptitude = cache(lambda share: str(share_words(share, APTITUDES)))
        self._dayparts = cache(dayparts_words)
        self._modes = cache(modes_words)

    def dayparts(self, codes: Iterable[str]) -> str:
        """Dayparts by day."""
        return self._dayparts(tuple(codes))

    def modes(self, codes: Iterable[str]) -> str:
        """Ways to travel."""
        return self._modes(tuple(codes))

    def wish(self, occupation: str, preference: Decimal | None, aptitude: Decimal | None) -> str:
        """A wish with what was asked."""
        return f"{occupation} ({self.preference(preference)}, {self.aptitude(aptitude)})"


def people_sheet(found: QuerySet[Candidate], named: Collection[int]) -> Sheet:
    """The sheet of these people; `named` are those whose contact card goes along."""
    header = [
        _("Kandidaat"), _("Gemeente"), _("Kenmerk van de gemeente"), _("Klantmanager"), _("Stand"), _("Reden"),
        _("Postcode"), _("Beschikbaar vanaf"), _("Vrije dagdelen"), _("Vervoer"), _("Reistijd in minuten"),
        _("Doelgroepen"), _("Alleen in deze wijken"), _("Niet in deze wijken"), _("Kans op werk zonder traject"),
        _("Heeft"), _("Wensen"), _("Gegevens bevestigd op"),
    ]  # fmt: skip
    if named:
        header += [_("Naam"), _("Telefoonnummer"), _("E-mailadres"), _("Taal waarin je contact hebt")]
    return Sheet(_("Kandidaten"), header, _rows(found, named))


def _rows(found: QuerySet[Candidate], named: Collection[int]) -> Iterator[list[Value]]:
    """One row for each, a thousand people at a time."""
    related = found.prefetch_related("holdings__credential", "wishes__occupation")
    if named:
        related = related.select_related("subject", "municipality", "owner", "contact_card")
    phrases = Phrases()
    for person in related.iterator(chunk_size=1000):
        row = _row(person, phrases)
        if named:
            card = getattr(person, "contact_card", None) if person.pk in named else None
            row += [card.name, card.phone, card.email, card.language] if card else ["", "", "", ""]
        yield row


def _row(person: Candidate, phrases: Phrases) -> list[Value]:
    """One person by pseudonym."""
    return [
        str(person),
        str(person.municipality),
        person.own_key,
        str(person.owner or ""),
        phrases.states[person.status],
        phrases.states[person.reason],
        person.postcode_id,
        person.available_from,
        phrases.dayparts(person.dayparts),
        phrases.modes(person.modes),
        person.max_travel,
        ", ".join(person.groups),
        ", ".join(person.districts),
        ", ".join(person.not_districts),
        person.baseline,
        ", ".join(str(held.credential) for held in person.holdings.all()),
        "; ".join(phrases.wish(str(wish.occupation), wish.preference, wish.aptitude) for wish in person.wishes.all()),
        person.confirmed_on,
    ]
