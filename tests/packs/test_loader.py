"""Reading a pack folder."""

from pathlib import Path

import pytest

from zhenyu.core.errors import UsageError
from zhenyu.packs.loader import load


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A folder with a head and nothing else."""
    (tmp_path / "pack.yaml").write_text("code: small\ntitle: 小包\nversion: '1'\n", encoding="utf-8")
    for folder in ("ledgers", "indicators", "systems", "templates", "areas"):
        (tmp_path / folder).mkdir()
    return tmp_path


def write(pack: Path, name: str, text: str) -> None:
    (pack / name).write_text(text, encoding="utf-8")


def test_an_empty_pack_is_a_pack(pack: Path) -> None:
    loaded = load(pack)
    assert (loaded.code, loaded.title, loaded.version) == ("small", "小包", "1")
    assert loaded.ledgers == loaded.indicators == loaded.templates == ()


def test_the_word_on_stays_a_word(pack: Path) -> None:
    write(pack, "ledgers/a.yaml", "code: a\nmeasures: [{on: done_on, off: no, fine: true}]\n")
    assert load(pack).ledgers[0].raw["measures"] == [{"on": "done_on", "off": "no", "fine": True}]


def test_dates_stay_text_and_numbers_are_numbers(pack: Path) -> None:
    write(
        pack,
        "systems/a.yaml",
        "code: a\ndue: 2026-03-31\nyear: 2026\narea: '990101100'\nrate: 0.5\nnone: ~\n",
    )
    raw = load(pack).systems[0].raw
    assert raw == {
        "code": "a",
        "due": "2026-03-31",
        "year": 2026,
        "area": "990101100",
        "rate": 0.5,
        "none": None,
    }


def test_a_list_gives_each_entry_its_own_line(pack: Path) -> None:
    write(pack, "indicators/a.yaml", "# 一行说明\n- code: one\n  title: 一\n- code: two\n")
    found = load(pack).indicators
    assert [(item.code, item.source, item.line) for item in found] == [
        ("one", "indicators/a.yaml", 2),
        ("two", "indicators/a.yaml", 4),
    ]


def test_a_template_is_its_front_matter_and_its_body(pack: Path) -> None:
    write(pack, "templates/a.md", "---\ncode: a\ntitle: 总结\n---\n\n# 题目\n正文 --- 还在\n")
    item = load(pack).templates[0]
    assert item.raw == {"code": "a", "title": "总结", "body": "# 题目\n正文 --- 还在\n"}


def test_areas_are_rows_of_text(pack: Path) -> None:
    write(pack, "areas/a.csv", "﻿code,name,valid_to\n990101,云渚县,\n")
    found = load(pack).areas[0]
    assert found.source == "areas/a.csv"
    assert list(found.rows) == [{"code": "990101", "name": "云渚县", "valid_to": ""}]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("ledgers/a.yaml", "code: a\ntitle: [没有\n  右括号\nx: 1\n", "ledgers/a.yaml 第"),
        ("ledgers/a.yaml", "code: a\ncode: b\n", "第2行第1列"),
        ("ledgers/a.yaml", "- 只是文字\n", "第1行应是"),
        ("indicators/a.yaml", "- title: 无代码\n", "第1行的定义没有 code"),
        ("templates/a.md", "# 没有说明块\n", "开头没有说明块"),
        ("templates/a.md", "---\ntitle: 无代码\n---\n正文\n", "没有 code"),
        ("templates/a.md", "---\ncode: a\n  bad: [\n---\n正文\n", "templates/a.md 第"),
        ("areas/a.csv", "代码,name\n1,2\n", "缺少 code 列"),
    ],
)
def test_a_faulty_file_is_named_with_its_place_and_a_remedy(
    pack: Path, name: str, text: str, said: str
) -> None:
    write(pack, name, text)
    with pytest.raises(UsageError) as caught:
        load(pack)
    assert said in caught.value.message
    assert caught.value.hint


def test_a_front_matter_fault_counts_lines_of_the_file(pack: Path) -> None:
    write(pack, "templates/a.md", "---\ncode: a\ntitle: '没有收尾\n---\n正文\n")
    with pytest.raises(UsageError, match=r"第[34]行"):
        load(pack)


def test_a_code_used_twice_names_both_places(pack: Path) -> None:
    write(pack, "indicators/a.yaml", "- {code: one}\n- {code: two}\n")
    write(pack, "indicators/b.yaml", "- {code: two}\n")
    with pytest.raises(
        UsageError, match=r"“two”出现两次：indicators/a\.yaml 第2行和 indicators/b\.yaml 第1行"
    ):
        load(pack)


def test_one_code_may_be_a_ledger_and_an_indicator(pack: Path) -> None:
    write(pack, "ledgers/a.yaml", "code: income\n")
    write(pack, "indicators/a.yaml", "- {code: income}\n")
    assert load(pack).ledgers[0].code == load(pack).indicators[0].code


def test_a_missing_folder_head_or_head_key_says_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="没有内容包目录"):
        load(tmp_path / "nowhere")
    with pytest.raises(UsageError, match=r"没有 pack\.yaml"):
        load(tmp_path)
    (tmp_path / "pack.yaml").write_text("code: a\ntitle: 包\n", encoding="utf-8")
    with pytest.raises(UsageError, match="缺少 version"):
        load(tmp_path)


def test_a_file_in_another_encoding_says_so(pack: Path) -> None:
    (pack / "ledgers/a.yaml").write_bytes("code: a\ntitle: 台账\n".encode("gb18030"))
    with pytest.raises(UsageError, match="不是 UTF-8"):
        load(pack)
