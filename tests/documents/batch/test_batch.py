"""``zhenyu read DIR --jobs N -o OUT.jsonl``: interrupted, repeated, with bad files among the good."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from zhenyu.core.errors import ZhenyuError
from zhenyu.documents.batch import workers
from zhenyu.documents.batch.extract import WantedFile
from zhenyu.documents.batch.output import Output
from zhenyu.documents.cli.read import read_command

pytestmark = pytest.mark.system
TEXT = "今年1-10月，柳河镇完成财税收入3656万元，同比增长41.7%。\n改厕102户。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    reports = tmp_path / "报告"
    (reports / "2025").mkdir(parents=True)
    for number in range(6):
        (reports / "2025" / f"{number}.txt").write_text(TEXT, encoding="gb18030")
    (reports / "坏.pdf").write_bytes(b"%PDF-1.7 broken")
    return reports


def read(*arguments: str | Path) -> Result:
    return CliRunner().invoke(read_command, [str(each) for each in arguments])


def docs(out: Path) -> list[str]:
    return [json.loads(line)["doc"] for line in out.read_text(encoding="utf-8").splitlines()]


def test_a_folder_is_read_by_several_processes_and_a_bad_file_is_listed_at_the_end(
    folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    result = read(folder, "--jobs", 2, "-o", out)
    assert result.exit_code == 1
    assert sorted(docs(out)) == sorted(f"2025/{number}.txt" for number in range(6) for _ in range(3))
    assert "已读 7/7 个文件" in result.stderr
    assert "坏.pdf”：PDF 文件已损坏，打不开" in result.stderr
    assert result.stderr.endswith("有 1 个文件没有读成\n")
    first = json.loads(out.read_text(encoding="utf-8").splitlines()[0])
    assert first["place"] == {"offset": first["start"]}


def test_what_was_read_is_not_read_again_unless_it_changed(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    read(folder, "-o", out)
    before = out.read_bytes()
    (folder / "2025" / "3.txt").write_text("改厕88户。", encoding="utf-8")
    (folder / "坏.pdf").unlink()
    result = read(folder, "-o", out)
    assert "5 个文件以前读过，没有变动，不再读" in result.stderr
    assert result.exit_code == 0
    changed = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [line["text"] for line in changed if line["doc"] == "2025/3.txt"] == ["88户"]
    assert len(changed) == before.count(b"\n") - 2
    assert "以前读过" not in read(folder, "-o", out, "--again").stderr
    assert sorted(docs(out)) == sorted(line["doc"] for line in changed)


def test_two_runs_on_one_output_do_not_mix_and_the_second_names_the_lock(
    folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    files = [WantedFile(folder / "2025" / "0.txt", "2025/0.txt")]
    first = Output(out, files)
    try:
        second = read(folder, "-o", out).exception
        assert isinstance(second, ZhenyuError)
        assert "另一个程序正在写" in str(second)
        assert "out.jsonl.lock" in str(second)
        first.add(files[0], ['{"doc": "2025/0.txt"}'])
    finally:
        first.close()
    assert docs(out) == ["2025/0.txt"]
    assert not out.with_name("out.jsonl.lock").exists()
    read(folder, "-o", out)
    assert set(docs(out)) == {f"2025/{number}.txt" for number in range(6)}


def test_a_run_that_was_killed_leaves_no_lock_behind(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    script = (
        "import os, sys; from pathlib import Path; from zhenyu.documents.batch.output import Output;"
        "Output(Path(sys.argv[1]), []); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", script, str(out)], check=False)
    assert out.with_name("out.jsonl.lock").exists()
    read(folder, "-o", out)
    assert len(docs(out)) == 18


def test_a_file_half_written_is_cut_off_and_read_again(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    files = [WantedFile(folder / "2025" / f"{number}.txt", f"{number}.txt") for number in range(2)]
    output = Output(out, files)
    output.add(files[0], ['{"doc": "0.txt"}'])
    output.close()
    with out.open("a", encoding="utf-8") as file:
        file.write('{"doc": "1.txt"}\n{"doc": "1.t')
    with (tmp_path / "out.jsonl.index").open("a", encoding="utf-8") as file:
        file.write('{"doc": "1.txt", "dig')
    output = Output(out, files)
    assert output.left(files) == [files[1]]
    output.add(files[1], ['{"doc": "1.txt"}'])
    output.close()
    assert docs(out) == ["0.txt", "1.txt"]
    assert Output(out, files).left(files) == []


def test_a_result_of_something_else_is_not_overwritten(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").write_text("{}\n", encoding="utf-8")
    result = CliRunner().invoke(read_command, [str(folder), "-o", str(tmp_path / "out.jsonl")])
    assert "不是批量读取的结果" in str(result.exception)
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == "{}\n"


def test_a_file_that_never_ends_is_given_up_and_the_others_are_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(folder / "等.txt")  # opening it waits for somebody who writes
    files = [
        WantedFile(folder / "等.txt", "等.txt"),
        *(WantedFile(folder / "2025" / f"{n}.txt", f"{n}.txt") for n in range(3)),
    ]
    skipped = 0.0
    monkeypatch.setattr(workers, "time", SimpleNamespace(monotonic=lambda: time.monotonic() + skipped))
    found = {}
    for wanted, extract in workers.read_all(files, 2):
        found[wanted.name] = extract
        skipped = (len(found) == 3) * workers.SILENCE  # all others are read: minutes pass
    assert f"超过{workers.SILENCE}秒没有读完" in found["等.txt"].problem
    assert [len(found[f"{n}.txt"].lines) for n in range(3)] == [3, 3, 3]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_run_broken_off_is_consistent_and_goes_on_where_it_stopped(
    folder: Path, tmp_path: Path, how: signal.Signals
) -> None:
    """The gate is a named pipe among the files: opening it to write waits until the run opens it to read."""
    before, gate, after = tmp_path / "前", tmp_path / "中.txt", tmp_path / "后"
    for place in (before, after):
        place.mkdir()
        for number in range(20):
            (place / f"{place.name}{number}.txt").write_text(TEXT, encoding="utf-8")
    os.mkfifo(gate)
    out, index = tmp_path / "out.jsonl", tmp_path / "out.jsonl.index"
    program = "import sys; from zhenyu.cli import main; sys.argv = ['zhenyu', 'read', *sys.argv[1:]]; main()"
    run = subprocess.Popen(
        [sys.executable, "-c", program, *map(str, (before, gate, after)), "-o", str(out)],
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(
            signal.SIGINT, signal.SIG_DFL
        ),  # a suite in the background ignores it
    )
    with gate.open("w", encoding="utf-8") as told:  # the first time it is read for its digest
        told.write(TEXT)
        gate.unlink()
        os.mkfifo(gate)
    with gate.open("w"):
        run.send_signal(how)
        _, said = run.communicate()
    assert len(index.read_bytes().splitlines()) == 20
    if how == signal.SIGINT:
        assert run.returncode == 130
        assert "已中断" in said.decode()
    gate.unlink()
    gate.write_text(TEXT, encoding="utf-8")
    result = read(before, gate, after, "-o", out)
    assert "20 个文件以前读过" in result.stderr
    assert len(docs(out)) == 41 * 3
    assert len(set(docs(out))) == 41
