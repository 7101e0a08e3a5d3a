"""The rules, one idea a module. A rule is a function ``(Document) -> Iterator[Finding]``; ``auditor.RULES``
lists them."""
