"""Erasing itself: exactly what a kind of data is, in every room. What stays is a bare pseudonym, money and counts."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, datetime

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.db.models import ProtectedError, Q

from koppelkans.core.models import AuditEntry, Grant, OneTimeLink, Subject, User
from koppelkans.funds.models import UsedAmount
from koppelkans.journeys.actions.counting import let_go
from koppelkans.journeys.models import Agreement, Decision, Telling
from koppelkans.people.models import Candidate, ContactCard, Import, ImportedRow, Note
from koppelkans.planning.models import Pinned, Proposal, Round
from koppelkans.privacy.due import rows_until
from koppelkans.privacy.models import ErasureProposal
from koppelkans.supply.models import Breach, WaitingEntry


def erase_of_person(kind: str, subject: Subject, *, now: datetime) -> None:
    """Erase this kind of data of one person."""
    if kind == "contact":
        ContactCard.objects.filter(candidate=subject.pk).delete()
    elif kind == "notes":
        Note.objects.filter(candidate=subject.pk).delete()
    else:
        _profile(subject, now)


def _profile(subject: Subject, now: datetime) -> None:
    """The whole file of a person. Bookings, money and participations keep the pseudonym, which then is nobody's."""
    Telling.objects.filter(candidate=subject.pk).delete()
    let_go(subject.pk, now=now)  # the journeys with all of it; what was counted stays counted
    Breach.objects.filter(subject=subject).delete()
    Agreement.objects.filter(decision__proposal__candidate=subject.pk).delete()  # with what each party answered
    Decision.objects.filter(proposal__candidate=subject.pk).delete()
    Proposal.objects.filter(candidate=subject.pk).delete()
    Pinned.objects.filter(person=subject.pseudonym).delete()
    UsedAmount.objects.filter(subject=subject).delete()
    WaitingEntry.objects.filter(subject=subject).delete()
    OneTimeLink.objects.filter(subject=subject).delete()
    Candidate.objects.filter(merged_into=subject.pk).update(merged_into=None)
    # card, notes, holdings, wishes, week, imported rows and forbidden combinations go with the candidate
    Candidate.objects.filter(pk=subject.pk).delete()
    AuditEntry.objects.filter(subject=subject).exclude(why="").update(why="")  # words about a person
    ErasureProposal.objects.filter(subject=subject, outcome="").delete()
    ErasureProposal.objects.filter(subject=subject).exclude(outcome=ErasureProposal.Outcome.KEPT).update(why="")


def _imports(until: date) -> None:
    for batch in Import.objects.filter(pk__in=rows_until("imports", until).values("pk")):
        if batch.file:
            batch.file.delete(save=False)
        batch.preview, batch.problems, batch.file_problems = [], [], []
        batch.save(update_fields=["file", "preview", "problems", "file_problems"])
        ImportedRow.objects.filter(batch=batch).delete()


def _delete(kind: str) -> Callable[[date], None]:
    def delete(until: date) -> None:
        rows_until(kind, until).delete()

    return delete


def _snapshots(until: date) -> None:
    """The folders of rounds and what was asked by pseudonym go; hashes and figures stay."""
    gone = Round.objects.filter(pk__in=rows_until("snapshots", until).values("pk"))
    gone.update(snapshot=b"", outcome=b"", core=b"", asked={}, problem="", emptied_on=until)


def _audit(until: date) -> None:
    """The entries, the decisions about erasure of then, and pseudonyms that nothing names any more."""
    rows_until("audit", until).delete()
    ErasureProposal.objects.exclude(outcome="").filter(decided_at__date__lte=until).delete()
    nobodys = Subject.objects.exclude(pk__in=Candidate.objects.values("pk"))
    for subject in nobodys.iterator():
        try:
            subject.delete()
        except ProtectedError:  # money, a place or a later entry still names it
            continue


def _users(until: date) -> None:
    """The person goes, the row stays: entries of the trail and decisions point at it."""
    chosen = list(rows_until("users", until).values_list("pk", flat=True))
    for label, field in (
        ("account.EmailAddress", "user"),
        ("mfa.Authenticator", "user"),
        ("socialaccount.SocialAccount", "user"),
    ):
        apps.get_model(label)._default_manager.filter(Q(**{f"{field}__in": chosen})).delete()
    Grant.objects.filter(user__in=chosen).delete()
    for pk in chosen:
        nobody = {"email": f"{secrets.token_hex(8)}@gewist.invalid", "name": "", "password": make_password(None)}
        User.objects.filter(pk=pk).update(**nobody)


ERASERS: dict[str, Callable[[date], None]] = {
    "imports": _imports,
    "messages": _delete("messages"),
    "invitations": _delete("invitations"),
    "snapshots": _snapshots,
    "audit": _audit,
    "users": _users,
}
