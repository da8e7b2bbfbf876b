"use client";
import { memo, useState } from "react";
import { useFormats } from "@/components/hooks";
import { Empty, Panel, Scroller, Skeleton } from "@/components/parts";
import { LEVELS } from "@/components/Toasts";
import { useText } from "@/i18n";
import { serverText } from "@/i18n/server";
import { usePreferences } from "@/state/preferences";
import { useStore } from "@/state/store";
import type { AlertPayload } from "@/wire/types";

const KINDS = ["all", "error", "warning", "success", "info"] as const;

export function Alerts({ className = "" }: { className?: string }) {
  const t = useText();
  const alerts = useStore((state) => state.known?.alerts);
  const [kind, setKind] = useState<(typeof KINDS)[number]>("all");
  const shown = alerts?.filter(({ level }) => kind === "all" || kind === level);
  return (
    <Panel
      title={t("alerts.title")}
      help={t("alerts.help")}
      className={`h-[22rem] ${className}`}
      aside={
        <select
          aria-label={t("alerts.filter")}
          className="field w-auto"
          value={kind}
          onChange={(event) => setKind(event.target.value as typeof kind)}
        >
          {KINDS.map((name) => (
            <option key={name} value={name}>
              {t(`alerts.${name}`)}
            </option>
          ))}
        </select>
      }
    >
      {!shown && <Skeleton className="h-56" />}
      {shown?.length === 0 && <Empty>{t(alerts?.length ? "alerts.none" : "alerts.empty")}</Empty>}
      {shown && shown.length > 0 && (
        <Scroller className="min-h-0 flex-1 overflow-y-auto" label={t("alerts.title")}>
          <ul className="text-sm" data-testid="alerts">
            {shown.map((alert) => (
              <Row key={alert.seq} alert={alert} />
            ))}
          </ul>
        </Scroller>
      )}
    </Panel>
  );
}

const Row = memo(function Row({ alert }: { alert: AlertPayload }) {
  const t = useText();
  const { time } = useFormats();
  const language = usePreferences((preferences) => preferences.language);
  const { mark, colour } = LEVELS[alert.level];
  return (
    <li className="flex gap-2 border-line border-b py-1.5 last:border-0">
      <span className={`w-3 text-center font-bold ${colour}`} aria-hidden="true">
        {mark}
      </span>
      <span className="sr-only">{t(`alerts.${alert.level}`)}</span>
      <span className="min-w-0 flex-1">{serverText(alert.message, language)}</span>
      <time dateTime={alert.timestamp} className="text-xs whitespace-nowrap text-muted">
        {time(alert.timestamp)}
      </time>
    </li>
  );
});
