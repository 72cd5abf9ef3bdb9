"""The log: no token of a one-time link in it, and no trace of a mere refusal."""

from __future__ import annotations

import io
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from koppelkans.core.actions.links import new_token
from making import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the shipped handler writes."""
    formatter: dict[str, Any] = dict(settings.LOGGING["formatters"]["line"])
    made = logging.config.DictConfigurator({"version": 1}).configure_formatter(formatter)  # type: ignore[attr-defined]
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(made)
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    yield written
    logger.removeHandler(handler)


@pytest.mark.parametrize("where", ["/mij/%s/", "/account/welkom/%s/", "/wachtwoord/nieuw/1-%s/", "/mij/%s/x"])
def test_token_of_a_link_is_not_in_the_log(client: Client, log: io.StringIO, where: str) -> None:
    """A link that does not work is told of in the log without what would open it."""
    token = new_token()
    client.get(where % token)
    logging.getLogger("django.request").warning("Not Found: %s", where % token)
    assert token not in log.getvalue()
    assert "Not Found" in log.getvalue()


def test_refusal_is_one_line(client: Client, log: io.StringIO) -> None:
    """What somebody may not open is one line in the log, without a trace."""
    client.force_login(make_user("case-worker"))
    assert client.get(reverse("account:users")).status_code == 403
    assert log.getvalue().count("\n") == 1
    assert "Traceback" not in log.getvalue()


def test_what_is_broken_keeps_its_trace(log: io.StringIO) -> None:
    """An error that nobody foresaw comes with its trace."""
    error = ValueError("broken")
    logging.getLogger("django.request").error("Broken: /", exc_info=error, extra={"status_code": 500})
    assert "ValueError: broken" in log.getvalue()
