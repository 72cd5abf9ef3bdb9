"""Papers as answers: a PDF or an ODT to keep, and an agreement with its signatures below it."""

from __future__ import annotations

from django.http import HttpResponse

from koppelkans.documents.odt_out import as_odt
from koppelkans.documents.paper import Paper
from koppelkans.documents.pdf import LettersMissing, as_pdf
from koppelkans.journeys.actions.deeds import text_of
from koppelkans.journeys.deed_paper import with_signatures
from koppelkans.journeys.models import Deed

ODT = "application/vnd.oasis.opendocument.text"


def signed_paper(deed: Deed) -> Paper:
    """The text as it was drawn up, and who signed it."""
    rows = deed.signatures.select_related("organisation")
    return with_signatures(text_of(deed), deed, rows)


def pdf_of(paper: Paper, name: str) -> HttpResponse:
    """A PDF to keep; the ODT, which has every letter, where no font here has a letter that somebody wrote."""
    try:
        return _file(as_pdf(paper), "application/pdf", f"{name}.pdf")
    except LettersMissing:
        return odt_of(paper, name)


def odt_of(paper: Paper, name: str) -> HttpResponse:
    """The same to go on writing in."""
    return _file(as_odt(paper), ODT, f"{name}.odt")


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
