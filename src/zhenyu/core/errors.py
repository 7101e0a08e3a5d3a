"""The errors people meet: each says in Chinese what is wrong and what to do about it.

Views show ``message`` and ``hint`` on the page, the terminal prints ``str(error)`` and leaves with
``exit_code`` (0 ok, 1 findings or refused data, 2 usage; docs/architecture, “Commands”).
"""

from __future__ import annotations


class ZhenyuError(Exception):
    """A failure the user can act on.

    Arguments:
        message: Chinese sentence that names the thing at fault, without a closing full stop.
        hint: Chinese sentence with the remedy; empty when there is none.
    """

    exit_code: int = 2

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)  # both in args, so that the error survives pickling between processes
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        sentences = [text.strip().rstrip("。") for text in (self.message, self.hint)]
        return "。".join(sentence for sentence in sentences if sentence)


class UsageError(ZhenyuError):
    """A request that cannot be understood: a malformed period, address, option."""


class RefusedError(ZhenyuError):
    """Data that was understood and is not accepted: a failed check digit, a broken balance."""

    exit_code = 1


class NotFound(ZhenyuError):  # noqa: N818 — reads as the sentence the user sees
    """The thing named does not exist, or does not exist for this reader."""


class NotAllowed(ZhenyuError):  # noqa: N818
    """The reader exists and is known, and may not do this."""


class StaleVersion(RefusedError):  # noqa: N818
    """A write based on a version that somebody has changed since; shown side by side, never overwritten."""
