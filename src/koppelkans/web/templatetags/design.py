"""The components of the design system as template tags; components/README.md says which takes what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.forms.utils import flatatt
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.html import conditional_escape, escape, format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from koppelkans.documents.charts import Chart
from koppelkans.web.charting import table_of
from koppelkans.web.drawing import TONES, badge, cell_of, rows_of
from koppelkans.web.forms import bound_groups
from koppelkans.web.icons import ICONS
from koppelkans.web.tables import Cell, Fact, Table, as_facts, in_words

register = template.Library()

BUTTONS = {
    "primary": "utrecht-button--primary-action",
    "secondary": "utrecht-button--secondary-action",
    "subtle": "utrecht-button--subtle",
    "danger": "utrecht-button--primary-action utrecht-button--danger",
}
ALERTS = {"info": "info", "ok": "ok", "warning": "warning", "error": "stop"}
MESSAGE_KINDS = {"debug": "info", "info": "info", "success": "ok", "warning": "warning", "error": "error"}
CARD_TONES = {"", "quiet", "accent", "warning"}


def _known(value: str, names: Iterable[str], what: str) -> str:
    """A name that exists; a slip in a template is told and not drawn."""
    if value not in names:
        raise template.TemplateSyntaxError(f"{what} {value!r} is not one of {', '.join(sorted(names))}")
    return value


def draw(name: str) -> SafeString:
    """The drawing of this name."""
    path = ICONS[_known(name, ICONS, "icon")]
    return format_html(
        '<svg class="utrecht-icon kk-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
        '<path d="{}"></path></svg>',
        path,
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawing, hidden from a screen reader."""
    return draw(name)


def _button_class(kind: str) -> str:
    """The classes of a button of this kind."""
    return "utrecht-button " + BUTTONS[_known(kind, BUTTONS, "kind of button")]


def _inside(label: Any, icon_name: str) -> SafeString:
    """The label of a button, with its drawing before it."""
    return format_html("{}{}", draw(icon_name) if icon_name else "", label)


@register.simple_tag
def button(label: Any, kind: str = "primary", name: str = "", value: str = "", icon: str = "") -> SafeString:
    """A button that submits its form."""
    named = format_html(' name="{}" value="{}"', name, value) if name else ""
    return format_html(
        '<button class="{} utrecht-button--submit" type="submit"{}>{}</button>',
        _button_class(kind),
        named,
        _inside(label, icon),
    )


@register.simple_tag
def link_button(label: Any, url: str, kind: str = "secondary", icon: str = "") -> SafeString:
    """A link that looks like a button."""
    return format_html('<a class="{}" href="{}">{}</a>', _button_class(kind), url, _inside(label, icon))


@register.simple_tag(takes_context=True)
def post_button(
    context: template.Context,
    label: Any,
    url: str,
    kind: str = "secondary",
    next: str = "",  # noqa: A002
    icon: str = "",
) -> SafeString:
    """A form that is one button, for a verb without questions."""
    hidden = format_html('<input type="hidden" name="next" value="{}">', next) if next else ""
    return format_html(
        '<form class="kk-inline-form" method="post" action="{}">'
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">{}{}</form>',
        url,
        context.get("csrf_token", ""),
        hidden,
        button(label, kind, icon=icon),
    )


@register.simple_tag(takes_context=True)
def action(
    context: template.Context,
    label: Any,
    url: str,
    reasons: Sequence[Any] = (),
    kind: str = "primary",
    method: str = "get",
    icon: str = "",
) -> SafeString:
    """A verb with its rule: allowed, it is a link or a form; else a grey button with the reasons against below it."""
    if not reasons:
        return (
            post_button(context, label, url, kind, icon=icon)
            if method == "post"
            else link_button(label, url, kind, icon)
        )
    return format_html(
        '<div class="kk-refused"><button class="{} utrecht-button--disabled" type="button" aria-disabled="true" '
        'aria-describedby="{}">{}</button><ul class="kk-reasons" id="{}">{}</ul></div>',
        _button_class(kind),
        (why := "why-" + re.sub(r"\W+", "-", url).strip("-")),
        _inside(label, icon),
        why,
        format_html_join("", "<li>{}</li>", ((reason,) for reason in reasons)),
    )


@register.simple_tag
def print_button(label: Any = "") -> SafeString:
    """Prints the page; only there when JavaScript is."""
    return format_html(
        '<button class="{} kk-no-print" type="button" data-print hidden>{}</button>',
        _button_class("secondary"),
        _inside(label or _("Afdrukken"), "print"),
    )


@register.simple_tag
def copy_link(url: str, label: Any = "") -> SafeString:
    """Copies an address; only there when JavaScript is."""
    return format_html(
        '<button class="{} kk-no-print" type="button" data-copy="{}" data-copied="{}" hidden>{}</button>',
        _button_class("secondary"),
        url,
        _("De link is gekopieerd"),
        _inside(label or _("Link kopiëren"), "copy"),
    )


@register.simple_tag
def tag(label: Any, tone: str = "neutral") -> SafeString:
    """A status in words; the colour only helps."""
    return badge(label, _known(tone or "neutral", TONES, "tone"))


@register.filter
def as_rows(table: Table) -> SafeString:
    """The lines of a table."""
    return rows_of(table)


@register.filter
def as_cell(cell: Cell) -> SafeString:
    """A cell of a table: a text, a link or a status, with a note below."""
    return cell_of(cell)


@register.filter
def as_picture(chart: Chart) -> SafeString:
    """A chart, wide and for a phone: the style sheet shows one. Its texts were escaped when it was drawn."""
    return SafeString(chart.wide + chart.narrow)


@register.filter
def as_chart_table(chart: Chart) -> Table:
    """The figures of a chart."""
    return table_of(chart)


@register.simple_tag
def crumb(label: Any, url: str = "") -> SafeString:
    """One step of the breadcrumbs; without address it is this page."""
    if url:
        inside = format_html('<a class="utrecht-link utrecht-breadcrumb-nav__link" href="{}">{}</a>', url, label)
    else:
        inside = format_html(
            '<span class="utrecht-breadcrumb-nav__link utrecht-breadcrumb-nav__link--current" aria-current="page">'
            "{}</span>",
            label,
        )
    return format_html('<li class="utrecht-breadcrumb-nav__item">{}</li>', inside)


@register.simple_block_tag
def alert(content: str, kind: str = "info", title: Any = "") -> SafeString:
    """Something the reader has to know."""
    name = ALERTS[_known(kind, ALERTS, "kind of alert")]
    head = format_html('<p class="kk-alert-title">{}</p>', title) if title else ""
    return format_html(
        '<div class="utrecht-alert utrecht-alert--{}"><div class="utrecht-alert__icon">{}</div>'
        '<div class="utrecht-alert__content"><div class="utrecht-alert__message">{}{}</div></div></div>',
        kind,
        draw(name),
        head,
        content,
    )


@register.simple_block_tag
def card(content: str, title: Any = "", url: str = "", level: int = 2, tone: str = "") -> SafeString:
    """A thing by itself; with an address the whole card can be clicked."""
    _known(tone, CARD_TONES, "tone of card")
    head: str = ""
    if title:
        inside = format_html('<a class="kk-card__link" href="{}">{}</a>', url, title) if url else title
        head = format_html('<h{0} class="kk-card__title">{1}</h{0}>', level, inside)
    classes = "kk-card" + (f" kk-card--{tone}" if tone else "") + (" kk-card--clickable" if url else "")
    return format_html('<div class="{}">{}<div class="kk-card__body">{}</div></div>', classes, head, content)


@register.simple_block_tag
def sheet(content: str, title: Any = "", level: int = 2, id: str = "") -> SafeString:  # noqa: A002
    """A section of a page, on its own white sheet."""
    named = format_html(' id="{}"', id) if id else ""
    head = format_html('<h{0} class="kk-sheet__title">{1}</h{0}>', level, title) if title else ""
    return format_html('<section class="kk-sheet"{}>{}{}</section>', named, head, content)


@register.simple_tag
def figure_card(number: Any, label: Any, url: str = "", note: Any = "") -> SafeString:
    """One large figure with what it counts."""
    name = format_html('<a class="kk-card__link" href="{}">{}</a>', url, label) if url else label
    return format_html(
        '<div class="kk-card kk-figure{}"><p class="kk-figure__number">{}</p>'
        '<p class="kk-figure__label">{}</p>{}</div>',
        " kk-card--clickable" if url else "",
        in_words(number),
        name,
        format_html('<p class="kk-figure__note">{}</p>', note) if note else "",
    )


# ---- what base.html and the templates of components ask


@register.simple_tag(takes_context=True)
def filled(context: template.Context, name: str) -> SafeString:
    """What a page puts in a block, to be shown with something around it, or not at all when there is nothing."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks is not None else None
    return SafeString(block.render(context).strip()) if block is not None else SafeString("")


@register.simple_tag(takes_context=True)
def filled_text(context: template.Context, name: str) -> str:
    """What a page puts in a block, without tags: for the title of the window."""
    return SafeString(" ".join(strip_tags(filled(context, name)).split()))


@register.filter
def as_options(groups_of_options: Iterable[tuple[Any, list[dict[str, Any]], int]]) -> SafeString:
    """The options of a select, drawn in one go: a municipality has hundreds of colleagues to choose from."""
    drawn: list[SafeString] = []
    for name, options, _index in groups_of_options:
        inside = [_option(option) for option in options]
        if name:
            inside = [format_html('\n  <optgroup label="{}">', name), *inside, SafeString("\n  </optgroup>")]
        drawn += inside
    return SafeString("".join(drawn))


def _option(option: dict[str, Any]) -> SafeString:
    attributes = flatatt(option["attrs"]) if option["attrs"] else ""
    value, label = escape(str(option["value"])), conditional_escape(option["label"])
    return SafeString(f'\n  <option value="{value}"{attributes}>{label}</option>')


@register.filter
def groups(form: BaseForm) -> list[tuple[Any, list[BoundField]]]:
    """The visible fields of a form by group."""
    return list(bound_groups(form))


@register.filter
def anchor(field: BoundField) -> str:
    """The id of the control that a link to this field goes to: of the first one when there are more."""
    return str(field.id_for_label or f"{field.auto_id}_0")


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether the field is one checkbox, with its label behind it."""
    return getattr(field.field.widget, "input_type", "") == "checkbox" and not field.use_fieldset


@register.filter
def facts(values: Sequence[Any]) -> list[Fact]:
    """Pairs and facts alike as facts."""
    return as_facts(values)


@register.filter
def words(value: Any) -> Any:
    """A value as a person reads it."""
    return in_words(value)


@register.filter
def message_kind(tags: str) -> str:
    """The kind of alert for a message of Django."""
    return next((MESSAGE_KINDS[name] for name in tags.split() if name in MESSAGE_KINDS), "info")


@register.filter
def money(cents: int | None) -> str:
    """Cents as euros."""
    if cents is None:
        return "–"
    whole = cents % 100 == 0
    return f"€\u00a0{in_words(Decimal(cents) / 100 if not whole else cents // 100)}"


@register.filter
def of_hundred(number: float, total: float) -> int:
    """Which part of a total this is, in whole hundredths, never below 0 or above 100."""
    return 0 if not total else max(0, min(100, round(100 * number / total)))


@register.filter
def unit(attrs: dict[str, Any]) -> str:
    """The unit that stands before a control, such as €."""
    return str(attrs.get("data-unit", ""))


@register.filter
def page_numbers(page: Page[Any]) -> list[int]:
    """The numbers of pages to choose from; 0 where some are left out."""
    elided = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    shown = [number if isinstance(number, int) else 0 for number in elided]
    return shown if len(shown) > 1 else []


@register.filter
def stacked(parts: Sequence[tuple[Any, float, str]], total: float) -> list[dict[str, Any]]:
    """Parts of a total beside each other, in hundredths; together never more than all."""
    start, found = 0.0, []
    whole = max(total, sum(number for _label, number, _tone in parts))
    for label, number, tone in parts:
        width = 100 * number / whole if whole else 0.0
        found.append({"label": label, "number": number, "tone": tone, "start": f"{start:.2f}", "width": f"{width:.2f}"})
        start += width
    return found


@register.filter
def get_attr(attrs: dict[str, Any], name: str) -> Any:
    """An attribute whose name a template cannot write."""
    return attrs.get(name, "")


@register.filter
def before_words(label: Any) -> str:
    """A label with words after it: a colon between, unless it is a question."""
    text = str(label)
    return text if text.endswith(("?", ":", ".", "!")) else f"{text}:"
