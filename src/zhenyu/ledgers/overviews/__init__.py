"""Many ledgers at once, or one seen otherwise: due lists, search, overlap, boards, charts, saved views."""
