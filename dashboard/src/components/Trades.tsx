"use client";
import { useCallback, useEffect, useState } from "react";
import { useFormats } from "@/components/hooks";
import { Empty, Profit, Skeleton } from "@/components/parts";
import { TradesTable } from "@/components/TradesTable";
import { useText } from "@/i18n";
import { useStore } from "@/state/store";
import { merged, NEWEST_FIRST, type Order, sorted } from "@/state/table";
import { read as readRows, SERVER } from "@/wire/rest";
import type {
  ContractPayload,
  PagePayloadContractPayload,
  PagePayloadTradePayload,
  TradePayload,
} from "@/wire/types";

const ROWS = "200";
const NONE: TradePayload[] = [];
const RESULTS = ["ANY", "WIN", "LOSS"] as const;

export function Trades() {
  const t = useText();
  const known = useStore((state) => state.known !== undefined);
  const threshold = useStore((state) => state.known?.settings.delay_threshold);
  const live = useStore((state) => state.known?.trades ?? NONE);
  // The state holds the newest 200; what was read must not fall behind them.
  const hundreds = useStore((state) => Math.floor((state.known?.risk_stats.total_trades ?? 0) / 100));
  const [read, setRead] = useState<TradePayload[]>();
  const [older, setOlder] = useState<string | null>(null);
  const [failed, setFailed] = useState<string>();
  const [attempt, setAttempt] = useState(0);
  const [order, setOrder] = useState<Order>(NEWEST_FIRST);
  const [result, setResult] = useState<(typeof RESULTS)[number]>("ANY");

  const readPage = useCallback(async (cursor: string | null, signal?: AbortSignal) => {
    try {
      const query: Record<string, string> = { limit: ROWS, ...(cursor === null ? {} : { cursor }) };
      const page = await readRows<PagePayloadTradePayload>("/api/trades", query, signal);
      setRead((before) => (cursor === null ? page.items : [...(before ?? []), ...page.items]));
      setOlder(page.cursor);
      setFailed(undefined);
    } catch (error) {
      if (!signal?.aborted) setFailed(error instanceof Error ? error.message : String(error));
    }
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` and `hundreds` ask for another try
  useEffect(() => {
    if (!known) return;
    const ended = new AbortController();
    readPage(null, ended.signal);
    return () => ended.abort();
  }, [known, readPage, attempt, hundreds]);

  const more = useCallback((trade: TradePayload) => <Contracts trade={trade} />, []);
  const all = read && merged(read, live);
  const shown = all && sorted(all, order).filter((trade) => result === "ANY" || trade.result === result);
  return (
    <section className="rounded-lg border border-line bg-panel p-3 sm:p-4">
      <div className="mb-3 flex flex-wrap items-end gap-3">
        <h1 className="mr-auto text-lg font-semibold">{t("trades.pageTitle")}</h1>
        <label className="flex items-center gap-2 text-sm text-muted">
          {t("trades.filter")}
          <select
            className="field w-auto"
            value={result}
            onChange={(event) => setResult(event.target.value as typeof result)}
          >
            {RESULTS.map((name) => (
              <option key={name} value={name}>
                {t(`trades.${name}`)}
              </option>
            ))}
          </select>
        </label>
        <a className="button" href={`${SERVER}/api/trades.csv`} download>
          {t("trades.csv")}
        </a>
      </div>
      {failed && (
        <p role="alert" className="mb-3 flex items-center gap-3 rounded border border-down p-3 text-sm">
          {t("trades.failed", { reason: failed })}
          <button type="button" className="button" onClick={() => setAttempt(attempt + 1)}>
            {t("trades.again")}
          </button>
        </p>
      )}
      {!shown && !failed && <Skeleton className="h-96" />}
      {shown?.length === 0 && (
        <Empty>
          {all?.length ? t("trades.none", { count: all.length }) : t("trades.empty", { threshold })}
        </Empty>
      )}
      {shown && shown.length > 0 && (
        <TradesTable
          trades={shown}
          label={t("trades.pageTitle")}
          more={more}
          order={order}
          onOrder={setOrder}
        />
      )}
      {all && all.length > 0 && (
        <div className="mt-4 flex flex-wrap items-center justify-end gap-3">
          <span className="text-sm text-muted">
            {t(older ? "trades.readSome" : "trades.read", { count: all.length })}
          </span>
          {older && (
            <button type="button" className="button" onClick={() => readPage(older)}>
              {t("trades.older")}
            </button>
          )}
        </div>
      )}
    </section>
  );
}

/** The purchases of one sequence: they were decided on around its span, and carry its number. */
function Contracts({ trade }: { trade: TradePayload }) {
  const t = useText();
  const { money, price, profit, percent, clock } = useFormats();
  const [contracts, setContracts] = useState<ContractPayload[]>();
  const [failed, setFailed] = useState<string>();
  useEffect(() => {
    const ended = new AbortController();
    contractsOf(trade, ended.signal).then(setContracts, (error: Error) => {
      if (!ended.signal.aborted) setFailed(error.message);
    });
    return () => ended.abort();
  }, [trade]);
  if (failed) return <p role="alert">{t("trades.failed", { reason: failed })}</p>;
  if (!contracts) return <Skeleton className="h-16" />;
  if (contracts.length === 0) return <p className="text-muted">{t("trades.noContracts")}</p>;
  return (
    <table className="w-full text-xs">
      <caption className="sr-only">{t("trades.contracts", { id: trade.trade_id })}</caption>
      <thead className="text-muted">
        <tr>
          <th className="cell-number">{t("trades.level")}</th>
          <th className="cell">{t("trades.contract")}</th>
          <th className="cell">{t("trades.entry")}</th>
          <th className="cell">{t("trades.exit")}</th>
          <th className="cell">{t("trades.state")}</th>
          <th className="cell-number">{t("trades.stake")}</th>
          <th className="cell-number">{t("trades.payout")}</th>
          <th className="cell-number">{t("trades.profit")}</th>
        </tr>
      </thead>
      <tbody>
        {contracts.map((contract) => (
          <tr key={contract.intent}>
            <td className="cell-number">{contract.level}</td>
            <td className="cell">{contract.contract_id ?? "–"}</td>
            <td className="cell">
              {clock(Date.parse(contract.opened_time ?? contract.sent_time))}
              {contract.entry_spot !== null && ` · ${price(contract.entry_spot)}`}
            </td>
            <td className="cell">
              {contract.closed_time ? clock(Date.parse(contract.closed_time)) : "–"}
              {contract.exit_spot !== null && ` · ${price(contract.exit_spot)}`}
            </td>
            <td className="cell">
              {t(`states.${contract.state}`)}
              {contract.refusal && <span className="text-muted"> · {contract.refusal}</span>}
            </td>
            <td className="cell-number">{money(contract.stake)}</td>
            <td className="cell-number">
              {contract.payout === null
                ? "–"
                : `${money(contract.payout)} (${percent((contract.payout / contract.stake - 1) * 100, 1)})`}
            </td>
            <td className="cell-number">
              {contract.profit === null ? (
                "–"
              ) : (
                <Profit value={contract.profit} shown={profit(contract.profit)} />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const ASKED_BEFORE = 180_000;

async function contractsOf(trade: TradePayload, signal: AbortSignal): Promise<ContractPayload[]> {
  const moment = (iso: string, shift: number) =>
    new Date(Date.parse(iso) + shift).toISOString().replace(/\.\d+/, "");
  const query: Record<string, string> = { from: moment(trade.entry_time, -ASKED_BEFORE), limit: "1000" };
  if (trade.exit_time) query.to = moment(trade.exit_time, 1000);
  const { items } = await readRows<PagePayloadContractPayload>("/api/contracts", query, signal);
  return items.filter((contract) => contract.trade_id === trade.trade_id).reverse();
}
