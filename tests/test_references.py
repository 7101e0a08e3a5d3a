"""What sources cite is in the repository: items of docs/reference, decisions, pages; and no page is cited
that is not."""

import re
import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference"
FOLDERS = ("src", "tests", "docs", "benchmarks")
ENDINGS = {".py", ".sql", ".toml", ".yaml", ".yml", ".ts", ".scss", ".css", ".html", ".md", ".txt", ".json"}
MADE = {"node_modules", "dist", "__pycache__"}
LIST = r"§\d+(?:\.\d+)*(?:(?:,| and) §\d+(?:\.\d+)*)*"
CITED = re.compile(rf"([a-z][a-z-]*) ({LIST})")
ITEM = re.compile(r"^(?:#{2,4} |\| )(\d+(?:\.\d+)*)\.? ", re.MULTILINE)
DECISION = re.compile(r"\b[Dd]ecisions? (\d+)")
OUTSIDE = re.compile(r"(?<![\w.=])(?:DESIGN|DOMAIN|SCHEME|STYLE|HOUSE)\b(?! =)|\bUI\.md")
"""Notes the project was planned by, which are no part of it; constants of these names are meant by ``.``,
``=`` and `` =``."""


@cache
def texts() -> tuple[tuple[Path, str], ...]:
    """Every source and page with its text, but for this file, which is full of patterns."""
    files = [path for path in ROOT.glob("*.*") if path.is_file()]
    for folder in FOLDERS:
        files += [path for path in (ROOT / folder).rglob("*.*") if not MADE & set(path.parts)]
    return tuple(
        (path.relative_to(ROOT), path.read_text(encoding="utf-8", errors="replace"))
        for path in files
        if path.suffix in ENDINGS and path != Path(__file__)
    )


def pages() -> dict[str, list[str]]:
    """Page of the reference → the numbers of its items."""
    return {
        path.stem: ITEM.findall(path.read_text(encoding="utf-8")) for path in sorted(REFERENCE.glob("*.md"))
    }


def citations(text: str) -> list[tuple[str, str]]:
    """(page, item) of each item cited in a text; a line may break inside a citation."""
    text = re.sub(r"\n\s*(?:# ?)?", " ", text)
    return [(page, item) for page, items in CITED.findall(text) for item in re.findall(r"[\d.]*\d", items)]


def test_every_cited_item_of_the_reference_exists() -> None:
    known = pages()
    missing = [
        f"{path}: {page} §{item}"
        for path, text in texts()
        for page, item in citations(text)
        if item not in known.get(page, ())
    ]
    assert missing == []


def test_every_section_sign_names_its_page() -> None:
    bare = [str(path) for path, text in texts() if text.count("§") != len(citations(text))]
    assert bare == [], "write “page §1, §2”"


def test_items_of_a_page_are_numbered_once_and_below_their_section() -> None:
    for page, items in pages().items():
        assert items, page
        assert len(items) == len(set(items)), page
        assert {item.rpartition(".")[0] for item in items} <= {"", *items}, page


def test_every_page_of_the_reference_is_cited_by_a_source() -> None:
    cited = {
        page
        for path, text in texts()
        if not path.is_relative_to("docs/reference")
        for page, _ in citations(text)
    }
    assert set(pages()) - cited == set()


def test_every_cited_decision_exists_and_is_cited_by_four_digits() -> None:
    known = {path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")}
    missing = [
        f"{path}: decision {number}"
        for path, text in texts()
        for number in DECISION.findall(text)
        if number not in known
    ]
    assert missing == []


def test_every_page_named_or_linked_exists() -> None:
    missing = []
    for path, text in texts():
        named = [ROOT / page for page in re.findall(r"\bdocs/[\w/.-]*\.md\b", text)]
        links = (
            re.findall(r"\]\(([^)\s:#]+)(?:#[^)]*)?\)", text)
            if path.suffix == ".md" and path.parts[0] not in ("src", "tests")
            else []
        )
        targets = [*named, *(ROOT / path.parent / link for link in links)]
        missing += [f"{path}: {target}" for target in targets if not target.exists()]
    assert missing == []


def test_the_reference_names_modules_and_rules_that_exist() -> None:
    files = {path.name for path, _ in texts() if path.parts[0] == "src"}
    rules = tomllib.loads(
        next((ROOT / "src/zhenyu/auditing").rglob("rules.toml")).read_text(encoding="utf-8")
    )
    for page in REFERENCE.glob("*.md"):
        text = page.read_text(encoding="utf-8")
        assert set(re.findall(r"`([\w-]+\.(?:py|ts|scss|toml|sql))`", text)) - files == set(), page.name
    checks = re.findall(
        r"^\| \d+\.\d+ \|.*\| (`.*) \|$",
        (REFERENCE / "report-defects.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    named = {rule for cell in checks for rule in re.findall(r"`(\w+)`", cell)}
    assert named
    assert named - set(rules) == set()


def test_no_source_cites_what_is_not_in_the_repository() -> None:
    outside = [
        f"{path}:{number}: {line.strip()[:80]}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if OUTSIDE.search(line)
    ]
    assert outside == []
