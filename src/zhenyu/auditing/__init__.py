"""Auditing: what a reader would question in a report, from its text alone or against the books.

    from zhenyu.auditing import audit
    for finding in audit(text):
        print(finding.severity, finding.message, finding.suggestion)

Pure and offline: no Django, no I/O beyond the packaged lexicon. ``Books`` is the port through which the same
rules ask the ledgers. Each rule is one function in ``rules/``, with examples in
``tests/auditing/examples/<rule>.yaml``.
"""

from zhenyu.auditing.auditor import audit
from zhenyu.auditing.books import Asked, Books, BooksAnswer
from zhenyu.auditing.finding import Computed, Evidence, Finding, Quote, Severity

__all__ = ["Asked", "Books", "BooksAnswer", "Computed", "Evidence", "Finding", "Quote", "Severity", "audit"]
