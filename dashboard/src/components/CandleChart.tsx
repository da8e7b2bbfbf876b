"use client";
import type { IChartApi, ISeriesApi } from "lightweight-charts";
import { useEffect, useRef, useState } from "react";
import { BLANK, colours, dress, type Library, labelled, library } from "@/components/charting";
import { FormingCandle } from "@/components/FormingCandle";
import { useCalm, useFormats, useTheme } from "@/components/hooks";
import { Marks } from "@/components/marks";
import { Empty, Panel, Skeleton } from "@/components/parts";
import { useText } from "@/i18n";
import { usePreferences } from "@/state/preferences";
import { candleSeries, formingMinute, tradeMarkers, triggerMarkers } from "@/state/series";
import { useStore } from "@/state/store";

interface Drawn {
  lib: Library;
  chart: IChartApi;
  candles: ISeriesApi<"Candlestick">;
  marks: Marks;
}

const CALM = 250;

/** The forming candle has a place on the axis, and the chart moves on when it has become a candle. */
const AXIS = { rightOffset: 5, barSpacing: 8, allowShiftVisibleRangeOnWhitespaceReplacement: true };

export function CandleChart({ className = "" }: { className?: string }) {
  const t = useText();
  const { price, profit } = useFormats();
  const language = usePreferences((preferences) => preferences.language);
  const zone = usePreferences((preferences) => preferences.zone);
  const theme = useTheme();
  const symbol = useStore((state) => state.known?.symbol);
  const any = useStore((state) => (state.known ? state.known.candles.length > 0 : undefined));
  const threshold = useStore((state) => state.known?.settings.delay_threshold ?? 0);
  const doji = useStore((state) => state.known?.settings.doji_policy ?? "break");
  const candles = useCalm(() => useStore.getState().known?.candles, CALM);
  const trades = useCalm(() => useStore.getState().known?.trades, CALM);
  const box = useRef<HTMLDivElement>(null);
  const minute = useStore(({ tick }) => formingMinute(candles?.at(-1), tick));
  const [drawn, setDrawn] = useState<Drawn>();

  useEffect(() => {
    const element = box.current;
    if (!any || !element) return;
    let chart: IChartApi | undefined;
    let gone = false;
    library().then((lib) => {
      if (gone) return;
      chart = lib.createChart(element, BLANK);
      const plain = { borderVisible: false, priceLineVisible: false, lastValueVisible: false };
      const series = chart.addSeries(lib.CandlestickSeries, plain);
      chart.timeScale().applyOptions(AXIS);
      const marks = new Marks();
      series.attachPrimitive(marks);
      setDrawn({ lib, chart, candles: series, marks });
    });
    return () => {
      gone = true;
      setDrawn(undefined);
      chart?.remove();
    };
  }, [any]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `theme` says that the colours must be read again
  useEffect(() => {
    if (!drawn || !symbol) return;
    dress(drawn.chart, drawn.lib, language, zone);
    drawn.candles.applyOptions(labelled(price, symbol.pip_size));
  }, [drawn, symbol, price, language, zone, theme]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `theme` says that the colours must be read again
  useEffect(() => {
    if (!drawn || !candles) return;
    const bars = candleSeries(candles, threshold, doji, colours());
    drawn.marks.bars = bars;
    drawn.candles.setData([...bars, ...(minute === undefined ? [] : [{ time: minute }])] as never);
  }, [drawn, candles, minute, threshold, doji, theme]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `theme` says that the colours must be read again
  useEffect(() => {
    if (!drawn || !trades || !candles) return;
    const first = candles[0]?.timestamp ?? "";
    const bets = tradeMarkers(trades, first, colours(), (value) => profit(value));
    const triggers = triggerMarkers(candles, threshold, doji, colours());
    const marks = [...triggers, ...bets].sort((one, other) => one.time - other.time);
    drawn.marks.show(marks);
  }, [drawn, trades, candles, threshold, doji, profit, theme]);

  const last = candles?.at(-1);
  return (
    <Panel
      title={t("chart.title", { symbol: symbol?.name ?? "" })}
      help={t("chart.help")}
      className={className}
      aside={<Aside />}
    >
      {any === undefined && <Skeleton className="h-[26rem]" />}
      {any === false && (
        <div className="flex h-[26rem]">
          <Empty>{t("chart.empty")}</Empty>
        </div>
      )}
      {any && (
        <div className="relative min-h-72 flex-1 sm:min-h-[26rem]">
          <div
            ref={box}
            role="img"
            aria-label={t("chart.aria", { symbol: symbol?.name, price: last ? price(last.close) : "" })}
            className="absolute inset-0"
            data-testid="candles"
          />
          {drawn && <FormingCandle series={drawn.candles} last={last} />}
        </div>
      )}
    </Panel>
  );
}

function Aside() {
  const t = useText();
  const { zone } = useFormats();
  return (
    <>
      <span>
        <span aria-hidden="true" className="text-up">
          ■
        </span>{" "}
        {t("chart.up")}
      </span>
      <span>
        <span aria-hidden="true" className="text-down">
          ■
        </span>{" "}
        {t("chart.down")}
      </span>
      <Clock />
      <span>{zone}</span>
    </>
  );
}

/** How far the minute is; where market time runs faster, how much. */
function Clock() {
  const t = useText();
  const { number } = useFormats();
  const pace = useStore(
    (state) => state.pace && (Math.round(state.pace / 10) * 10 || Math.round(state.pace)),
  );
  if (pace === undefined) return null;
  return pace > 1 ? <span>{t("chart.pace", { pace: number(pace) })}</span> : <Countdown />;
}

function Countdown() {
  const t = useText();
  const seconds = useStore(({ tick }) => tick && 60 - ((Date.parse(tick.timestamp) / 1000) % 60));
  return seconds === undefined ? null : <span>{t("chart.countdown", { seconds })}</span>;
}
