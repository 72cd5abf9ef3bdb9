"""Invented names for the people of the demo: first names and plants, put together by a random draw."""

from __future__ import annotations

import random

FIRST = (
    "Aisha", "Alem", "Anna", "Bram", "Carmen", "Daan", "Dalia", "Emre", "Eva", "Fatima", "Femke", "Filmon", "Hana",
    "Iris", "Ivan", "Jelle", "Jonas", "Karim", "Lena", "Lina", "Lotte", "Mila", "Milan", "Nadia", "Noor", "Oksana",
    "Omar", "Petra", "Ravi", "Rosa", "Ruben", "Salma", "Samir", "Sara", "Selam", "Sofie", "Tarik", "Tess", "Viktor",
    "Yara", "Yusuf", "Zeynep",
)  # fmt: skip
LAST = (
    "Berk", "Beuk", "Braam", "Brem", "Den", "Dille", "Els", "Es", "Hazelaar", "Heide", "Hop", "Hulst", "Iep", "Iris",
    "Klaver", "Klimop", "Korenbloem", "Lariks", "Linde", "Lis", "Meidoorn", "Mos", "Olm", "Populier", "Riet", "Roos",
    "Spar", "Tijm", "Varen", "Vlier", "Vlinder", "Wilg", "Zuring",
)  # fmt: skip


def name(draw: random.Random) -> str:
    """A first name and a plant."""
    return f"{draw.choice(FIRST)} {draw.choice(LAST)}"
