// What both charts share: colours read from the page, the times of the chosen zone, an own chunk for the library.
import type { IChartApi, Time } from "lightweight-charts";
import type { Language, Zone } from "@/state/preferences";

export const library = () => import("@/components/library");
export type Library = Awaited<ReturnType<typeof library>>;

/** Before its colours are read: nothing that flashes. */
export const BLANK = {
  autoSize: true,
  layout: { background: { color: "transparent" }, attributionLogo: false },
};

export function colours() {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    up: of("up"),
    down: of("down"),
    text: of("muted"),
    line: of("line"),
    accent: of("accent"),
    warn: of("warn"),
    panel: of("panel"),
  };
}

/** Numbers on an axis as the chosen language writes them. */
export const labelled = (formatter: (value: number) => string, minMove: number) => ({
  priceFormat: { type: "custom" as const, minMove, formatter },
});

export const second = (iso: string) => (Date.parse(iso) / 1000) as Time;

export function dress(chart: IChartApi, { ColorType }: Library, language: Language, zone: Zone): void {
  const { text, line } = colours();
  const timeZone = zone === "utc" ? "UTC" : undefined;
  const hour = new Intl.DateTimeFormat(language, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone,
  });
  const day = new Intl.DateTimeFormat(language, { day: "2-digit", month: "2-digit", timeZone });
  const moment = (time: Time) => new Date(Number(time) * 1000);
  chart.applyOptions({
    layout: {
      background: { type: ColorType.Solid, color: "transparent" },
      textColor: text,
      fontSize: 11,
    },
    grid: { vertLines: { color: line }, horzLines: { color: line } },
    rightPriceScale: { borderColor: line },
    timeScale: {
      borderColor: line,
      timeVisible: true,
      secondsVisible: false,
      // 0 to 2 are years, months and days; labels are formatted, times are never shifted.
      tickMarkFormatter: (time: Time, kind: number) => (kind <= 2 ? day : hour).format(moment(time)),
    },
    localization: {
      locale: language,
      timeFormatter: (time: Time) => `${day.format(moment(time))} ${hour.format(moment(time))}`,
    },
  });
}
