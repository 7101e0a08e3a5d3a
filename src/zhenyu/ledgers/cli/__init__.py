"""Commands of the ledgers. Django is imported inside functions only, so that the terminal answers at once."""
