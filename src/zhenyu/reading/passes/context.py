"""What a pass over one sentence may look at: its text, its figures, and the sentence before."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from zhenyu.reading.lexicon import VERBS, by_length
from zhenyu.reading.passes.names_after import right_name
from zhenyu.reading.passes.phrases import Name, left_name
from zhenyu.reading.scan.mention import Mark, Mention
from zhenyu.reading.text.structure import Sentence
from zhenyu.reading.text.wording import without_tails

LIGHT: Final = tuple(by_length(VERBS["light"]))


@dataclass(slots=True)
class Context:
    """One sentence with its ``mentions``; ``before`` are those of the sentence before in the same
    paragraph."""

    plain: str
    masked: str
    sentence: Sentence
    mentions: list[Mention]
    marks: list[Mark]
    before: list[Mention] = field(default_factory=list)
    topic: str | None = None  # the project or work the paragraph is about
    names: list[Name] = field(default_factory=list)
    # what 其中: of an earlier part of the sentence left open
    totals: dict[str, Mention] = field(default_factory=dict)

    def left_bound(self, k: int) -> int:
        """Where the name before mention ``k`` may begin: ``left_edge``, less what the figure before has
        claimed."""
        start, bound = self.mentions[k].start, self.left_edge(k)
        claimed = self.mentions[k - 1].claimed if k else -1
        if claimed >= bound and claimed < start and self.masked[claimed] in "、和及与":
            bound = claimed + 1
        return self._after_owner(bound, start) if self.masked.startswith("的", bound) else bound

    def left_edge(self, k: int) -> int:
        """The end of what stands before mention ``k`` in its clause: the figure, date or ordinal before
        it."""
        start = self.mentions[k].start
        bound = self.sentence.clause_start(start)
        if k:
            bound = max(bound, self.mentions[k - 1].end)
        for mark in self.marks:
            if mark.start >= start:
                break
            if mark.end > bound and mark.kind in ("date", "list_ordinal"):
                bound = min(mark.end, start)
        return bound

    def _after_owner(self, bound: int, start: int) -> int:
        """Behind the X that the 的 after the figure before has claimed: 80亩的|A园和|60亩的B园."""
        joint = max(self.masked.rfind(mark, bound, start) for mark in "、和及与")
        if joint >= 0:
            return joint + 1
        return min(bound + 1 + len(self.right(bound + 1, start)), start)

    def right_bound(self, k: int) -> int:
        """Where the name after mention ``k`` must end: its clause or the next figure."""
        end = self.sentence.clause_end(self.mentions[k].end)
        return min(end, self.mentions[k + 1].start) if k + 1 < len(self.mentions) else end

    def left(self, start: int, end: int) -> Name:
        return left_name(self.plain, self.masked, start, end) if start < end else Name()

    def right(self, start: int, end: int) -> str:
        return right_name(self.plain, self.masked, start, end) if start < end else ""

    def clause_name(self, start: int, end: int) -> Name:
        """The name a clause without a figure speaks of: its last object."""
        for mark in self.marks:
            if start <= mark.start < end and mark.kind in ("date", "list_ordinal"):
                start = mark.end
        return self.left(start, end)

    def adjacent(self, k: int) -> bool:
        """Whether mention ``k`` directly follows the one before it (60人3万元, 80余处共2万平方米)."""
        if k == 0:
            return False
        gap = self.masked[self.mentions[k - 1].end : self.mentions[k].start]
        return gap in ("", "、", "共", "计", "共计", "合计", "约", "(", "、共", ",共", ",共计")

    def adjacent_noun(self, k: int) -> bool:
        """Whether only a counted place stands between ``k`` and the figure before it (9个|村|2万平方米)."""
        return k > 0 and self.mentions[k].start - self.mentions[k - 1].end <= 5

    def level_before(self, k: int) -> Mention | None:
        """The nearest figure before ``k`` in the sentence, else the last of the sentence before, that is a
        level."""
        for earlier in reversed(self.mentions[:k]):
            if earlier.kind not in ("growth", "rank") and earlier.form not in ("share", "goal"):
                return earlier
        for earlier in reversed(self.before):
            if earlier.kind not in ("growth", "rank") and earlier.form not in ("share", "goal"):
                return earlier
        return None

    def light_object(self, start: int, end: int) -> str:
        """The deed of an empty verb: (4个村)进行|垃圾分类试点工作 → 垃圾分类试点."""
        for verb in LIGHT:
            if self.masked.startswith(verb, start) and start + len(verb) < end:
                begin = start + len(verb) + (self.masked[start + len(verb)] == "了")
                return without_tails(self.right(begin, end))
        return ""
