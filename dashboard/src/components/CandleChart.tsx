"use client";
import type { IChartApi, ISeriesApi, ISeriesMarkersPluginApi, Time } from "lightweight-charts";
import { useEffect, useRef, useState } from "react";
import { BLANK, colours, dress, type Library, labelled, library } from "@/components/charting";
import { useCalm, useFormats, useTheme } from "@/components/hooks";
import { Empty, Panel, Skeleton } from "@/components/parts";
import { useText } from "@/i18n";
import { usePreferences } from "@/state/preferences";
import { candleSeries, formingCandle, tradeMarkers, triggerMarkers } from "@/state/series";
import { useStore } from "@/state/store";

interface Drawn {
  lib: Library;
  chart: IChartApi;
  candles: ISeriesApi<"Candlestick">;
  markers: ISeriesMarkersPluginApi<Time>;
}

const CALM = 200;

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
  const tick = useCalm(() => useStore.getState().tick, CALM);
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
      const series = chart.addSeries(lib.CandlestickSeries, { borderVisible: false, priceLineVisible: true });
      chart.timeScale().applyOptions({ rightOffset: 4, barSpacing: 8 });
      setDrawn({ lib, chart, candles: series, markers: lib.createSeriesMarkers(series, []) });
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
    drawn.candles.setData(candleSeries(candles, threshold, doji, colours()) as never);
  }, [drawn, candles, threshold, doji, theme]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever drew the whole minutes took this one away
  useEffect(() => {
    const forming = formingCandle(candles?.at(-1), tick);
    if (!drawn || !forming) return;
    const { line, text } = colours();
    drawn.candles.update({ ...forming, color: line, wickColor: text } as never);
  }, [drawn, candles, tick, threshold, doji, theme]);

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

/** The legend, and how far the minute is; where market time runs faster, how much. */
function Aside() {
  const t = useText();
  const { zone, number } = useFormats();
  const pace = useStore((state) => state.pace);
  const tick = useStore((state) => state.tick);
  const real = pace !== undefined && pace < 1.5;
  const seconds = tick ? 60 - ((Date.parse(tick.timestamp) / 1000) % 60) : undefined;
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
      {real && seconds !== undefined && <span>{t("chart.countdown", { seconds })}</span>}
      {pace !== undefined && !real && (
        <span>{t("chart.pace", { pace: number(Math.round(pace / 10) * 10 || Math.round(pace)) })}</span>
      )}
      <span>{zone}</span>
    </>
  );
}
