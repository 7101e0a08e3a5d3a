"""Verbs of the ledgers: what a person can do to rows, one module a subject."""
