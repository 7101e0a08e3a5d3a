"""A request that is sent again is answered again and done once.

The answer is kept in the transaction that did the work: either both are there or neither. A second request
that comes while the first runs waits for it (the unique index makes it), then gets its answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Final

from django.db import connection, transaction

from zhenyu.core import clock
from zhenyu.core.errors import RefusedError
from zhenyu.core.models import Answered

KEPT: Final = timedelta(days=7)
Answer = dict[str, Any]


@transaction.atomic
def once(user_id: int, key: str, asked: Sequence[str | bytes | None], do: Callable[[], Answer]) -> Answer:
    """Do what was asked, or give the answer of the first time.

    Arguments:
        key: chosen by the caller, one for each piece of work; each user has keys of their own.
        asked: what makes the request this request.
        do: gives the answer as JSON; an error takes the key back with everything else.

    Raises:
        RefusedError: the key was used for something else.
    """
    digest = hashlib.sha256(repr(list(asked)).encode()).hexdigest()
    Answered.objects.filter(user_id=user_id, at__lt=clock.now() - KEPT).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_answered (user_id, key, digest, at) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (user_id, key) DO NOTHING",
            [user_id, key, digest, clock.now()],
        )
        is_first = cursor.rowcount == 1
    mine = Answered.objects.filter(user_id=user_id, key=key)
    if is_first:
        answer = do()
        mine.update(body=answer)
        return answer
    known = mine.get()
    if known.digest != digest:
        raise RefusedError(
            f"Idempotency-Key“{key[:40]}”已用于另一个请求", "每件事用一个新的键，重发时原样使用"
        )
    return known.body or {}
