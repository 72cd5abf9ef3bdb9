"""A figure to set with a slider or by typing it: both are sent, so that it works without JavaScript."""

from __future__ import annotations

import math
from typing import Any

from django import forms

SLID, WAS = "_schuif", "_was"


class SliderWidget(forms.NumberInput):
    """A slider with a number beside it; whichever of the two was moved counts, the number before the slider."""

    template_name = "components/slider.html"

    def __init__(self, *, low: float, high: float, step: float, label: Any) -> None:
        super().__init__()
        self.low, self.high, self.step, self.label = low, high, step, label

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """With the slider's own place: on its steps, as a browser would put it."""
        context = super().get_context(name, value, attrs)
        typed = context["widget"]["value"] or ""
        place = self._on_step(value)
        context["slider"] = {
            "name": name + SLID,
            "id": f"{context['widget']['attrs'].get('id', name)}{SLID}",
            "place": place,
            "min": f"{self.low:g}",
            "max": f"{self.high:g}",
            "step": f"{self.step:g}",
            "label": self.label,
            "was_name": name + WAS,
            "was": f"{typed}|{place}",
        }
        return context

    def _on_step(self, value: Any) -> str:
        try:
            figure = min(self.high, max(self.low, _figure(value)))
        except ValueError:
            figure = self.low
        return f"{self.low + math.floor((figure - self.low) / self.step + 0.5) * self.step:.6g}"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:  # noqa: ARG002
        """The number, or the slider where only that was moved."""
        typed, slid = data.get(name), data.get(name + SLID)
        number, _bar, place = str(data.get(name + WAS) or "").partition("|")
        moved = slid is not None and _differs(slid, place) and not _differs(typed, number)
        return slid if moved else typed


class SliderField(forms.FloatField):
    """A figure between two others."""

    def __init__(self, *, low: float, high: float, step: float, **kwargs: Any) -> None:
        widget = SliderWidget(low=low, high=high, step=step, label=kwargs.get("label", ""))
        super().__init__(min_value=low, max_value=high, widget=widget, **kwargs)


def _figure(text: Any) -> float:
    return float(str(text).replace(",", "."))


def _differs(one: Any, other: Any) -> bool:
    try:
        return _figure(one) != _figure(other)
    except ValueError:
        return str(one) != str(other)
