"""Sending what waits in the outbox; what fails is tried again later and says why."""

from __future__ import annotations

import smtplib
from datetime import datetime, timedelta

from django.core.mail import EmailMessage

from koppelkans.core import sms
from koppelkans.core.models import Message

MOST_TRIES = 8
AT_ONCE = 200
FIRST_WAIT = timedelta(minutes=1)  # doubled after each try: the eighth comes some two hours after the first


def write(to: str, *, subject: str, body: str, now: datetime) -> Message:
    """Put a message in the outbox, in the transaction of what it tells."""
    return Message.objects.create(to=to, subject=" ".join(subject.split())[:200], body=body, written_at=now)


def write_sms(to: str, *, body: str, now: datetime) -> Message:
    """Put a text message in the outbox, to a number with its country code."""
    return Message.objects.create(via=Message.Via.SMS, to=to, subject="", body=" ".join(body.split()), written_at=now)


def send_waiting(now: datetime) -> int:
    """Send the messages whose time has come; returns how many went out."""
    waiting = Message.objects.filter(sent_at=None, tries__lt=MOST_TRIES).order_by("written_at")
    due = [message.pk for message in waiting[: AT_ONCE * 5] if _due(message, now)]
    return sum(_send(pk, now) for pk in due[:AT_ONCE])


def _due(message: Message, now: datetime) -> bool:
    waits: timedelta = FIRST_WAIT * (2**message.tries - 1)
    return message.written_at + waits <= now


def _send(pk: int, now: datetime) -> bool:
    """Send one. It is claimed first and sent outside a transaction: a slow mail server holds up nobody."""
    message = Message.objects.get(pk=pk)
    claimed = Message.objects.filter(pk=pk, sent_at=None, tries=message.tries).update(tries=message.tries + 1)
    if not claimed:  # another worker was first
        return False
    try:
        _deliver(message)
    except (smtplib.SMTPException, sms.SmsFailed, OSError, ValueError) as error:
        Message.objects.filter(pk=pk).update(error=f"{type(error).__name__}: {error}"[:500])
        return False
    # the text may hold a link or what a candidate said: once sent it is not kept
    Message.objects.filter(pk=pk).update(sent_at=now, error="", body="")
    return True


def _deliver(message: Message) -> None:
    if message.via == Message.Via.SMS:
        sms.adapter().send(message.to, message.body)
    else:
        EmailMessage(message.subject, message.body, to=[message.to]).send()
