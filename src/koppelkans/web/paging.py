"""Pages of long lists: put in order by key alone, then only the rows of one page are read in full."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet


class Pages(Paginator[Any]):
    """Pages of a queryset: `found` says who and in which order, `rows` how to read them in full.

    Among thousands, the wide rows that nobody sees would cost more than the page itself.
    """

    def __init__(self, found: QuerySet[Any], rows: QuerySet[Any], per_page: int) -> None:
        super().__init__(found.values_list("pk", flat=True), per_page)
        self._rows = rows

    def page(self, number: int | float | str) -> Page[Any]:
        """One page, in the order of what was found."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        keys = list(self.object_list[first : first + self.per_page])
        read = self._rows.in_bulk(keys)
        return Page([read[key] for key in keys if key in read], number, self)
