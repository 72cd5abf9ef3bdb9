"""The pages that bring people in from a file: upload, columns, codes, check, preview, import, undo."""

from __future__ import annotations

from io import BytesIO
from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from koppelkans.core.refusal import Refused
from koppelkans.core.roles import May
from koppelkans.documents.tables_out import Sheet, write_xlsx
from koppelkans.people.imports import actions, checking, doubles, mapping, queries
from koppelkans.people.imports.fields import DEFAULTS, FIELDS
from koppelkans.people.imports.guessing import guess_columns
from koppelkans.people.imports.reading import Reading
from koppelkans.people.imports.sensitive import KINDS
from koppelkans.people.imports.staging import staged_rows
from koppelkans.people.models import Import
from koppelkans.web.door import Asked, opened
from koppelkans.web.people.flow import blame, do
from koppelkans.web.people.imports_forms import CodesForm, ColumnsForm, UndoForm, UploadForm
from koppelkans.web.people.imports_words import (
    preview_table,
    problem_rows,
    problem_table,
    progress_of,
    result_facts,
    steps_of,
)
from koppelkans.web.tables import Cell, Table
from koppelkans.web.tables import Column as Head

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Status = Import.Status
FRESH = (Status.UPLOADED, Status.REFUSED, Status.READY)
TONES = {
    Status.IMPORTED: "good",
    Status.READY: "info",
    Status.REFUSED: "warning",
    Status.FAILED: "bad",
}


@opened(May.IMPORT_PEOPLE)
def start(request: Asked) -> HttpResponse:
    """Upload a file; and the files before it."""
    places = queries.municipalities(request.actor)
    form = UploadForm(request.POST or None, request.FILES or None, municipalities=places)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            batch = actions.upload(
                data["municipality"],
                by=request.actor,
                file=cast(BinaryIO, data["file"].file),
                file_name=data["file"].name or "",
                sheet=data["sheet"],
                now=timezone.now(),
            )
        except Refused as refused:
            blame(form, refused.reasons)
        else:
            return redirect("people:imports:columns", batch.pk)
    page = Paginator(queries.visible_to(request.actor), 50).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "table": _batches(list(page.object_list))}
    return render(request, "people/imports/start.html", context)


def _batches(batches: list[Import]) -> Table:
    return Table(
        caption=_("Bestanden"),
        caption_shown=True,
        columns=[
            Head(_("Bestand")),
            Head(_("Gemeente")),
            Head(_("Door")),
            Head(_("Wanneer")),
            Head(_("Stand")),
            Head(_("Nieuw"), number=True),
            Head(_("Veranderd"), number=True),
        ],
        rows=[
            [
                Cell(batch.file_name, url=reverse("people:imports:detail", args=[batch.pk])),
                batch.municipality.name,
                str(batch.by or ""),
                batch.uploaded_at,
                Cell(batch.get_status_display(), tone=TONES.get(Status(batch.status), "neutral")),
                batch.added,
                batch.changed,
            ]
            for batch in batches
        ],
    )


@opened(May.IMPORT_PEOPLE)
def columns(request: Asked, pk: int) -> HttpResponse:
    """Say what each column of the file is."""
    batch = queries.import_of(pk, request.actor)
    if batch.status not in FRESH:
        return redirect("people:imports:detail", pk)
    reading, name, known = _first_reading(batch, request)
    form = ColumnsForm(
        request.POST or None, header=batch.header, rows=queries.first_rows(batch, 20), reading=reading, name=name
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.reading(reading)
        try:
            actions.use_mapping(
                batch, by=request.actor, reading=chosen, name=form.cleaned_data["name"], now=timezone.now()
            )
        except Refused as refused:
            blame(form, refused.reasons)
        else:
            return redirect("people:imports:codes", pk)
    gone = [column for column, field in reading.columns.items() if field and column not in batch.header]
    context = {"form": form, "batch": batch, "known": known, "gone": gone, "steps": steps_of("columns")}
    context["refused"] = [(column, KINDS[kind]) for column, kind in batch.refused_columns.items()]
    return render(request, "people/imports/columns.html", context)


def _first_reading(batch: Import, request: Asked) -> tuple[Reading, str, bool]:
    """What was chosen for this file, else what was kept of an earlier one, else guesses."""
    if batch.reading:
        return Reading.from_data(batch.reading), batch.mapping.name if batch.mapping else _("Export"), False
    kept = queries.fitting_mapping(batch.municipality_id, batch.header)
    if kept is not None:
        return Reading(kept.columns, kept.codes, kept.defaults), kept.name, True
    guessed = guess_columns(batch.header)
    defaults = {}
    if "owner" not in guessed.values():
        defaults["owner"] = request.user.email
    if "available_from" not in guessed.values():
        defaults["available_from"] = f"{timezone.localdate():%d-%m-%Y}"
    return Reading(guessed, {}, _initial(defaults)), _("Export"), False


def _initial(more: dict[str, str]) -> dict[str, str]:
    return {code: FIELDS[code].initial for code in DEFAULTS if FIELDS[code].initial} | more


@opened(May.IMPORT_PEOPLE)
def codes(request: Asked, pk: int) -> HttpResponse:
    """Say what each text in the coded columns means."""
    batch = queries.import_of(pk, request.actor)
    if batch.status not in FRESH or not batch.reading:
        return redirect("people:imports:detail", pk)
    known = checking.known_in(batch.municipality_id, timezone.localdate())
    with batch.file.open("rb") as file:
        texts = mapping.texts_of(staged_rows(file), batch.header, Reading.from_data(batch.reading), known)
    form = CodesForm(request.POST or None, texts=texts)
    if not texts or (request.method == "POST" and form.is_valid()):
        try:
            if texts:
                actions.use_codes(batch, by=request.actor, codes=form.codes(), now=timezone.now())
            actions.start_check(batch, by=request.actor, now=timezone.now())
        except Refused as refused:
            for reason in refused.reasons:
                messages.error(request, str(reason))
            return redirect("people:imports:columns", pk)
        return redirect("people:imports:detail", pk)
    return render(request, "people/imports/codes.html", {"form": form, "batch": batch, "steps": steps_of("codes")})


@require_POST
@opened(May.IMPORT_PEOPLE)
def check(request: Asked, pk: int) -> HttpResponse:
    """Check the file again."""
    batch = queries.import_of(pk, request.actor)
    return do(
        request,
        lambda: actions.start_check(batch, by=request.actor, now=timezone.now()),
        done=_("Het bestand wordt nagekeken."),
        back=reverse("people:imports:detail", args=[pk]),
    )


@opened(May.IMPORT_PEOPLE)
def detail(request: Asked, pk: int) -> HttpResponse:
    """Where the file stands, and what can be done now."""
    batch = queries.import_of(pk, request.actor)
    status = Status(batch.status)
    if status == Status.UPLOADED:
        return redirect("people:imports:codes" if batch.reading else "people:imports:columns", pk)
    context: dict[str, Any] = {"batch": batch, "status": status.value, "facts": result_facts(batch)}
    if status in (Status.CHECKING, Status.IMPORTING):
        context |= {
            "progress": progress_of(batch),
            "steps": steps_of("check" if status == Status.CHECKING else "import"),
        }
        return render(request, "people/imports/working.html", context)
    if status == Status.REFUSED:
        page = Paginator(batch.problems, 50).get_page(request.GET.get("page"))
        context |= {"page": page, "table": problem_table(list(page.object_list)), "steps": steps_of("check")}
        context["more"] = batch.problem_count - len(batch.problems)
        return render(request, "people/imports/refused.html", context)
    if status == Status.READY:
        context |= {"table": preview_table(batch.preview), "steps": steps_of("preview")}
        return render(request, "people/imports/ready.html", context)
    if status == Status.IMPORTED:
        context["undo_faults"] = actions.undo_faults(batch)
        if request.actor.may(May.EDIT_PEOPLE):
            context["doubles"] = len(doubles.proposals(request.actor, batch))
    return render(request, "people/imports/ended.html", context)


@opened(May.IMPORT_PEOPLE)
def progress(request: Asked, pk: int) -> HttpResponse:
    """How far the work is, for a page that asks again and again."""
    batch = queries.import_of(pk, request.actor)
    context = {
        "progress": progress_of(batch),
        "url": reverse("people:imports:progress", args=[pk]),
        "next": reverse("people:imports:detail", args=[pk]),
        "next_label": _("Bekijk wat eruit kwam"),
    }
    return render(request, "components/progress.html", context)


@opened(May.IMPORT_PEOPLE)
def problems(request: Asked, pk: int) -> HttpResponse:
    """Every error as a workbook, to mend the file with."""
    batch = queries.import_of(pk, request.actor)
    out = BytesIO()
    header = [_("Rij"), _("Kolom"), _("Wat er staat"), _("Wat er mis is en hoe het goed is")]
    write_xlsx([Sheet(_("Fouten"), header, problem_rows(batch.problems))], out)
    return HttpResponse(
        out.getvalue(),
        headers={"Content-Type": XLSX, "Content-Disposition": f'attachment; filename="fouten-{batch.pk}.xlsx"'},
    )


@require_POST
@opened(May.IMPORT_PEOPLE)
def perform(request: Asked, pk: int) -> HttpResponse:
    """Import the file as a whole."""
    batch = queries.import_of(pk, request.actor)
    return do(
        request,
        lambda: actions.start_import(batch, by=request.actor, now=timezone.now()),
        done=_("Het bestand is overgenomen.") if batch.rows <= actions.BACKGROUND_FROM else _("Wij zijn begonnen."),
        back=reverse("people:imports:detail", args=[pk]),
    )


@opened(May.IMPORT_PEOPLE)
def undo(request: Asked, pk: int) -> HttpResponse:
    """Put back how everybody was before this file."""
    batch = queries.import_of(pk, request.actor)
    back = reverse("people:imports:detail", args=[pk])
    if batch.status != Status.IMPORTED:
        return redirect(back)
    form = UndoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            counts = actions.undo(
                batch, by=request.actor, now=timezone.now(), leave_changed=form.cleaned_data["leave_changed"]
            )
        except Refused as refused:
            blame(form, refused.reasons)
        else:
            messages.success(request, _undone(counts))
            return redirect(back)
    context = {
        "heading": _("Import terugdraaien"),
        "lead": _("Nieuwe mensen gaan weg. Mensen die al bekend waren, krijgen hun oude gegevens terug."),
        "facts": result_facts(batch),
        "form": form,
        "submit": _("Terugdraaien"),
        "cancel": back,
        "danger": True,
    }
    return render(request, "components/confirm.html", context)


def _undone(counts: dict[str, int]) -> str:
    words = [
        ngettext("%(n)s nieuwe persoon is weg.", "%(n)s nieuwe mensen zijn weg.", counts["removed"])
        % {"n": counts["removed"]},
        ngettext("%(n)s persoon is weer als eerst.", "%(n)s mensen zijn weer als eerst.", counts["restored"])
        % {"n": counts["restored"]},
    ]
    if counts["kept"]:
        words.append(
            _("%(n)s staan al in een plan of op een plek. Zij zijn op ‘gestopt’ gezet.") % {"n": counts["kept"]}
        )
    if counts["left"]:
        words.append(_("%(n)s zijn daarna veranderd en blijven zoals ze zijn.") % {"n": counts["left"]})
    return " ".join(words)


@require_POST
@opened(May.IMPORT_PEOPLE)
def abandon(request: Asked, pk: int) -> HttpResponse:
    """Throw the file away."""
    batch = queries.import_of(pk, request.actor)
    return do(
        request,
        lambda: actions.abandon(batch, by=request.actor, now=timezone.now()),
        done=_("Het bestand is weggegooid. Er is niets overgenomen."),
        back=reverse("people:imports:start"),
    )
