"use client";
import { useText } from "@/i18n";

export function Backtest() {
  const t = useText();
  return (
    <article className="mx-auto max-w-3xl rounded-lg border border-line bg-panel p-6">
      <h1 className="mb-2 text-xl font-semibold">{t("backtest.title")}</h1>
      <p className="mb-4">{t("backtest.lead")}</p>
      <h2 className="mb-2 font-semibold">{t("backtest.steps")}</h2>
      <ol className="mb-4 list-decimal space-y-2 pl-5">
        <li>{t("backtest.one")}</li>
        <li>
          {t("backtest.two")}
          <code className="mt-1 block overflow-x-auto whitespace-nowrap rounded bg-bg p-3 text-sm">
            abutre backtest candles.csv --settings settings.json
          </code>
        </li>
        <li>{t("backtest.three")}</li>
      </ol>
      <p className="mb-4 border-warn border-l-4 pl-3">{t("backtest.caution")}</p>
      <p className="text-sm text-muted">{t("backtest.more", { command: "abutre backtest --help" })}</p>
    </article>
  );
}
