"use client";
import type { IChartApi, ISeriesApi, ISeriesMarkersPluginApi, Time } from "lightweight-charts";
import { useEffect, useRef, useState } from "react";
import { BLANK, colours, dress, type Library, labelled, library } from "@/components/charting";
import { calmly, useCalm, useFormats, useTheme } from "@/components/hooks";
import { Empty, Panel, Skeleton } from "@/components/parts";
import { useText } from "@/i18n";
import { usePreferences } from "@/state/preferences";
import { candleSeries, formingCandle, tradeMarkers, triggerMarkers } from "@/state/series";
import { useStore } from "@/state/store";
import type { TickPayload } from "@/wire/types";

interface Drawn {
  lib: Library;
  chart: IChartApi;
  candles: ISeriesApi<"Candlestick">;
  /** A series of its own: whatever changes the one with markers is drawn whole, and twice. */
  forming: ISeriesApi<"Candlestick">;
  markers: ISeriesMarkersPluginApi<Time>;
}

const CALM = 250;
const LIVELY = 150; // five ticks a second are each drawn together with their price

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
      const forming = chart.addSeries(lib.CandlestickSeries, { borderVisible: false });
      chart.timeScale().applyOptions({ rightOffset: 4, barSpacing: 8 });
      setDrawn({ lib, chart, candles: series, forming, markers: lib.createSeriesMarkers(series, []) });
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
    drawn.forming.applyOptions(labelled(price, symbol.pip_size));
  }, [drawn, symbol, price, language, zone, theme]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `theme` says that the colours must be read again
  useEffect(() => {
    if (!drawn || !candles) return;
    drawn.candles.setData(candleSeries(candles, threshold, doji, colours()) as never);
  }, [drawn, candles, threshold, doji, theme]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `theme` says that the colours must be read again
  useEffect(() => {
    if (!drawn) return;
    const { line, text } = colours();
    let shown: number | undefined;
    const draw = (tick: TickPayload | undefined) => {
      const bar = formingCandle(candles?.at(-1), tick);
      const dressed = bar && { ...bar, color: line, wickColor: text };
      if (bar && bar.time === shown) drawn.forming.update(dressed as never);
      else drawn.forming.setData((dressed ? [dressed] : []) as never);
      shown = bar?.time;
    };
    return calmly(() => useStore.getState().tick, draw, LIVELY);
  }, [drawn, candles, theme]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `theme` says that the colours must be read again
  useEffect(() => {
    if (!drawn || !trades || !candles) return;
    const first = candles[0]?.timestamp ?? "";
    const bets = tradeMarkers(trades, first, colours(), (value) => profit(value));
    const triggers = triggerMarkers(candles, threshold, doji, colours());
    drawn.markers.setMarkers([...triggers, ...bets].sort((one, other) => one.time - other.time) as never);
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
  const seconds = useStore((state) => state.tick && 60 - ((Date.parse(state.tick.timestamp) / 1000) % 60));
  if (pace === undefined) return null;
  if (pace > 1) return <span>{t("chart.pace", { pace: number(pace) })}</span>;
  return seconds === undefined ? null : <span>{t("chart.countdown", { seconds })}</span>;
}
