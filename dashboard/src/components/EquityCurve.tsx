"use client";
import type { IChartApi, ISeriesApi, ISeriesMarkersPluginApi, Time } from "lightweight-charts";
import { useEffect, useMemo, useRef, useState } from "react";
import { BLANK, colours, dress, type Library, labelled, library } from "@/components/charting";
import { useCalm, useFormats, useTheme } from "@/components/hooks";
import { Empty, Panel, Skeleton } from "@/components/parts";
import { useText } from "@/i18n";
import { usePreferences } from "@/state/preferences";
import { drawdownSeries, equityMarkers, equitySeries } from "@/state/series";
import { useStore } from "@/state/store";

interface Drawn {
  lib: Library;
  chart: IChartApi;
  balance: ISeriesApi<"Area">;
  drawdown: ISeriesApi<"Histogram">;
  /** Made when there is something to mark, for a series with marks is drawn whole, and twice. */
  markers?: ISeriesMarkersPluginApi<Time>;
}

const CALM = 250;

export function EquityCurve({ className = "" }: { className?: string }) {
  const t = useText();
  const { money, percent } = useFormats();
  const language = usePreferences((preferences) => preferences.language);
  const zone = usePreferences((preferences) => preferences.zone);
  const theme = useTheme();
  const any = useStore((state) => (state.known ? state.known.equity.length > 0 : undefined));
  const equity = useCalm(() => useStore.getState().known?.equity, CALM);
  const alerts = useCalm(() => useStore.getState().known?.alerts, CALM);
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
      const balance = chart.addSeries(lib.AreaSeries, { lineWidth: 2, priceLineVisible: false });
      const drawdown = chart.addSeries(
        lib.HistogramSeries,
        { priceLineVisible: false, lastValueVisible: false },
        1,
      );
      chart.panes()[0]?.setStretchFactor(3);
      chart.panes()[1]?.setStretchFactor(1);
      setDrawn({ lib, chart, balance, drawdown });
    });
    return () => {
      gone = true;
      setDrawn(undefined);
      chart?.remove();
    };
  }, [any]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `theme` says that the colours must be read again
  useEffect(() => {
    if (!drawn) return;
    dress(drawn.chart, drawn.lib, language, zone);
    const { accent, down, line } = colours();
    drawn.chart.applyOptions({ layout: { panes: { separatorColor: line } } });
    drawn.balance.applyOptions({
      lineColor: accent,
      topColor: `${accent}40`,
      bottomColor: `${accent}05`,
      ...labelled(money, 0.01),
    });
    drawn.drawdown.applyOptions({ color: down, ...labelled((value) => percent(value), 0.01) });
  }, [drawn, money, percent, language, zone, theme]);

  const points = useMemo(() => equitySeries(equity ?? []), [equity]);

  useEffect(() => {
    if (!drawn) return;
    drawn.balance.setData(points as never);
    drawn.drawdown.setData(drawdownSeries(points) as never);
  }, [drawn, points]);

  // To fit it takes a second drawing.
  // biome-ignore lint/correctness/useExhaustiveDependencies: as many points as before take as much room
  useEffect(() => drawn?.chart.timeScale().fitContent(), [drawn, points.length]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `theme` says that the colours must be read again
  useEffect(() => {
    const marks = equityMarkers(alerts ?? [], points, colours());
    if (!drawn || (marks.length === 0 && !drawn.markers)) return;
    drawn.markers ??= drawn.lib.createSeriesMarkers(drawn.balance, []);
    drawn.markers.setMarkers(marks as never);
  }, [drawn, points, alerts, theme]);

  const last = equity?.at(-1);
  return (
    <Panel title={t("equity.title")} help={t("equity.help")} className={className}>
      {any === undefined && <Skeleton className="h-72" />}
      {any === false && (
        <div className="flex h-72">
          <Empty>{t("equity.empty")}</Empty>
        </div>
      )}
      {any && (
        <div
          ref={box}
          role="img"
          aria-label={t("equity.aria", { balance: last ? money(last.balance) : "" })}
          className="h-72"
          data-testid="equity"
        />
      )}
    </Panel>
  );
}
