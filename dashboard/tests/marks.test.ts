import type { CanvasRenderingTarget2D } from "fancy-canvas";
import { expect, it } from "vitest";
import { Marks } from "@/components/marks";
import type { Bar, Mark } from "@/state/series";
import { chartOf, HEIGHT, WIDTH } from "./chart";

const bar = (time: number): Bar => ({ time, open: 50, high: 60, low: 40, close: 55 });
const mark = (time: number, more: Partial<Mark> = {}): Mark => ({
  time,
  position: "aboveBar",
  shape: "circle",
  color: "#0ff",
  text: "",
  ...more,
});

/** Where circles and texts stand. */
function drawn(marks: Marks) {
  const circles: [number, number][] = [];
  const texts: [string, number, number][] = [];
  const context = new Proxy(
    {
      arc: (x: number, y: number) => circles.push([x, y]),
      fillText: (text: string, x: number, y: number) => texts.push([text, x, y]),
    },
    { get: (known, name) => Reflect.get(known, name) ?? (() => {}), set: () => true },
  ) as unknown as CanvasRenderingContext2D;
  const target = {
    useMediaCoordinateSpace: (draw: (scope: object) => void) =>
      draw({ context, mediaSize: { width: WIDTH, height: HEIGHT } }),
  } as unknown as CanvasRenderingTarget2D;
  for (const view of marks.paneViews()) view.renderer()?.draw(target);
  return { circles, texts };
}

function marked(...marks: Mark[]) {
  const made = new Marks();
  const chart = chartOf([0, 60, 120, 180]);
  made.attached(chart.at);
  made.bars = [0, 60, 180].map(bar);
  made.show(marks);
  return { made, chart };
}

it("puts marks above and below their bars, clear of each other, and texts beyond them", () => {
  const { made } = marked(
    mark(60, { text: "one" }),
    mark(60),
    mark(60, { position: "belowBar", text: "under" }),
  );
  const { circles, texts } = drawn(made);
  const [first, second, below] = circles as [[number, number], [number, number], [number, number]];
  expect(new Set(circles.map(([x]) => x))).toEqual(new Set([10.5]));
  expect(first[1]).toBeLessThan(100 - 60);
  expect(second[1]).toBeLessThan((texts[0]?.[2] ?? 0) - 5);
  expect(below[1]).toBeGreaterThan(100 - 40);
  expect(texts.map(([text]) => text)).toEqual(["one", "under"]);
  expect(texts[1]?.[2]).toBeGreaterThan(below[1]);
});

it("gives a minute without a bar its mark at the bar before, and leaves out what is out of sight", () => {
  expect(drawn(marked(mark(120)).made).circles.map(([x]) => x)).toEqual([10.5]);
  expect(drawn(marked(mark(180)).made).circles.map(([x]) => x)).toEqual([30.5]);
  const { made } = marked(mark(0));
  made.bars = [bar(999)];
  expect(drawn(made).circles).toEqual([]);
});

it("has what is in sight drawn again at each change, and keeps room for it", () => {
  const { made, chart } = marked(mark(60));
  expect(chart.applyOptions).toHaveBeenCalledTimes(1);
  expect(made.autoscaleInfo()?.margins?.above).toBeGreaterThan(0);
  made.show([]);
  expect(chart.applyOptions).toHaveBeenCalledTimes(2);
  expect(made.autoscaleInfo()).toBeNull();
});
