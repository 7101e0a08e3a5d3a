"""The weights by which the database sorts Chinese text."""

from zhenyu.core.database.pinyin_order import SURNAMES, weights


def weight(letter: str, table: bytes) -> bytes:
    start = (ord(letter) & 0x7FFF) * 2
    return table[start : start + 2]


def test_weights_are_letters_of_ascii_that_a_key_keeps_as_they_are() -> None:
    for table in (weights(), weights(surnames=True)):
        assert len(table) == 2**16
        assert set(table) <= set(range(1, 128)) - {ord("\\")}


def test_characters_go_by_syllable_tone_and_strokes() -> None:
    ordered = "①〇阿安汪王往旺严颜曾查翟张章长"
    table = weights()
    assert sorted("章张王旺往汪安阿", key=lambda letter: weight(letter, table)) == list("阿安汪王往旺张章")
    assert weight("①", table) < weight("②", table) < weight("阿", table)
    assert weight("长", table) < weight("晁", table)  # as cháng, not zhǎng
    assert weight("〇", table) > weight("临", table)  # as líng
    assert len({weight(letter, table) for letter in ordered}) == len(ordered)


def test_rare_characters_have_the_place_of_their_reading() -> None:
    table = weights()
    assert weight("严", table) < weight("䶮", table) < weight("艳", table)  # yán, yǎn, yàn
    assert weight("月", table) <= weight("玥", table) < weight("晕", table)


def test_surnames_have_the_place_of_their_reading() -> None:
    usual, table = weights(), weights(surnames=True)
    assert weight("单", usual) < weight("党", usual)
    assert weight("善", table) < weight("单", table) < weight("上", table)
    assert weight("求", table) < weight("仇", table) < weight("曲", table)
    assert weight("张", table) == weight("张", usual)
    assert all(weight(letter, table) != weight(letter, usual) for letter in SURNAMES)
    assert all(weight(letter, table) < b"\x7f" for letter in SURNAMES)
