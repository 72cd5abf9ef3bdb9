"""Koppelkans: people, language, training, leerwerkplek and money planned as one pathway."""

__version__ = "0.1.0"
