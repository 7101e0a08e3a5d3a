"""The page of an official document: GB/T 9704-2012 《党政机关公文格式》 in WordprocessingML
(official-documents §1).

Word hides much of what the standard asks for from python-docx: Chinese fonts, the document grid, indents in
characters, different odd and even page numbers. Those are written as XML here, and nowhere else.
"""

from __future__ import annotations

from typing import Any, Final

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor, Twips

SONG: Final = "宋体"
XIAOBIAOSONG: Final = "方正小标宋简体"
FANGSONG: Final = "仿宋_GB2312"
KAITI: Final = "楷体_GB2312"
HEITI: Final = "黑体"

PAGE: Final = (Mm(210), Mm(297))  # 5.1 A4
# 5.2.1: type area 156 × 225 mm
MARGINS: Final = {"top": Mm(37), "left": Mm(28), "bottom": Mm(35), "right": Mm(26)}
LINES, CHARACTERS = 22, 28  # 5.2.3, a page and a line
LINE_PITCH: Final = Pt(28.95)  # 225 mm / 22 lines, just under, so that rounding never loses the last line
BODY: Final = Pt(16)  # 3号
TITLE: Final = Pt(22)  # 2号
TITLE_LINE: Final = Pt(22 + 14)  # 3.2: a line is the height of its type and 7/8 of 3号
PAGE_NUMBER: Final = Pt(14)  # 4号
TABLE: Final = Pt(12)  # 小4号; the standard leaves tables open
CELL_LINE: Final = Pt(18)
# 28 characters of 16 pt are 158 mm wide and the line is 156: each gives up a quarter of a point (in 1/20 pt).
NARROWING: Final = -5
INDENT_CHARACTERS: Final = 2  # 7.3.3, each natural paragraph
# 7.5: the dashes stand 7 mm below the type area. The footer's line is as high as its type and the dash at
# half of it.
FOOTER_DISTANCE: Final = Mm(35 - 7) - PAGE_NUMBER // 2

BODY_STYLE, TITLE_STYLE, TABLE_STYLE, SIGNATURE_STYLE = "公文正文", "公文标题", "公文表格", "公文落款"
_HEADING_FONTS: Final = (HEITI, KAITI, FANGSONG, FANGSONG)  # 7.3.3: 一、黑体 （一）楷体 1. 和（1）仿宋


def prepare(document: Document) -> None:
    """Turn python-docx's empty document into an empty official one: page, grid, styles, page numbers."""
    _default_font(document)
    _styles(document)
    section = document.sections[0]
    _page(section)
    _page_numbers(document, section)


def heading_style(level: int) -> str:
    """Word's own heading styles, so that the navigation pane and a table of contents work."""
    return f"Heading {level}"


def element(name: str, /, **attributes: str | int) -> Any:
    """An element of the w: namespace with w: attributes."""
    made = OxmlElement(f"w:{name}")
    for attribute, value in attributes.items():
        made.set(qn(f"w:{attribute}"), str(value))
    return made


def set_font(properties: Any, font: str) -> None:
    """Name a font for every script in a w:rPr: Chinese text takes ``eastAsia``, which python-docx does not
    write.

    The hint keeps “quotes” and dashes, which both scripts own, in the Chinese font.
    """
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    properties.insert(0, element("rFonts", ascii=font, hAnsi=font, eastAsia=font, cs=font, hint="eastAsia"))


def _default_font(document: Document) -> None:
    """Body type as the document's default, instead of python-docx's theme fonts; Chinese as its language."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    set_font(properties, FANGSONG)
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(element("lang", val="zh-CN", eastAsia="zh-CN", bidi="ar-SA"))
    normal = document.styles["Normal"]
    set_font(normal.element.get_or_add_rPr(), FANGSONG)
    normal.font.size = BODY
    _fixed_lines(normal, LINE_PITCH)
    # No extra room between Chinese and digits: it moves the 28 characters, and each program adds it in other
    # places.
    for name in ("autoSpaceDE", "autoSpaceDN"):
        properties = normal.element.get_or_add_pPr()
        properties.insert_element_before(element(name, val=0), "w:snapToGrid", "w:spacing", "w:ind", "w:jc")
    normal.paragraph_format.widow_control = False  # 22 lines on each page, whatever their paragraph


def _styles(document: Document) -> None:
    body = _style(document, BODY_STYLE, FANGSONG, BODY)
    body.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    _narrow(body)
    _indent_first_line(body)
    title = _style(document, TITLE_STYLE, XIAOBIAOSONG, TITLE)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.keep_with_next = True
    _fixed_lines(title, TITLE_LINE)
    _off_the_grid(title)
    table = _style(document, TABLE_STYLE, FANGSONG, TABLE)
    _fixed_lines(table, CELL_LINE)
    _off_the_grid(table)
    signature = _style(document, SIGNATURE_STYLE, FANGSONG, BODY)
    signature.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _narrow(signature)
    for level, font in enumerate(_HEADING_FONTS, start=1):
        _heading(document.styles[heading_style(level)], font)


def _style(document: Document, name: str, font: str, size: Pt) -> Any:
    style: Any = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    style.font.size = size
    set_font(style.element.get_or_add_rPr(), font)
    return style


def _heading(style: Any, font: str) -> None:
    set_font(style.element.get_or_add_rPr(), font)
    style.font.size, style.font.bold, style.font.italic = BODY, False, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    _fixed_lines(style, LINE_PITCH)
    _indent_first_line(style)
    _narrow(style)


def _fixed_lines(style: Any, height: Pt) -> None:
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    style.paragraph_format.line_spacing = height


def _indent_first_line(style: Any) -> None:
    """Two characters: Word follows ``firstLineChars``; LibreOffice 7.4 and old WPS only know
    ``firstLine``."""
    style.paragraph_format.first_line_indent = Twips(INDENT_CHARACTERS * character_pitch())
    indent = style.element.get_or_add_pPr().find(qn("w:ind"))
    indent.set(qn("w:firstLineChars"), str(INDENT_CHARACTERS * 100))


def _narrow(style: Any) -> None:
    """Set 28 characters on a line."""
    properties = style.element.get_or_add_rPr()
    properties.insert_element_before(element("spacing", val=NARROWING), "w:sz", "w:szCs", "w:lang")


def _off_the_grid(style: Any) -> None:
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(
        element("snapToGrid", val=0), "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
    )


def text_width() -> int:
    """Width of the type area in twips."""
    return int(PAGE[0].twips) - int(MARGINS["left"].twips) - int(MARGINS["right"].twips)


def character_pitch() -> int:
    """Twips from one body character to the next: 28 of them stand on a line."""
    return int(BODY.twips) + NARROWING


def _page(section: Section) -> None:
    section.page_width, section.page_height = PAGE
    section.top_margin, section.bottom_margin = MARGINS["top"], MARGINS["bottom"]
    section.left_margin, section.right_margin = MARGINS["left"], MARGINS["right"]
    section.gutter = Mm(0)
    section.header_distance = Mm(15)
    section.footer_distance = FOOTER_DISTANCE
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    # A grid of lines only: where cells of characters are narrower than the type, LibreOffice takes two for
    # each.
    properties.append(element("docGrid", type="lines", linePitch=LINE_PITCH.twips))


def _page_numbers(document: Document, section: Section) -> None:
    """— 1 — in 4号 宋体: odd pages right, even pages left, one character in (7.5)."""
    document.settings.odd_and_even_pages_header_footer = True
    one_character = PAGE_NUMBER
    for footer, alignment, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT, "right"),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT, "left"),
    ):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = alignment
        paragraph.paragraph_format.tab_stops.clear_all()
        setattr(paragraph.paragraph_format, f"{side}_indent", one_character)
        paragraph._p.pPr.find(qn("w:ind")).set(qn(f"w:{side}Chars"), "100")
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        paragraph.paragraph_format.line_spacing = PAGE_NUMBER
        for text in ("— ", None, " —"):
            _number_run(paragraph, text)


def _number_run(paragraph: Any, text: str | None) -> None:
    """A dash, or the page field when ``text`` is None."""
    parts = (
        [_literal(text)]
        if text
        else [
            element("fldChar", fldCharType="begin"),
            _literal(" PAGE ", "instrText"),
            element("fldChar", fldCharType="separate"),
            _literal("1"),
            element("fldChar", fldCharType="end"),
        ]
    )
    for part in parts:
        run = paragraph.add_run()
        set_font(run._r.get_or_add_rPr(), SONG)
        run.font.size = PAGE_NUMBER
        run._r.append(part)


def _literal(text: str, name: str = "t") -> Any:
    made = element(name)
    made.text = text
    made.set(qn("xml:space"), "preserve")
    return made


def variable(document: Document, value: str) -> str:
    """Keep a text in the file as a document variable, which survives editing in Word; gives its name."""
    settings = document.settings.element
    holder = settings.find(qn("w:docVars"))
    if holder is None:
        holder = element("docVars")
        settings.insert_element_before(holder, *_AFTER_VARIABLES)
    for known in holder:
        if known.get(qn("w:val")) == value:
            return str(known.get(qn("w:name")))
    name = f"figure_{len(holder) + 1}"
    holder.append(element("docVar", name=name, val=value))
    return name


def variables(document: Document) -> dict[str, str]:
    """The document variables of a file, name → text."""
    return {
        variable.get(qn("w:name")): variable.get(qn("w:val"))
        for variable in document.settings.element.iter(qn("w:docVar"))
    }


_AFTER_VARIABLES: Final = (
    "w:rsids",
    "m:mathPr",
    "w:attachedSchema",
    "w:themeFontLang",
    "w:clrSchemeMapping",
    "w:doNotIncludeSubdocsInStats",
    "w:shapeDefaults",
    "w:decimalSymbol",
    "w:listSeparator",
)
"""What the schema (CT_Settings) lets follow the variables."""
