"use client";
import Link from "next/link";
import { memo, type ReactNode, useState } from "react";
import { useFormats } from "@/components/hooks";
import { Empty, HeadCell, Panel, Profit, Scroller, Skeleton, SortButton } from "@/components/parts";
import { useText } from "@/i18n";
import { useStore } from "@/state/store";
import type { Column, Order } from "@/state/table";
import type { TradePayload } from "@/wire/types";

const RECENT = 8;

export function RecentTrades({ className = "" }: { className?: string }) {
  const t = useText();
  const trades = useStore((state) => state.known?.trades);
  const threshold = useStore((state) => state.known?.settings.delay_threshold);
  return (
    <Panel
      title={t("trades.title")}
      help={t("trades.help")}
      className={`min-h-[22rem] ${className}`}
      aside={
        <Link href="/trades/" className="text-sm text-accent underline">
          {t("trades.all")}
        </Link>
      }
    >
      {!trades && <Skeleton className="h-64" />}
      {trades?.length === 0 && <Empty>{t("trades.empty", { threshold })}</Empty>}
      {trades && trades.length > 0 && (
        <TradesTable trades={trades.slice(0, RECENT)} label={t("trades.title")} />
      )}
    </Panel>
  );
}

interface TableProps {
  trades: readonly TradePayload[];
  label: string;
  /** What opens below a row; without it rows do not open. */
  more?: (trade: TradePayload) => ReactNode;
  /** How the rows are sorted; without it they cannot be. */
  order?: Order;
  onOrder?(order: Order): void;
}

export function TradesTable({ trades, label, more, order, onOrder }: TableProps) {
  const t = useText();
  const sort = (by: Column) =>
    order && {
      state:
        order.by !== by ? ("none" as const) : order.rising ? ("ascending" as const) : ("descending" as const),
      onSort: () => onOrder?.({ by, rising: order.by === by && !order.rising }),
    };
  const began = sort("entry_time");
  const { zone } = useFormats();
  return (
    <Scroller className="overflow-x-auto" label={label}>
      <table className="w-full text-xs sm:text-sm" data-testid="trades">
        <caption className="sr-only">{label}</caption>
        <thead className="border-line border-b text-xs text-muted">
          <tr>
            {more && (
              <th className="cell w-8">
                <span className="sr-only">{t("trades.contract")}</span>
              </th>
            )}
            <th className="cell">{t("trades.id")}</th>
            <th className="cell" aria-sort={began?.state}>
              {t("trades.time")} ({zone}){began && <SortButton what={t("trades.time")} {...began} />}
            </th>
            <th className="cell hidden sm:table-cell">{t("trades.direction")}</th>
            <HeadCell
              what={t("trades.streak")}
              help={t("trades.streak_help")}
              sort={sort("entry_streak_size")}
              className="hidden sm:table-cell"
            />
            <HeadCell what={t("trades.level")} help={t("trades.level_help")} sort={sort("final_level")} />
            <th className="cell">{t("trades.result")}</th>
            <HeadCell what={t("trades.profit")} help={t("trades.profit_help")} sort={sort("profit")} />
          </tr>
        </thead>
        <tbody>
          {trades.map((trade) => (
            <TradeRow key={trade.trade_id} trade={trade} more={more} />
          ))}
        </tbody>
      </table>
    </Scroller>
  );
}

const TradeRow = memo(function TradeRow({ trade, more }: { trade: TradePayload; more: TableProps["more"] }) {
  const t = useText();
  const { time, profit } = useFormats();
  const [open, setOpen] = useState(false);
  const call = trade.direction === "CALL";
  return (
    <>
      <tr className="border-line border-b last:border-0">
        {more && (
          <td className="cell">
            <button
              type="button"
              aria-expanded={open}
              aria-label={t("trades.open", { id: trade.trade_id })}
              onClick={() => setOpen(!open)}
              className="size-6 rounded hover:bg-raised"
            >
              {open ? "▾" : "▸"}
            </button>
          </td>
        )}
        <td className="cell">
          {trade.trade_id}
          {trade.book === "PAPER" && <span className="ml-1 text-xs text-muted">({t("trades.PAPER")})</span>}
        </td>
        <td className="cell">{time(trade.entry_time)}</td>
        <td className="cell hidden sm:table-cell">
          <span aria-hidden="true">{call ? "▲" : "▼"}</span> {trade.direction}
        </td>
        <td className="cell-number hidden sm:table-cell">{trade.entry_streak_size}</td>
        <td className="cell-number">{trade.final_level ?? "–"}</td>
        <td className="cell">
          <Result trade={trade} />
        </td>
        <td className="cell-number">
          {trade.profit === null ? "–" : <Profit value={trade.profit} shown={profit(trade.profit)} />}
        </td>
      </tr>
      {open && more && (
        <tr>
          <td colSpan={8} className="bg-bg p-2">
            {more(trade)}
          </td>
        </tr>
      )}
    </>
  );
});

function Result({ trade }: { trade: TradePayload }) {
  const t = useText();
  if (trade.result === null) return <span className="text-accent">◌ {t("trades.running")}</span>;
  const won = trade.result === "WIN";
  return (
    <span>
      <span aria-hidden="true" className={won ? "text-up" : "text-down"}>
        {won ? "✓" : "✕"}
      </span>{" "}
      {t(`trades.${trade.result}`)}
      {trade.reason && trade.reason !== "won" && (
        <span className="block text-xs text-muted">{t(`reasons.${trade.reason}`)}</span>
      )}
    </span>
  );
}
