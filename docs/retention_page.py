"""Writes docs/policy/retention.md from the data of the platform, so that promise and practice are the same."""

import os
from collections.abc import Iterator
from pathlib import Path

import django

PAGE = Path(__file__).parent / "policy" / "retention.md"


def page() -> str:
    """The whole page."""
    return "\n".join(lines()) + "\n"


def lines() -> Iterator[str]:
    """The terms first, then what each field is for."""
    from koppelkans.privacy.fields import accounts
    from koppelkans.privacy.register import ACTIVITIES
    from koppelkans.privacy.terms import KINDS

    yield "# How long personal data is kept, and what for"
    yield ""
    yield "Written by `./run docs` from the data of the platform: `terms.toml`, `register.py` and `fields.toml`"
    yield "in `src/koppelkans/privacy`. The terms are defaults; the privacy officer of a region changes them on a page."
    yield "Every night the platform proposes what is past its term. A person looks, and confirms or keeps it longer"
    yield "with a reason; then exactly that is erased. Counts in the ledger stay, for they are about nobody. Places,"
    yield "money and participations keep a pseudonym that then leads nowhere. The archivist and the privacy officer of"
    yield "a municipality have to confirm these terms: nobody has done so yet."
    yield ""
    yield "## Terms"
    yield ""
    yield "| kind | what (in Dutch, as on the page) | days | counts from | basis | how it goes |"
    yield "| --- | --- | ---: | --- | --- | --- |"
    for kind in KINDS.values():
        how = "by itself at night" if kind.automatic else "never by the platform" if kind.kept else "after a decision"
        yield f"| `{kind.code}` | {kind.name} | {kind.days} | {kind.counts_from} | {kind.basis} | {how} |"
    yield ""
    yield "## Purposes"
    yield ""
    yield "Each entry of the audit trail names one of these. The page `/privacy/register/` shows them to everybody."
    yield ""
    yield "| purpose | name | basis |"
    yield "| --- | --- | --- |"
    for activity in ACTIVITIES.values():
        yield f"| `{activity.code}` | {activity.name} | {activity.legal_basis} |"
    yield ""
    yield "## Fields"
    yield ""
    yield "| model | fields | purpose | kinds |"
    yield "| --- | --- | --- | --- |"
    for account in accounts():
        kinds = ", ".join(f"`{kind}`" for kind in account.terms)
        yield f"| {account.model} | {', '.join(account.fields)} | `{account.purpose}` | {kinds} |"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "koppelkans.settings")
    os.environ.setdefault("KOPPELKANS_PLAIN_HTTP", "1")
    django.setup()
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
