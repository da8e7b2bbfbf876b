"use client";
import type { ReactNode } from "react";
import { useFormats } from "@/components/hooks";
import { Help, Profit, Skeleton } from "@/components/parts";
import { useText } from "@/i18n";
import { useStore } from "@/state/store";

interface CardProps {
  name: string;
  label: string;
  help: string;
  value: ReactNode | undefined;
  children?: ReactNode;
}

export function MetricsCard({ name, label, help, value, children }: CardProps) {
  return (
    <div
      className="min-w-0 rounded-lg border border-line bg-panel px-4 py-3 last:col-span-2 md:col-span-2 md:nth-[n+4]:col-span-3 xl:col-span-1! xl:last:col-span-1!"
      data-testid={`card-${name}`}
    >
      <h2 className="flex items-center gap-1 text-xs text-muted">
        {label}
        <Help what={label}>{help}</Help>
      </h2>
      {value === undefined ? (
        <Skeleton className="my-1 h-12 md:h-14" />
      ) : (
        <>
          <p className="text-xl font-semibold sm:text-2xl">{value}</p>
          <div className="min-h-4 text-xs text-muted">{children}</div>
        </>
      )}
    </div>
  );
}

export function Metrics() {
  const t = useText();
  const { money, profit, percent, signedPercent, number } = useFormats();
  const balance = useStore((state) => state.known?.balance);
  const stats = useStore((state) => state.known?.risk_stats);
  const limit = useStore((state) => state.known?.settings.max_drawdown);
  const preview = useStore((state) => state.preview);
  const paper = useStore((state) => state.known?.bot_status.status === "PAUSED");
  const drawdown = balance?.drawdown_pct ?? 0;
  // While it is paused the bot tells of its paper book, which is not the account's money.
  const whose = (label: string) => (paper ? `${label} ${t("position.paper")}` : label);
  return (
    <div className="mb-4 grid grid-cols-2 gap-3 md:grid-cols-6 xl:grid-cols-5">
      <MetricsCard
        name="balance"
        label={whose(t("kpi.balance"))}
        help={t("kpi.balance_help")}
        value={balance && money(balance.balance)}
      >
        {balance && t("kpi.peak", { value: money(balance.peak) })}
      </MetricsCard>
      <MetricsCard
        name="drawdown"
        label={whose(t("kpi.drawdown"))}
        help={t("kpi.drawdown_help")}
        value={balance && percent(drawdown)}
      >
        {limit !== undefined && (
          <>
            <progress
              className={drawdown >= limit * 0.8 ? "text-down" : undefined}
              value={Math.min(Math.max(drawdown, 0), limit)}
              max={limit}
              aria-label={t("kpi.drawdown")}
            />
            {t("kpi.limit", { value: `${number(limit)} %` })}
          </>
        )}
      </MetricsCard>
      <MetricsCard
        name="roi"
        label={whose(t("kpi.roi"))}
        help={t("kpi.roi_help")}
        value={stats && <Profit value={stats.roi} shown={signedPercent(stats.roi)} />}
      >
        {stats && t("kpi.trades", { count: stats.total_trades })}
      </MetricsCard>
      <MetricsCard
        name="win-rate"
        label={whose(t("kpi.winRate"))}
        help={t("kpi.winRate_help")}
        value={stats && (stats.total_trades ? percent(stats.win_rate) : "–")}
      >
        {stats && `${t("kpi.won", { count: stats.wins })} · ${t("kpi.lost", { count: stats.losses })}`}
      </MetricsCard>
      <MetricsCard
        name="expected"
        label={t("kpi.expected")}
        help={t("kpi.expected_help")}
        value={preview && <Profit value={preview.expected} shown={profit(preview.expected)} />}
      >
        {preview && t("kpi.breakEven", { value: percent(preview.break_even) })}
      </MetricsCard>
    </div>
  );
}
