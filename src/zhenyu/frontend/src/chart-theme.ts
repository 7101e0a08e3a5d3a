// The one theme of all charts: colours of styles/_tokens.scss, quiet axes, Chinese system fonts (pages §3).
import { grouped } from "./numbers";

const INK = "#57534c";
const LINE = "#e7e4de";
const FONT = '-apple-system, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

/** What a series is decides how it is drawn, the same on every page. */
export type SeriesRole = "actual" | "cumulative" | "last_year" | "target" | "month" | "month_last_year";

interface Stroke {
  color: string;
  width: number;
  dash: "solid" | "dashed" | "dotted";
}

/** How each kind of series is drawn: told apart by dash and weight as well as by colour. */
export const STROKES: Record<SeriesRole, Stroke> = {
  actual: { color: "#0f6e84", width: 2.4, dash: "solid" },
  cumulative: { color: "#0f6e84", width: 2.4, dash: "solid" },
  month: { color: "#5b9cab", width: 0, dash: "solid" },
  month_last_year: { color: "#d3cec5", width: 0, dash: "solid" },
  last_year: { color: "#9c978e", width: 1.6, dash: "solid" },
  target: { color: "#23221f", width: 1.4, dash: "dashed" },
};

const axis = {
  axisLine: { lineStyle: { color: LINE } },
  axisTick: { show: false },
  axisLabel: { color: INK, fontSize: 12 },
  splitLine: { lineStyle: { color: LINE } },
  nameTextStyle: { color: INK, align: "left" },
};

export const THEME = {
  color: ["#0f6e84", "#9c978e", "#7aa9b4", "#57534c", "#c9a66b", "#4f7d6b"],
  textStyle: { fontFamily: FONT },
  legend: { textStyle: { color: INK, fontSize: 12 } },
  tooltip: {
    borderColor: LINE,
    textStyle: { color: "#23221f", fontSize: 13 },
    extraCssText: "box-shadow:0 6px 20px rgb(35 34 31 / 12%)",
  },
  categoryAxis: { ...axis, splitLine: { show: false } },
  valueAxis: { ...axis, axisLine: { show: false }, axisLabel: { ...axis.axisLabel, formatter: grouped } },
  animationDuration: 250,
};
