"""The page of a ledger's rows and what its grid asks for."""
