"use client";
import { useCallback, useEffect, useState } from "react";
import { useFormats } from "@/components/hooks";
import { Empty, Profit, Skeleton } from "@/components/parts";
import { TradesTable } from "@/components/TradesTable";
import { useText } from "@/i18n";
import { useStore } from "@/state/store";
import { read, SERVER } from "@/wire/rest";
import type {
  ContractPayload,
  PagePayloadContractPayload,
  PagePayloadTradePayload,
  TradePayload,
} from "@/wire/types";

const ROWS = "50";
const RESULTS = ["ANY", "WIN", "LOSS"] as const;

export function Trades() {
  const t = useText();
  const known = useStore((state) => state.known !== undefined);
  const threshold = useStore((state) => state.known?.settings.delay_threshold);
  const [cursor, setCursor] = useState<string>();
  const [page, setPage] = useState<PagePayloadTradePayload>();
  const [failed, setFailed] = useState<string>();
  const [attempt, setAttempt] = useState(0);
  const [result, setResult] = useState<(typeof RESULTS)[number]>("ANY");

  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` asks for another try
  useEffect(() => {
    if (!known) return;
    const ended = new AbortController();
    const query: Record<string, string> = cursor === undefined ? { limit: ROWS } : { limit: ROWS, cursor };
    read<PagePayloadTradePayload>("/api/trades", query, ended.signal).then(
      (found) => {
        setPage(found);
        setFailed(undefined);
      },
      (error: Error) => ended.signal.aborted || setFailed(error.message),
    );
    return () => ended.abort();
  }, [known, cursor, attempt]);

  const more = useCallback((trade: TradePayload) => <Contracts trade={trade} />, []);
  const shown = page?.items.filter((trade) => result === "ANY" || trade.result === result);
  return (
    <section className="rounded-lg border border-line bg-panel p-4">
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
        <Empty>{page?.items.length ? t("trades.none") : t("trades.empty", { threshold })}</Empty>
      )}
      {shown && shown.length > 0 && <TradesTable trades={shown} label={t("trades.pageTitle")} more={more} />}
      <div className="mt-4 flex justify-end gap-2">
        <button
          type="button"
          className="button"
          onClick={() => (cursor === undefined ? setAttempt(attempt + 1) : setCursor(undefined))}
        >
          {t("trades.newest")}
        </button>
        <button
          type="button"
          className="button"
          disabled={!page?.cursor}
          onClick={() => setCursor(page?.cursor ?? undefined)}
        >
          {t("trades.older")}
        </button>
      </div>
    </section>
  );
}

/** The purchases of one sequence: they were decided on around its span, and carry its number. */
function Contracts({ trade }: { trade: TradePayload }) {
  const t = useText();
  const { money, profit, time } = useFormats();
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
          <th className="cell">{t("trades.sent")}</th>
          <th className="cell">{t("trades.closed")}</th>
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
            <td className="cell">{time(contract.sent_time)}</td>
            <td className="cell">{contract.closed_time ? time(contract.closed_time) : "–"}</td>
            <td className="cell">{t(`states.${contract.state}`)}</td>
            <td className="cell-number">{money(contract.stake)}</td>
            <td className="cell-number">{contract.payout === null ? "–" : money(contract.payout)}</td>
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
  const { items } = await read<PagePayloadContractPayload>("/api/contracts", query, signal);
  return items.filter((contract) => contract.trade_id === trade.trade_id).reverse();
}
