// <zy-figure-chart> draws the JSON inside it as a chart. The table it also holds stays one click away (“看表格”), and is all
// that a page without JavaScript shows.
//
//   <zy-figure-chart aria-label="…"><script type="application/json">{ChartData}</script><div class="chart-table">…</div></zy-figure-chart>
import { BarChart, LineChart } from "echarts/charts";
import { AxisPointerComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

import { type SeriesRole, STROKES, THEME } from "../chart-theme";
import { grouped } from "../numbers";

echarts.use([
  AxisPointerComponent,
  BarChart,
  LineChart,
  GridComponent,
  LegendComponent,
  TooltipComponent,
  SVGRenderer,
]);

interface Series {
  name: string;
  role: SeriesRole;
  values: (number | null)[]; // null: unknown, drawn as a gap
}

interface ChartData {
  unit: string;
  labels: string[];
  series: Series[];
}

class FigureChart extends HTMLElement {
  private chart: echarts.ECharts | undefined;
  private readonly observer = new ResizeObserver(() => this.chart?.resize());

  connectedCallback(): void {
    const source = this.querySelector('script[type="application/json"]')?.textContent;
    if (!source || this.chart) return;
    const holder = document.createElement("div");
    holder.className = "chart";
    holder.setAttribute("role", "img");
    holder.setAttribute("aria-label", this.getAttribute("aria-label") ?? "图");
    this.prepend(this.toggle(), holder);
    this.chart = echarts.init(holder, THEME, { renderer: "svg" });
    this.chart.setOption(optionOf(JSON.parse(source) as ChartData, this.clientWidth));
    this.observer.observe(holder);
    this.dataset["ready"] = "";
  }

  disconnectedCallback(): void {
    this.observer.disconnect();
    this.chart?.dispose();
    this.chart = undefined;
  }

  private toggle(): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm btn-quiet chart-toggle";
    button.textContent = "看表格";
    button.addEventListener("click", () => {
      const showsTable = this.dataset["view"] !== "table";
      this.dataset["view"] = showsTable ? "table" : "chart";
      button.textContent = showsTable ? "看图" : "看表格";
      if (!showsTable) this.chart?.resize();
    });
    return button;
  }
}

const LEGEND_HEIGHT = 40;
const NARROW = 540; // px; there the button stands above the legend
const isBar = (series: Series): boolean => series.role === "month" || series.role === "month_last_year";

/** Lines above; months as bars below them in a field of their own, so that neither flattens the other. */
function optionOf(data: ChartData, width: number): echarts.EChartsCoreOption {
  const hasBars = data.series.some(isBar);
  const fields = hasBars
    ? [
        { top: LEGEND_HEIGHT, height: "56%" },
        { bottom: 4, height: "24%" },
      ]
    : [{ top: LEGEND_HEIGHT, bottom: 4 }];
  const byField = <T>(make: (index: number) => T): T[] => fields.map((_, index) => make(index));
  return {
    grid: fields.map((field) => ({ left: 4, right: 12, containLabel: true, ...field })),
    legend: { type: "scroll", left: 0, right: width < NARROW ? 0 : 88, top: 2, itemWidth: 22, itemHeight: 8 },
    tooltip: {
      trigger: "axis",
      valueFormatter: (value: unknown) =>
        typeof value === "number" ? `${grouped(value)} ${data.unit}` : "—",
    },
    axisPointer: { link: [{ xAxisIndex: "all" }] },
    xAxis: byField((gridIndex) => ({ type: "category", gridIndex, data: data.labels })),
    yAxis: byField((gridIndex) => ({
      type: "value",
      gridIndex,
      splitNumber: gridIndex ? 2 : 5,
      min: zeroOrBelow,
    })),
    series: data.series.map((series) => seriesOf(series, hasBars)),
  };
}

const zeroOrBelow = (range: { min: number }): number => Math.min(0, range.min);

function seriesOf(series: Series, hasBars: boolean): object {
  const stroke = STROKES[series.role];
  const field = hasBars && isBar(series) ? 1 : 0;
  const shared = {
    name: series.name,
    data: series.values,
    xAxisIndex: field,
    yAxisIndex: field,
    itemStyle: { color: stroke.color },
  };
  if (isBar(series)) return { ...shared, type: "bar", barMaxWidth: 14, barGap: "10%" };
  return {
    ...shared,
    type: "line",
    symbol: series.role === "actual" || series.role === "cumulative" ? "circle" : "none",
    symbolSize: 5,
    lineStyle: { color: stroke.color, width: stroke.width, type: stroke.dash },
  };
}

customElements.define("zy-figure-chart", FigureChart);
