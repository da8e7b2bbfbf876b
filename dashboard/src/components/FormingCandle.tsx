"use client";
import type { ISeriesApi } from "lightweight-charts";
import { useEffect, useRef } from "react";
import { Boxes } from "@/components/boxes";
import { calmly, useFormats } from "@/components/hooks";
import { formingCandle } from "@/state/series";
import { useStore } from "@/state/store";
import type { CandlePayload } from "@/wire/types";

const LIVELY = 150; // five ticks a second are each shown together with their price

interface Props {
  series: ISeriesApi<"Candlestick">;
  last: CandlePayload | undefined;
}

/** The minute that is not over, as boxes over the chart: a tick moves them, where a series would be drawn whole. */
export function FormingCandle({ series, last }: Props) {
  const { price } = useFormats();
  const box = useRef<HTMLDivElement>(null);
  const boxes = useRef<Boxes>(undefined);

  useEffect(() => {
    if (!box.current) return;
    boxes.current = new Boxes(box.current);
    series.attachPrimitive(boxes.current); // for as long as there is the series
  }, [series]);

  useEffect(
    () =>
      calmly(
        () => useStore.getState().tick,
        (tick) => {
          const bar = formingCandle(last, tick);
          boxes.current?.show(bar, bar ? price(bar.close) : "");
        },
        LIVELY,
      ),
    [last, price],
  );

  return (
    // Above what the chart draws, below its crosshair.
    <div ref={box} hidden aria-hidden="true" className="pointer-events-none absolute top-0 left-0 z-1">
      <div className="relative overflow-hidden">
        <div className="absolute w-full border-line border-t border-dashed will-change-transform" />
        <div className="absolute size-px origin-top-left bg-muted will-change-transform" />
        <div className="absolute size-px origin-top-left bg-line will-change-transform" />
      </div>
      <div className="absolute top-0 left-full h-4.5 bg-line pl-2.5 text-[11px]/4.5 text-text will-change-transform contain-strict" />
    </div>
  );
}
