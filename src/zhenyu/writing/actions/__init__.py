"""Verbs of writing: defining templates, issuing drafts."""
