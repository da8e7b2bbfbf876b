"use client";
import { Alerts } from "@/components/Alerts";
import { CandleChart } from "@/components/CandleChart";
import { CurrentPosition } from "@/components/CurrentPosition";
import { EquityCurve } from "@/components/EquityCurve";
import { Intro } from "@/components/Intro";
import { Levels } from "@/components/Levels";
import { MarketMonitor } from "@/components/MarketMonitor";
import { Metrics } from "@/components/MetricsCard";
import { Risk } from "@/components/Risk";
import { RecentTrades } from "@/components/TradesTable";
import { useText } from "@/i18n";

/** Am I safe? first: numbers and position before charts, on a phone above all. */
export function Dashboard() {
  const t = useText();
  return (
    <>
      <h1 className="sr-only">{t("nav.dashboard")}</h1>
      <Intro />
      <Metrics />
      <Risk />
      <div className="grid gap-4 xl:grid-cols-3">
        <div className="order-1 flex min-w-0 flex-col gap-4 xl:order-2">
          <CurrentPosition />
          <MarketMonitor />
        </div>
        <CandleChart className="order-2 xl:order-1 xl:col-span-2" />
        <EquityCurve className="order-3 xl:col-span-2" />
        <Levels className="order-4" />
        <RecentTrades className="order-5 xl:col-span-2" />
        <Alerts className="order-6" />
      </div>
    </>
  );
}
