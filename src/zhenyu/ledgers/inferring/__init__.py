"""A ledger definition proposed from any clerk's workbook: ``infer(path)``. Pure rules over grids of cells;
data in lexicon.toml.

Told, never guessed: every decision carries its reason, every doubt a question, and what was left out is named
with its rows.
"""

from zhenyu.ledgers.inferring.inference import infer
from zhenyu.ledgers.inferring.proposal import LedgerProposal

__all__ = ["LedgerProposal", "infer"]
