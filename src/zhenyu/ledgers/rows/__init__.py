"""Which rows of a ledger, in what order, how many: reads on behalf of a reader."""
