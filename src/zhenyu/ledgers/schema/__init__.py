"""The table of a ledger: its columns, indexes, rules and deadlines as the database holds them."""
