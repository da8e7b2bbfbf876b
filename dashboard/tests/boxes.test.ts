import type { Logical } from "lightweight-charts";
import { expect, it } from "vitest";
import { Boxes } from "@/components/boxes";
import { chartOf } from "./chart";

const bar = { time: 120, open: 50, high: 60, low: 40, close: 55 };

function shown() {
  const box = document.createElement("div");
  box.innerHTML = "<div><i></i><b></b><u></u></div><span></span>";
  const boxes = new Boxes(box);
  const chart = chartOf([0, 60, 120]);
  boxes.attached(chart.at);
  const of = (selector: string) => box.querySelector(selector) as HTMLElement;
  return { box, boxes, ...chart, line: of("i"), wick: of("b"), body: of("u"), label: of("span") };
}

it("stands at its minute from the lowest to the highest price, its price on the axis", () => {
  const { box, boxes, line, wick, body, label, requestUpdate } = shown();
  boxes.show(bar, "55.00");
  expect(box.hidden).toBe(false);
  expect(wick.style.transform).toBe("translate(20px, 40px) scale(1, 21)");
  expect(body.style.transform).toBe("translate(17px, 45px) scale(7, 6)");
  expect(line.style.transform).toBe("translate(0px, 45px) scale(1, 1)");
  expect([label.textContent, label.hidden]).toEqual(["55.00", false]);
  expect(requestUpdate).not.toHaveBeenCalled();
});

it("has the chart drawn once for each price that the scale has no room for", () => {
  const { boxes, label, requestUpdate } = shown();
  boxes.show({ ...bar, high: 130, close: 130 }, "130.00");
  expect(requestUpdate).toHaveBeenCalledTimes(1);
  expect(label.hidden).toBe(true);
  boxes.show({ ...bar, high: 130, close: 120 }, "120.00");
  expect(requestUpdate).toHaveBeenCalledTimes(1);
  expect(boxes.autoscaleInfo(0 as Logical, 9 as Logical)?.priceRange).toEqual({
    minValue: 40,
    maxValue: 130,
  });
});

it("is out of sight while there is no minute, or none on the axis", () => {
  const { box, boxes } = shown();
  boxes.show(bar, "55.00");
  boxes.show(undefined, "");
  expect(box.hidden).toBe(true);
  boxes.show({ ...bar, time: 999 }, "55.00");
  expect(box.hidden).toBe(true);
  expect(boxes.autoscaleInfo(0 as Logical, 9 as Logical)).toBeNull();
});

it("takes no part in the scale while it is not in view", () => {
  const { boxes } = shown();
  boxes.show(bar, "55.00");
  expect(boxes.autoscaleInfo(0 as Logical, 1 as Logical)).toBeNull();
});
