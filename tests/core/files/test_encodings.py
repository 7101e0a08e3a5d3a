"""Which encoding a file of Chinese text is in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.core.errors import UsageError
from zhenyu.core.files.encodings import decode, familiarity, table_encoding

SENTENCE = "全镇完成农村改厕120户，硬化道路3.5公里，村集体收入有增长。"
TABLE = "村名,户数,完成日期\n东柳村,12,2026-03-31\n西柳村,7,2026-04-30\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("text", [SENTENCE, TABLE])
def test_a_text_reads_the_same_in_every_encoding_of_the_mainland(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_big5_is_told_from_gb18030_by_the_words_it_makes() -> None:
    text = "這個鄉鎮的農村建設工作，已經完成全年計劃。"
    assert decode(text.encode("big5")) == text


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TABLE.encode("utf-8-sig"), "utf-8-sig"),
        (TABLE.encode(), "utf-8-sig"),
        (TABLE.encode("gb18030"), "gb18030"),
        (TABLE.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + TABLE.encode("utf-16-be"), "utf-16"),
        (b"a,b\n1,2\n", "utf-8-sig"),
    ],
)
def test_the_encoding_of_a_table_is_one_that_opens_the_file(data: bytes, encoding: str) -> None:
    assert table_encoding(data, is_cut=False) == encoding
    assert data.decode(encoding).lstrip("\ufeff").startswith(("村名", "a,b"))


def test_a_declared_encoding_is_believed_when_the_bytes_agree() -> None:
    assert decode(SENTENCE.encode("gb18030"), "GB2312") == SENTENCE
    assert decode(SENTENCE.encode("gb18030"), "x-gbk") == SENTENCE


@pytest.mark.parametrize("declared", ["utf-8", "no-such-encoding", "hex"])
def test_a_declared_encoding_the_bytes_contradict_is_passed_over(declared: str) -> None:
    assert decode(SENTENCE.encode("gb18030"), declared) == SENTENCE


def test_lines_end_with_a_line_feed_whatever_the_system() -> None:
    assert decode(b"a\r\nb\rc\n") == "a\nb\nc\n"


@given(cut=st.integers(1, len(TABLE.encode())))
def test_the_beginning_of_a_table_may_end_within_a_character(cut: int) -> None:
    assert table_encoding(TABLE.encode()[:cut], is_cut=True) == "utf-8-sig"


def test_the_beginning_of_a_national_table_is_recognised_too() -> None:
    data = (TABLE * 40).encode("gb18030")
    assert {table_encoding(data[:cut], is_cut=True) for cut in range(900, 960)} == {"gb18030"}


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 8, b"\0\1\2\3" * 50])
def test_what_is_no_text_is_refused_with_a_remedy(data: bytes) -> None:
    with pytest.raises(UsageError) as refusal:
        decode(data)
    assert refusal.value.hint


def test_an_empty_file_is_an_empty_text() -> None:
    assert decode(b"") == ""


def test_a_wrong_reading_has_hardly_a_common_character() -> None:
    wrong = SENTENCE.encode("gb18030").decode("utf-16-le", errors="replace")
    assert familiarity(wrong) < 0.2 < familiarity(SENTENCE)


@given(st.text(alphabet="的一是不了在有人全年完成农村建设工作0123456789，。\n", min_size=20))
def test_everyday_chinese_survives_the_national_encoding(text: str) -> None:
    assert decode(text.encode("gb18030")) == text
