"""What must not stand in a free text: a BSN; nationality, ethnicity, religion, health, flight and residence."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from koppelkans.core.refusal import Reason

BSN = "bsn"

# nine digits in a row or in the groups people write them in; a phone number after a country code is none
PHONE_BEFORE = re.compile(r"(?:\+|\b00)\d{1,3}[ .\-]?(?:\(0\))?[ .\-]?$")
NUMBERS = re.compile(r"(?<!\d)(?:\d{8,9}|\d{3}[ .\-]\d{3}[ .\-]\d{3}|\d{4}[ .\-]\d{2}[ .\-]\d{3})(?!\d)")

# by name, also the only thing in a cell of a file
ILLNESSES: Final = (
    "suikerziekte diabetes reuma astma copd migraine epilepsie kanker hernia fibromyalgie artrose dementie alzheimer "
    "parkinson schizofrenie psychose borderline anorexia dyslexie ptss depressie burnout burn-out rugklachten "
    "hartklachten hartfalen hartinfarct beroerte tuberculose hepatitis malaria hiv aids covid adhd autisme"
)
STEMS: dict[str, str] = {
    "nationality": "nationalit staatsburger afghaan algerij armeen bulgaar chinees egyptena eritre ethiop iraan iraak "
    "irak iran jemeni marokka nigeriaan oekraien pakistan palestijn polen pools roemeen russisch somali soedan syri "
    "surinaam tunesi turk venezol",
    "ethnicity": "etnic etnisch afkomst allochto huidskleur koerd arabier berber",
    "religion": "moslim islam christen katholiek protestant gereformeerd joods hindoe boeddhis moskee synagoge "
    "hoofddoek ramadan religie geloofs gelovig orthodox",
    "health": "ziek diagnos depressi ptss trauma medicijn medicatie zwanger handicap psycholo psychia verslav adhd "
    "autis burnout burn-out rugklacht klachten huisarts gezondheid arbeidsongeschikt epilep diabet kanker hiv "
    "operatie rolstoel therap psychisch allerg alcoholis zelfmoord suicid miskraam slechthorend slechtziend "
    "verstandelijk spasti "
    f"{ILLNESSES}",
    "status": "vluchteling gevlucht asiel verblijfsstatus verblijfsvergunning uitgeprocedeerd illega ongedocumenteerd",
}
# parts of a longer word that say enough (hartziekte, angststoornis)
INSIDE: dict[str, tuple[str, ...]] = {"health": ("ziekte", "stoornis")}
# words that begin many harmless ones (Kerkstraat, rastervloer) count only by themselves
WHOLE: dict[str, tuple[str, ...]] = {
    "ethnicity": ("ras", "roma", "sinti"),
    "religion": ("kerk", "geloof", "bidden", "jood"),
    "health": ("arts", "pijn", "beperking", "ggz", "doof", "blind", "invalide"),
    "status": ("azc", "gevluchte", "vlucht"),
}
ABOUT: dict[str, str | Promise] = {
    "nationality": _("nationaliteit"),
    "ethnicity": _("afkomst"),
    "religion": _("geloof"),
    "health": _("gezondheid"),
    "status": _("vlucht of verblijf"),
}
HARMLESS = frozenset({"poolshoogte", "turkoois", "turquoise", "vluchtelingenwerk", "aidsfonds"})


def is_bsn(digits: str) -> bool:
    """Whether eight or nine digits pass the test of a citizen service number (11-proof)."""
    if not digits.isascii() or not digits.isdigit() or len(digits) not in {8, 9}:
        return False
    number = digits.zfill(9)
    if int(number) == 0:
        return False
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return sum(weight * int(digit) for weight, digit in zip(weights, number, strict=True)) % 11 == 0


def holds_bsn(text: str) -> bool:
    """Whether something in a text may be a citizen service number."""
    for found in NUMBERS.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        if len(digits) == 8 and _is_date(digits):
            continue
        if is_bsn(digits) and not PHONE_BEFORE.search(text[: found.start()]):
            return True
    return False


def _is_date(digits: str) -> bool:
    """Whether eight digits are a day of our time, written as one number."""
    for form in ("%Y%m%d", "%d%m%Y"):
        try:
            year = datetime.strptime(digits, form).year
        except ValueError:
            continue
        if 1920 <= year <= 2100:
            return True
    return False


def plain(text: str) -> str:
    """A text in lower case without accents."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def words_about(text: str) -> dict[str, str]:
    """What sensitive subjects a text seems to touch, each with the first word that says so."""
    found: dict[str, str] = {}
    for word in re.findall(r"[a-z]+(?:-[a-z]+)*", plain(text)):
        if word in HARMLESS:
            continue
        for subject in ABOUT:
            stem = word.startswith(tuple(STEMS[subject].split()))
            inside = any(part in word for part in INSIDE.get(subject, ()))
            if subject not in found and (stem or inside or word in WHOLE.get(subject, ())):
                found[subject] = word
    return found


def sensitive(text: str) -> list[Reason]:
    """What in a free text should not be kept; code `bsn` is never kept, the others only when a person insists."""
    reasons = []
    if holds_bsn(text):
        reasons.append(Reason(BSN, _("Hier staat iets wat op een BSN lijkt. Haal het weg: een BSN bewaren we nooit.")))
    for subject, word in words_about(text).items():
        reasons.append(
            Reason(
                subject,
                _("Het woord “%(word)s” lijkt te gaan over %(about)s. Dat hoort hier niet.")
                % {"word": word, "about": ABOUT[subject]},
            )
        )
    return reasons
