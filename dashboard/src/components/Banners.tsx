"use client";
import { STALE_AFTER, useAge, useFormats } from "@/components/hooks";
import { useWebSocket } from "@/components/useWebSocket";
import { useText } from "@/i18n";
import { serverText } from "@/i18n/server";
import { usePreferences } from "@/state/preferences";
import { useStore } from "@/state/store";
import { SERVER } from "@/wire/rest";

const BOX = "mb-4 flex flex-wrap items-center gap-3 rounded-lg border-2 bg-panel px-4 py-3 text-sm";

/** Why what is shown may not be what is: the connection, the market, a halt, an unknown purchase. */
export function Banners() {
  const t = useText();
  const { clock } = useFormats();
  const link = useStore((state) => state.link);
  const { reconnectNow } = useWebSocket();
  const age = useAge();
  const stale = (age ?? 0) >= STALE_AFTER;
  if (link.phase === "down")
    return (
      <div role="alert" className={`${BOX} border-down`}>
        <span className="flex-1 basis-60">
          {t("link.downText", { since: clock(link.since), count: link.attempt })}
        </span>
        <button type="button" className="button" onClick={reconnectNow}>
          {t("link.retry")}
        </button>
      </div>
    );
  if (link.phase === "refused")
    return (
      <div role="alert" className={`${BOX} border-down`}>
        <span className="flex-1 basis-60">{t("link.refusedText", { reason: link.reason })}</span>
        <a className="button" href={`${SERVER}/login`}>
          {t("link.login")}
        </a>
      </div>
    );
  return (
    <>
      {stale && link.phase === "live" && (
        <div role="alert" className={`${BOX} border-warn`}>
          {t("link.staleText", { seconds: age })}
        </div>
      )}
      <Trouble />
    </>
  );
}

function Trouble() {
  const t = useText();
  const language = usePreferences((preferences) => preferences.language);
  const halted = useStore((state) => {
    const status = state.known?.bot_status;
    return status?.status === "STOPPED" && status.message.includes("halted") ? status.message : undefined;
  });
  const frozen = useFrozen();
  return (
    <>
      {frozen && (
        <div role="alert" className={`${BOX} border-down`}>
          {t("position.frozen")}
        </div>
      )}
      {halted && (
        <div role="alert" className={`${BOX} border-down`}>
          {serverText(halted, language)}
        </div>
      )}
    </>
  );
}

/** The newest word about purchases is that nobody knows (R18). */
export function useFrozen(): boolean {
  return useStore((state) => {
    const alerts = state.known?.alerts ?? [];
    const about = alerts.find(({ message }) =>
      /^(Nobody knows|Trade closed|Martingale Level|The broker refused|Trigger)/.test(message),
    );
    const asked = about?.message.startsWith("Nobody knows") ?? false;
    // A purchase that became known opens a position or goes on with one.
    const openedSince = state.known?.position.entry_timestamp ?? "";
    return asked && !(openedSince >= (about?.timestamp ?? ""));
  });
}
