"""Reports handed in as files: dropped, read, confirmed; the pages of a scan with its figures; what they say
taken over."""

import random
import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
from playwright.sync_api import Page, expect

from tests.documents.formats.made_pdf import pdf, wrapped

OpenAs = Callable[[str], Page]
Shot = Callable[[Page, str], None]
BODY = "2024年上半年，全镇完成一般公共预算收入3656万元，同比增长41.7%。全镇改厕150余户，硬化道路12.6公里。力争全年招引亿元项目5个。"


def title(of: str) -> str:
    """A title no other run has: the library refuses the same text twice."""
    return f"望澜镇2024年上半年{of}总结{random.randrange(10**6)}号"  # noqa: S311


def word(path: Path, heading: str) -> Path:
    document = docx.Document()
    document.add_paragraph(heading)
    document.add_paragraph(BODY)
    document.save(str(path))
    return path


def printed(path: Path, heading: str) -> Path:
    path.write_bytes(pdf(wrapped(f"{heading}\n{BODY}", 72, 80, 36)))
    return path


def scan(path: Path, heading: str) -> Path:
    """The printed page as a scanner sees it: slanted, as a picture."""
    from zhenyu.documents.formats.printed_pages import open_pdf, picture_of

    picture = picture_of(open_pdf(pdf(wrapped(f"{heading}\n{BODY}", 72, 80, 36))), 0, 150)
    upper = picture.crop((0, 0, picture.width, picture.height // 3)).rotate(0.9, fillcolor="white")
    upper.save(path)
    return path


def bomb(path: Path) -> Path:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", b"0" * (300 * 2**20))
    path.write_bytes(out.getvalue())
    return path


def drawn(page: Page) -> None:
    """Wait until the picture of the first page is there."""
    picture = page.locator(".rr-page img").first
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 500


def clear(page: Page) -> None:
    """Put aside what other tests left waiting."""
    page.goto("/reports/")
    while page.locator(".rr-came-drop button").count():
        page.locator(".rr-came-drop button").first.click()
        page.wait_for_load_state()


def test_several_files_at_once_are_read_confirmed_and_filed(
    page_as: OpenAs, shot: Shot, tmp_path: Path
) -> None:
    page = page_as("zhuren")
    clear(page)
    first, second = title("工作"), title("农业")
    (tmp_path / "文本.txt").write_bytes(f"{second}\n\n{BODY}\n".encode("gb18030"))
    (tmp_path / "空.txt").write_bytes(b"")
    files = [
        word(tmp_path / "总结.docx", first),
        bomb(tmp_path / "弹.docx"),
        tmp_path / "空.txt",
        tmp_path / "文本.txt",
    ]
    page.set_input_files("[data-drop] input[type=file]", files)
    expect(page.locator(".rr-came", has_text="弹.docx").locator(".notice.error")).to_contain_text("压缩炸弹")
    expect(page.locator(".rr-came", has_text="空.txt").locator(".notice.error")).to_contain_text("空文件")
    one = page.locator(".rr-came", has_text="总结.docx")
    expect(one.locator("input[name=title]")).to_have_value(first)
    expect(one.locator("select[name=kind]")).to_have_value("half")
    expect(one.locator("select[name=year]")).to_have_value("2024")
    expect(one.locator("select[name=month]")).to_have_value("6")
    expect(page.locator(".rr-came", has_text="文本.txt").locator("input[name=title]")).to_have_value(second)
    page.locator("#file-report").scroll_into_view_if_needed()
    shot(page, "reports-upload")

    one.get_by_role("button", name="确认存入").click()
    expect(page.locator("body")).to_contain_text(f"“{first}”已存入")
    for name in ("弹.docx", "空.txt"):
        page.locator(".rr-came", has_text=name).get_by_role("button", name="知道了").click()
        expect(page.locator(".rr-came", has_text=name)).to_have_count(0)
    page.locator(".rr-came", has_text="文本.txt").get_by_role("button", name="确认存入").click()
    expect(page.locator("h1")).to_have_text(second)
    with page.expect_download() as kept:
        page.get_by_role("link", name="原件").first.click()
    assert kept.value.path().read_bytes() == (tmp_path / "文本.txt").read_bytes()


def test_dropping_files_takes_them_as_choosing_does(page_as: OpenAs) -> None:
    page = page_as("zhuren")
    clear(page)
    heading = title("拖放")
    page.evaluate(
        """([name, text]) => {
            const moved = new DataTransfer();
            moved.items.add(new File([text], name, {type: "text/plain"}));
            const form = document.querySelector("[data-drop]");
            form.dispatchEvent(new DragEvent("drop", {dataTransfer: moved, bubbles: true, cancelable: true}));
        }""",
        ["拖来的.txt", f"{heading}\n\n{BODY}\n"],
    )
    came = page.locator(".rr-came", has_text="拖来的.txt")
    expect(came.locator("input[name=title]")).to_have_value(heading)
    came.get_by_role("button", name="不存了").click()
    expect(page.locator(".rr-came", has_text="拖来的.txt")).to_have_count(0)


def test_the_pages_of_a_pdf_and_its_figures_move_together(
    page_as: OpenAs, shot: Shot, tmp_path: Path
) -> None:
    page = page_as("zhuren")
    clear(page)
    page.set_input_files("[data-drop] input[type=file]", printed(tmp_path / "总结.pdf", title("财政")))
    page.locator(".rr-came", has_text="总结.pdf").get_by_role("button", name="确认存入").click(timeout=60_000)
    expect(page.locator(".rr-page img").first).to_be_visible()
    drawn(page)
    page.locator(".rr-page a.rr-box[aria-label='3656万元'] rect").click()
    expect(page.locator("[data-row].rr-lit")).to_contain_text("一般公共预算收入")
    shot(page, "report-pages")

    page.locator("[data-row]", has_text="150余户").locator("a.rr-figure").click()
    expect(page.locator(".rr-page a.rr-lit")).to_have_attribute("aria-label", "150余户")
    page.locator("a[data-view=text]").click()
    expect(page.locator(".rr-text")).to_be_visible()
    expect(page.locator(".rr-pages")).to_be_hidden()
    expect(page.locator(".rr-text a.rr-lit")).to_have_text("150余户")
    page.get_by_role("button", name="重新读数").click()
    expect(page.locator("body")).to_contain_text("已经读完", timeout=60_000)
    page.get_by_role("link", name="打开报告").click()
    expect(page.locator(".rr-page a.rr-box[aria-label='3656万元']")).to_be_visible()


def test_a_scan_is_recognised_in_the_background_and_its_boxes_lie_on_the_picture(
    page_as: OpenAs, shot: Shot, tmp_path: Path
) -> None:
    page = page_as("zhuren")
    clear(page)
    page.set_input_files("[data-drop] input[type=file]", scan(tmp_path / "扫描.png", title("扫描")))
    came = page.locator(".rr-came", has_text="扫描.png")
    expect(came.locator(".progress-line")).to_be_visible()
    shot(page, "reports-upload-scan")
    page.goto("/reports/")  # leaves, and comes back to it
    came.get_by_role("button", name="确认存入").click(timeout=120_000)
    drawn(page)
    expect(page.locator(".rr-page a.rr-box[aria-label*='3656']").first).to_be_visible()
    page.locator(".rr-page a.rr-box[aria-label*='3656'] rect").first.click()
    shot(page, "report-scan")


def test_what_a_report_says_is_taken_over_as_reported(page_as: OpenAs, shot: Shot) -> None:
    page = page_as("zhuren")
    page.goto("/reports/")
    page.fill(
        "textarea[name=text]",
        f"采用 {time.time_ns()}\n\n2019年，全镇完成工业总产值18.6亿元，同比增长6.1%。\n",
    )
    page.select_option("select[name=year] >> nth=-1", "2019")
    page.get_by_role("button", name="存入并读数").click()
    page.get_by_role("link", name="采用到指标").click()
    shot(page, "report-take-over")
    row = page.locator("tr", has_text="18.6亿元")
    if row.get_by_role("checkbox").count():
        row.get_by_role("checkbox").check()
        page.get_by_role("button", name="采用勾选的数字").click()
    expect(page.locator("tr", has_text="18.6亿元")).to_contain_text("已采用")
    page.locator("tr", has_text="18.6亿元").get_by_role("link").nth(1).click()
    page.goto(page.url.split("?")[0] + "?area=990101100&period=2019")
    expect(page.locator("main")).to_contain_text("报告所载")
    shot(page, "indicator-reported")
