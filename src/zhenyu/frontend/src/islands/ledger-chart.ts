/**
 * `<zy-ledger-chart>` draws the JSON inside it as bars or a line; a click on one opens the grid with its rows. The table it
 * also holds is all that a page without JavaScript shows, and what “表格” shows.
 */

import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { THEME } from "../chart-theme";
import { grouped } from "../numbers";

echarts.use([BarChart, LineChart, GridComponent, TooltipComponent, SVGRenderer]);

interface ChartData {
  shape: "bar" | "line" | "table";
  unit: string;
  title: string;
  labels: string[];
  values: (number | null)[];
  doors: (string | null)[];
}

const LONG_LABELS = 42;
const LETTER = 13; // px
const MARGINS = 90; // px, the numbers of the axis and both sides

class LedgerChart extends HTMLElement {
  private chart: echarts.ECharts | undefined;
  private readonly observer = new ResizeObserver(() => this.chart?.resize());

  connectedCallback(): void {
    this.choosing();
    const source = this.querySelector('script[type="application/json"]')?.textContent;
    if (!source || this.chart) return;
    const data = JSON.parse(source) as ChartData;
    if (data.shape !== "table") this.draw(data);
    this.setAttribute("ready", "");
  }

  disconnectedCallback(): void {
    this.observer.disconnect();
    this.chart?.dispose();
    this.chart = undefined;
  }

  private draw(data: ChartData): void {
    const holder = document.createElement("div");
    holder.className = "chart lg-chart";
    holder.setAttribute("role", "img");
    holder.setAttribute("aria-label", `${data.title}；下面的表是同样的数`);
    const flat = lies(data, this.clientWidth);
    if (flat) holder.style.height = `${Math.max(200, data.labels.length * 30 + 40)}px`;
    this.prepend(holder);
    this.chart = echarts.init(holder, THEME, { renderer: "svg" });
    this.chart.setOption(optionOf(data, flat));
    this.chart.on("click", ({ dataIndex }) => {
      const door = data.doors[dataIndex];
      if (door) location.assign(door);
    });
    this.observer.observe(holder);
  }

  /** The choices above act at once; the button that sends them is for browsers without JavaScript. */
  private choosing(): void {
    const form = document.querySelector<HTMLFormElement>("form[data-submits]");
    form?.querySelector<HTMLElement>("[data-plain]")?.setAttribute("hidden", "");
    form?.addEventListener("change", () => form.submit());
  }
}

/** Bars lie where their names would not fit under them, in all or each under its own. */
function lies(data: ChartData, width: number): boolean {
  const longest = Math.max(...data.labels.map((label) => label.length)) * LETTER;
  const narrow = longest > (width - MARGINS) / data.labels.length;
  return (
    data.shape === "bar" && (narrow || data.labels.join("").length > LONG_LABELS || data.labels.length > 12)
  );
}

function optionOf(data: ChartData, flat: boolean): echarts.EChartsCoreOption {
  const labels = {
    type: "category",
    data: data.labels,
    inverse: flat,
    axisLabel: { interval: data.shape === "bar" ? 0 : "auto" },
  };
  const numbers = {
    type: "value",
    min: (range: { min: number }) => Math.min(0, range.min),
    name: flat ? "" : data.unit,
  };
  return {
    grid: { left: 8, right: flat ? 56 : 12, top: flat ? 4 : 32, bottom: 4, containLabel: true },
    tooltip: {
      trigger: "axis",
      valueFormatter: (value: unknown) =>
        typeof value === "number" ? `${grouped(value)} ${data.unit}` : "—",
    },
    xAxis: flat ? numbers : labels,
    yAxis: flat ? labels : numbers,
    series: [
      {
        type: data.shape,
        name: data.title,
        data: data.values,
        barMaxWidth: 28,
        symbolSize: 7,
        cursor: "pointer",
        label: {
          show: data.shape === "bar",
          position: flat ? "right" : "top",
          formatter: ({ value }: { value: number | null }) => (value === null ? "" : grouped(value)),
        },
      },
    ],
  };
}

customElements.define("zy-ledger-chart", LedgerChart);
