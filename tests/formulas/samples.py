"""The fields of a ledger that the tests of the formula language speak of."""

from zhenyu.formulas.fields import FieldInfo, ValueKind

FIELDS = (
    FieldInfo("household", "户编号", ValueKind.TEXT),
    FieldInfo("cost", "造价", ValueKind.NUMBER, unit="元"),
    FieldInfo("paid", "补助", ValueKind.NUMBER, unit="元"),
    FieldInfo("kind", "改厕类型", ValueKind.TEXT, (("flush", "水冲式"), ("tank", "三格式"))),
    FieldInfo("begun", "开工日期", ValueKind.DATE),
    FieldInfo("done", "完工日期", ValueKind.DATE),
    FieldInfo("month", "月份", ValueKind.MONTH),
    FieldInfo("sound", "合格", ValueKind.BOOLEAN),
    FieldInfo("insured", "参保", ValueKind.BOOLEAN),
    FieldInfo("photos", "照片", ValueKind.OPAQUE),
    FieldInfo("state", "状态", ValueKind.TEXT, (("accepted", "已验收"), ("planned", "待改"))),
)
