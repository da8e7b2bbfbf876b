"use client";
import { useFormats } from "@/components/hooks";
import { Panel, Row, Skeleton } from "@/components/parts";
import { useText } from "@/i18n";
import { useStore } from "@/state/store";

export function MarketMonitor() {
  const t = useText();
  const { count, percent } = useFormats();
  const known = useStore((state) => state.known !== undefined);
  const market = useStore((state) => state.known?.market);
  const name = useStore((state) => state.known?.symbol.name ?? "");
  const rate = useStore((state) => state.preview?.payout_rate ?? state.known?.quote.payout_rate);
  const threshold = useStore((state) => state.known?.settings.delay_threshold ?? 0);
  const length = market?.streak_count ?? 0;
  const more = threshold - length;
  const rising = market?.streak_direction === "GREEN";
  return (
    <Panel title={`${t("market.title")} ${name}`}>
      {!known ? (
        <Skeleton className="h-32" />
      ) : (
        <dl data-testid="market">
          <Row label={t("market.price")} help={t("market.price_help")}>
            <Price />
          </Row>
          <Row label={t("market.streak")} help={t("market.streak_help")}>
            {length === 0 || !market?.streak_direction ? (
              t("market.none")
            ) : (
              <span className={rising ? "text-up" : "text-down"}>
                <span aria-hidden="true">{rising ? "▲" : "▼"} </span>
                {length} {t(`market.${market.streak_direction}`)}
              </span>
            )}
            <span className="block text-xs font-normal text-muted">
              {more > 0 ? t("market.more", { count: more }) : t("market.reached")}
              {length > 1 && ` · ${t("market.rare", { count: count(2 ** length) })}`}
            </span>
          </Row>
          <Row label={t("market.payout")} help={t("market.payout_help")}>
            {rate === undefined ? "–" : percent(rate * 100, 1)}
          </Row>
        </dl>
      )}
    </Panel>
  );
}

/** By itself, and in a place of a fixed size: it changes several times a second, and nothing else has to be laid out. */
function Price() {
  const { price } = useFormats();
  const newest = useStore(({ known, tick }) =>
    tick && (!known?.market || tick.timestamp > known.market.timestamp) ? tick.price : known?.market?.price,
  );
  return (
    <span className="inline-block h-[1lh] w-36 align-bottom contain-strict">
      {newest === undefined ? "–" : price(newest)}
    </span>
  );
}
