"""What is wrong with a cell of a candidate file: a code and figures that stay, and the sentence that a person reads."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SHOWN = 80  # characters of a value that is kept and shown

PHRASES: Final[dict[str, str | Promise]] = {
    "missing": _("Hier staat niets. Vul dit in, of kies bij de kolommen wat er dan moet gelden."),
    "key_missing": _("Hier staat geen kenmerk. Elke rij heeft een eigen kenmerk nodig."),
    "key_double": _("Dit kenmerk staat ook in rij %(other)s. Elke persoon mag één keer in het bestand staan."),
    "key_long": _("Dit kenmerk is te lang. Het mag 64 tekens lang zijn."),
    "date": _("Dit is geen datum. Schrijf bijvoorbeeld 31-12-2026."),
    "date_two_digits": _("Het jaar moet vier cijfers hebben. Bedoel je %(right)s?"),
    "date_serial": _("Dit is een getal van Excel, geen datum. Bedoel je %(right)s?"),
    "date_far": _("Deze datum ligt te ver weg. Het jaar moet tussen %(first)s en %(last)s liggen."),
    "postcode": _("Dit is geen postcode. Schrijf vier cijfers, bijvoorbeeld %(right)s."),
    "postcode_unknown": _("Deze postcode kent de regio niet. De regio kent bijvoorbeeld %(right)s."),
    "minutes": _("Dit is geen aantal minuten. Schrijf een getal van 1 tot 600, bijvoorbeeld 45."),
    "share": _("Dit is geen getal van 0 tot 1. Schrijf bijvoorbeeld 0,8 of 80%%."),
    "share_grade": _(
        "Dit is meer dan 1. Schrijf een getal van 0 tot 1. Is het een cijfer tot 10? Schrijf dan %(right)s."
    ),
    "daypart": _("‘%(word)s’ is geen dagdeel. Schrijf bijvoorbeeld: ma ochtend, di middag."),
    "daypart_mixed": _(
        "Het is niet duidelijk welke dagdelen dit zijn. Schrijf bij elke dag het dagdeel: ma ochtend, di ochtend."
    ),
    "yes_no": _("Hier hoort ja of nee te staan."),
    "code_unknown": _("‘%(word)s’ kennen we niet. Kies bij de codes wat dit is. Het kan zijn: %(right)s."),
    "one_code": _("Hier mag één ding staan. Er staan er %(count)s."),
    "wish_double": _("Dit beroep staat twee keer bij deze persoon. Laat het één keer staan."),
    "wish_without": _("Er staat hoe graag of hoe geschikt, maar geen beroep. Vul het beroep in of maak dit leeg."),
    "districts_both": _("Deze wijk staat bij wel en bij niet. Kies één van de twee."),
    "email": _("Dit is geen e-mailadres. Schrijf bijvoorbeeld naam@voorbeeld.nl."),
    "phone": _("Dit is geen telefoonnummer. Schrijf bijvoorbeeld 06 12345678."),
    "too_long": _("Deze tekst is te lang. Er passen %(allowed)s tekens in."),
    "bsn": _("Dit lijkt een burgerservicenummer. Dat mag hier niet in staan. Haal het weg."),
    "colleague_owner": _(
        "Deze persoon is van een collega. Een bestand verandert dat niet. Vraag je collega om overdracht."
    ),
    "colleague_card": _(
        "Deze persoon is van een collega. Alleen die collega verandert de contactgegevens. Vraag om overdracht, of "
        "maak de contactgegevens in deze rij leeg."
    ),
    "table": "%(sentence)s",
}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: the row as a spreadsheet counts it, the column by its name, the value, and why."""

    row: int | None
    column: str
    value: str
    code: str
    figures: dict[str, Any] = field(default_factory=dict, hash=False)

    @property
    def sentence(self) -> str:
        """What is wrong and what would be right."""
        return str(PHRASES[self.code]) % self.figures

    def as_data(self) -> dict[str, Any]:
        """For a JSON column."""
        return asdict(self)


class Wrong(Exception):
    """A cell that cannot be read: the code of why and the figures of its sentence."""

    def __init__(self, code: str, **figures: Any) -> None:
        super().__init__(code)
        self.code = code
        self.figures = figures


def shortened(value: str) -> str:
    """A value as it is kept with a problem."""
    return value if len(value) <= SHOWN else f"{value[:SHOWN]}…"
