"""Drafts whose figures are bound to the books, and official Word made of them."""
