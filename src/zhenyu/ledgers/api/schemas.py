"""The JSON that the API answers and accepts. Decimals are texts, days ISO 8601; private values are masked
texts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Path, Schema
from pydantic import Field

BIGGEST_ID = 2**63 - 1
RowId = Annotated[int, Path(ge=1, le=BIGGEST_ID, description="记录编号")]
Values = Annotated[
    dict[str, Any],
    Field(
        description="栏目名 → 值。小数用文本，日期用 2026-10-31，月份用 2026-10；没有值为 null。私密栏目是遮盖后的文本，原样送回不会改动",
        examples=[{"household_no": "001", "cost": "1200.50", "finished_on": "2026-10-31"}],
    ),
]


class LedgerOut(Schema):
    """一个台账的概况。"""

    code: str = Field(description="代码", examples=["toilet_renovation"])
    title: str = Field(description="名称", examples=["农村改厕台账"])
    domain: str = Field(description="业务领域", examples=["人居环境"])
    office: str = Field(description="主管办所")
    level: str = Field(description="登记到哪一级：county、town、village、grid")
    rows: int = Field(description="行数，最多数到 10000")
    rows_capped: bool = Field(description="实际行数多于 rows")
    overdue: int = Field(description="超期行数")
    updated_at: datetime | None = Field(description="最近一次改动")


class DefinitionOut(Schema):
    """台账的定义，和一行的 JSON Schema。"""

    code: str
    title: str
    version: int = Field(description="定义的版本")
    definition: dict[str, Any] = Field(description="定义，与内容包中的 YAML 同样")
    row_schema: dict[str, Any] = Field(description="values 的 JSON Schema（2020-12）")


class RowOut(Schema):
    """一条记录。"""

    id: int = Field(description="编号")
    version: int = Field(description="版本，每改一次加一；修改时放进 If-Match")
    area: str = Field(description="所在区划代码")
    area_name: str
    state: str | None = Field(description="状态代码；没有流程的台账为 null")
    state_title: str
    owner: str = Field(description="责任人")
    due: date | None = Field(description="到期日")
    overdue: bool
    batch: int | None = Field(description="由哪一批导入登记")
    created_at: datetime
    created_by: str
    updated_at: datetime
    updated_by: str
    masked: list[str] = Field(description="被遮盖的栏目")
    values: Values


class StateOut(Schema):
    """一个状态的行数。"""

    state: str
    title: str
    count: int = Field(description="最多数到 10000")
    capped: bool = Field(description="实际行数多于 count")


class RowPageOut(Schema):
    """一页记录。"""

    rows: list[RowOut]
    next: str | None = Field(description="放进 after 取下一页；最后一页为 null")
    total: int = Field(description="符合条件的行数，最多数到 10000")
    total_capped: bool = Field(description="实际行数多于 total")
    sums: dict[str, str] = Field(description="要求 sums=true 时，数值栏目的合计")
    states: list[StateOut]


class RowIn(Schema):
    """要新增的记录。"""

    area: str = Field(description="所在区划代码，要到台账登记的那一级", examples=["990101100201"])
    values: Values
    owner: str | None = Field(default=None, description="责任人")
    why: str = Field(default="", description="事由，记入变更记录")


class RowPatch(Schema):
    """要修改的内容；没有写的栏目不动，值为 null 清空。"""

    values: Values = {}
    area: str | None = Field(default=None, description="改到哪个区划")
    owner: str | None = Field(default=None, description="改责任人")
    why: str = Field(default="", description="事由，记入变更记录")


class StepIn(Schema):
    """流程的一步。"""

    name: str = Field(description="步骤代码，见台账定义的 lifecycle.transitions", examples=["accept"])
    values: Values = {}
    why: str = Field(default="", description="事由，记入变更记录")


class FieldChangeOut(Schema):
    """一个栏目改前改后。"""

    field: str
    title: str
    before: str
    after: str


class HistoryOut(Schema):
    """一次变更。"""

    at: datetime
    by: str
    action: str
    action_title: str
    why: str
    version: int | None = Field(description="变更之前的版本；登记时为 null")
    batch: int | None
    changes: list[FieldChangeOut]


class ReportOut(Schema):
    """批量写入的结果；read = added + changed + unchanged + refused。"""

    batch: int | None = Field(description="批次号，可凭它撤销；没有写入时为 null")
    read: int
    added: int
    changed: int
    unchanged: int
    refused: int
    problems: list[dict[str, Any]] = Field(description="row（从 1 数）、field、value、rule、message、hint")
    notes: list[str]
    written: bool = Field(description="是否写入；false 时各数是“将会怎样”")
    errors_file: str | None = None


class ChangeOut(Schema):
    """一次变更的索引：哪一行、哪一批。"""

    ledger: str
    row: int | None = Field(description="记录编号；整批导入为 null，用 filter=batch:eq:批次号 取它登记的行")
    action: str = Field(description="create、update、transition、delete、restore、import、undo 等")
    batch: int | None
    area: str
    at: datetime
    by: str


class ChangesOut(Schema):
    """某个时点之后的变更，按提交的先后。"""

    changes: list[ChangeOut]
    next: str = Field(description="放进 since 接着取；没有新变更时不变")
    more: bool = Field(description="还有没取完的")
