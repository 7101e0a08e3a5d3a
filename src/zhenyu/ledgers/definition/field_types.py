"""What a field may hold: its types, their Chinese names, and what follows from a type alone. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, Literal


class FieldType(StrEnum):
    """What a field holds. Column types are in :mod:`zhenyu.ledgers.schema.tables`, reading of texts in
    ``values``."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    PERCENT = "percent"
    MU = "mu"
    LENGTH = "length"
    DATE = "date"
    MONTH = "month"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    CHOICES = "choices"
    PERSON_NAME = "person_name"
    ID_NUMBER = "id_number"
    USCC = "uscc"
    PHONE = "phone"
    BANK_ACCOUNT = "bank_account"
    AREA = "area"
    USER = "user"
    OFFICE = "office"
    RECORD = "record"
    ATTACHMENT = "attachment"
    POINT = "point"


TYPE_TITLES: Final[Mapping[FieldType, str]] = {
    FieldType.TEXT: "文本",
    FieldType.LONG_TEXT: "长文本",
    FieldType.INTEGER: "整数",
    FieldType.DECIMAL: "小数",
    FieldType.MONEY: "金额",
    FieldType.PERCENT: "百分比",
    FieldType.MU: "土地面积",
    FieldType.LENGTH: "长度",
    FieldType.DATE: "日期",
    FieldType.MONTH: "月份",
    FieldType.BOOLEAN: "是否",
    FieldType.CHOICE: "单选",
    FieldType.CHOICES: "多选",
    FieldType.PERSON_NAME: "姓名",
    FieldType.ID_NUMBER: "身份证号",
    FieldType.USCC: "统一社会信用代码",
    FieldType.PHONE: "电话",
    FieldType.BANK_ACCOUNT: "银行账号",
    FieldType.AREA: "区划",
    FieldType.USER: "人员",
    FieldType.OFFICE: "办公室",
    FieldType.RECORD: "关联其他台账",
    FieldType.ATTACHMENT: "附件",
    FieldType.POINT: "坐标",
}
NUMERIC: Final = frozenset(
    {FieldType.INTEGER, FieldType.DECIMAL, FieldType.MONEY, FieldType.PERCENT, FieldType.MU, FieldType.LENGTH}
)
SUMMABLE: Final = NUMERIC - {FieldType.PERCENT}
"""A sum of rates means nothing (rates are never averaged or added)."""

Privacy = Literal["public", "internal", "personal", "sensitive"]

PRIVATE_BY_NATURE: Final[Mapping[FieldType, Privacy]] = {
    FieldType.ID_NUMBER: "sensitive",
    FieldType.BANK_ACCOUNT: "sensitive",
}
NATURAL_UNIT: Final[Mapping[FieldType, str]] = {
    FieldType.MONEY: "元",
    FieldType.MU: "亩",
    FieldType.LENGTH: "米",
    FieldType.PERCENT: "%",
}
