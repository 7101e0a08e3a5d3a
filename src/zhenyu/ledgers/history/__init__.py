"""The past of a ledger and its proof: as it was on a day, the change log, the feed of changes."""
