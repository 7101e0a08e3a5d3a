"""The commands people and scripts type: counts on stdout, exit 1 when rows are refused."""

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from tests.ledgers.samples import TOWN, toilets
from zhenyu.core.errors import NotFound, UsageError
from zhenyu.ledgers.actions.definitions import define_ledger
from zhenyu.ledgers.cli.attachments import attachments_group
from zhenyu.ledgers.cli.ledger import export_command, import_command, ledger_group
from zhenyu.ledgers.cli.verify import verify_command
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.schema import registry
from zhenyu.people.types import SYSTEM

NAMED = {
    command.name: command
    for command in (ledger_group, import_command, export_command, attachments_group, verify_command)
}


def run(name: str, *arguments: object) -> Result:
    result = CliRunner().invoke(NAMED[name], [str(argument) for argument in arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_text("户编号,村,造价\n001,东柳村,100\n002,西柳村,很多\n", encoding="utf-8")
    return path


def test_refused_rows_are_exit_1_with_the_rows_named(ledger: LedgerDefinition, file: Path) -> None:
    result = run("import", "toilets", file, "--area", TOWN)
    assert result.exit_code == 1
    assert "读取 2 行 = 新增 1 + 更新 0 + 未变 0 + 未导入 1" in result.output
    assert "第3行“造价”：“很多”不是数字" in result.output
    assert "没有写入任何一行" in result.output


def test_json_is_the_report(ledger: LedgerDefinition, file: Path, tmp_path: Path) -> None:
    marked = tmp_path / "问题.xlsx"
    result = run("import", "toilets", file, "--area", TOWN, "--accept-good", "--errors", marked, "--json")
    report = json.loads(result.stdout)
    assert (report["read"], report["added"], report["refused"], report["problems"][0]["row"]) == (2, 1, 1, 3)
    assert marked.exists()


def test_a_ledger_is_listed_shown_and_exported(ledger: LedgerDefinition, file: Path, tmp_path: Path) -> None:
    run("import", "toilets", file, "--area", TOWN, "--accept-good")
    assert "农村改厕台账  1 行" in run("ledger", "list").output
    assert "cost                     造价（money，元）" in run("ledger", "show", "toilets").output
    assert json.loads(run("ledger", "show", "toilets", "--json").output)["key"] == ["household_no"]
    assert "已导出 1 行" in run("export", "toilets", "--area", TOWN, "-o", tmp_path / "b.xlsx").output


def test_wrong_names_are_told(ledger: LedgerDefinition, file: Path) -> None:
    with pytest.raises(NotFound, match=r"没有代码为“toilet”的台账.*toilets"):
        run("import", "toilet", file, "--area", TOWN)
    with pytest.raises(UsageError, match="区划代码"):
        run("import", "toilets", file, "--area", "柳河镇")
    with pytest.raises(UsageError, match=r"存成 \.xlsx"):
        run("import", "toilets", file, "--area", TOWN, "--errors", "a.txt")


def test_a_definition_goes_out_as_a_survey_form_and_comes_back(
    ledger: LedgerDefinition, tmp_path: Path
) -> None:
    form, back = tmp_path / "form.xlsx", tmp_path / "back.yaml"
    assert run("ledger", "xlsform", "toilets", "-o", form, "--area", TOWN).exit_code == 0
    assert "9个栏目" in run("ledger", "from-xlsform", form, "-o", back).output
    raw = yaml.safe_load(back.read_text(encoding="utf-8"))
    assert read_definition(raw).fields == ledger.fields
    with pytest.raises(UsageError, match="没有覆盖"):
        run("ledger", "from-xlsform", form, "-o", back)


def test_a_pack_in_conflict_is_listed_and_exits_1(ledger: LedgerDefinition, tmp_path: Path) -> None:
    from zhenyu.config.cli import pack

    (tmp_path / "ledgers").mkdir()
    (tmp_path / "pack.yaml").write_text("code: small\ntitle: 小包\nversion: '2'\n", encoding="utf-8")
    raw = json.dumps(toilets(title="包里的名称", measures=[]), ensure_ascii=False)
    (tmp_path / "ledgers" / "a.yaml").write_text(raw, encoding="utf-8")
    define_ledger(toilets(title="本地的名称"), by=SYSTEM)
    waiting = CliRunner().invoke(pack, ["apply", str(tmp_path)])
    assert waiting.exit_code == 1
    assert "名称：本地 本地的名称｜内容包 包里的名称" in waiting.output
    assert registry.ledger("toilets").measures
    listed = json.loads(CliRunner().invoke(pack, ["check", str(tmp_path), "--json"]).stdout)
    assert [each["title"] for each in listed["undecided"][0]["conflicts"]] == ["名称"]
    settled = CliRunner().invoke(pack, ["apply", str(tmp_path), "--prefer", "pack"])
    assert settled.exit_code == 0
    assert registry.ledger("toilets").title == "包里的名称"
