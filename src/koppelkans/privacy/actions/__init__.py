"""The verbs of privacy."""

from koppelkans.privacy.actions.deciding import erase, keep_longer
from koppelkans.privacy.actions.looking import note_export, note_look
from koppelkans.privacy.actions.proposing import clean_automatic, propose_erasures
from koppelkans.privacy.actions.terms import set_term

__all__ = ["clean_automatic", "erase", "keep_longer", "note_export", "note_look", "propose_erasures", "set_term"]
