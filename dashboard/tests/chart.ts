// A chart as its primitives see it: a minute is ten pixels wide, a price one pixel high, 100 is at the top.
import type { SeriesAttachedParameter, Time } from "lightweight-charts";
import { vi } from "vitest";

export const WIDTH = 200;
export const HEIGHT = 100;

export function chartOf(minutes: readonly number[]) {
  const requestUpdate = vi.fn();
  const applyOptions = vi.fn();
  const timeToIndex = (time: number) => (minutes.includes(time) ? minutes.indexOf(time) : null);
  const timeToCoordinate = (time: number) => {
    const index = timeToIndex(time);
    return index === null ? null : index * 10;
  };
  const chart = {
    options: () => ({ layout: { fontFamily: "sans" } }),
    paneSize: () => ({ width: WIDTH, height: HEIGHT }),
    priceScale: () => ({ width: () => 60 }),
    timeScale: () => ({ options: () => ({ barSpacing: 10 }), timeToIndex, timeToCoordinate }),
  };
  const series = { applyOptions, priceToCoordinate: (price: number) => 100 - price };
  const at = { chart, series, requestUpdate } as unknown as SeriesAttachedParameter<Time>;
  return { at, requestUpdate, applyOptions };
}
