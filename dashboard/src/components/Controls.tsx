"use client";
import { useState } from "react";
import { useFormats } from "@/components/hooks";
import { Dialog } from "@/components/parts";
import { useWebSocket } from "@/components/useWebSocket";
import { useText } from "@/i18n";
import { serverText } from "@/i18n/server";
import { usePreferences } from "@/state/preferences";
import { useStore } from "@/state/store";

const VERBS = ["start", "pause", "stop"] as const;
type Verb = (typeof VERBS)[number];
const MARKS = { start: "▶", pause: "❚❚", stop: "■" };

export function Controls() {
  const t = useText();
  const language = usePreferences((preferences) => preferences.language);
  const live = useStore((state) => state.link.phase === "live");
  const mode = useStore((state) => state.known?.account.mode);
  const status = useStore((state) => state.known?.bot_status.status);
  const inPosition = useStore((state) => state.known?.position.in_position ?? false);
  const say = useStore((state) => state.say);
  const { pending, command } = useWebSocket();
  const [asking, setAsking] = useState<Verb>();

  const send = async (verb: Verb, afterSequence = false) => {
    setAsking(undefined);
    try {
      await command(verb, afterSequence);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      say("error", t("control.failed", { reason: serverText(reason, language) }));
    }
  };
  const wants = (verb: Verb) => {
    const asks = verb === "stop" || mode === "REAL" || (verb === "pause" && inPosition);
    if (asks) setAsking(verb);
    else send(verb);
  };
  const needless = { start: "RUNNING", pause: "PAUSED", stop: "STOPPED" };
  return (
    <fieldset className="flex gap-1.5">
      <legend className="sr-only">{t("control.label")}</legend>
      {VERBS.map((verb) => (
        <button
          key={verb}
          type="button"
          className="button px-2 sm:px-3"
          disabled={!live || status === undefined || pending !== undefined || status === needless[verb]}
          aria-busy={pending === verb}
          onClick={() => wants(verb)}
        >
          <span aria-hidden="true" className="text-xs">
            {MARKS[verb]}
          </span>
          {pending === verb ? t("control.working") : t(`control.${verb}`)}
        </button>
      ))}
      <Confirm verb={asking} onCancel={() => setAsking(undefined)} onSend={send} />
    </fieldset>
  );
}

interface ConfirmProps {
  verb: Verb | undefined;
  onCancel(): void;
  onSend(verb: Verb, afterSequence?: boolean): void;
}

function Confirm({ verb, onCancel, onSend }: ConfirmProps) {
  const t = useText();
  const { money } = useFormats();
  const position = useStore((state) => state.known?.position);
  const open = position?.in_position ?? false;
  const values = { level: position?.current_level, loss: money(Math.abs(position?.total_loss ?? 0)) };
  const texts = {
    start: t("control.startText"),
    pause: t(open ? "control.pauseText" : "control.pauseIdle", values),
    stop: t(open ? "control.stopText" : "control.stopIdle", values),
  };
  return (
    <Dialog open={verb !== undefined} title={verb ? t(`control.${verb}Title`) : ""} onClose={onCancel}>
      {verb && (
        <>
          <p className="mb-4 text-sm">{texts[verb]}</p>
          <div className="flex flex-wrap justify-end gap-2">
            <button type="button" className="button" onClick={onCancel}>
              {t("control.cancel")}
            </button>
            {verb === "pause" && open && (
              <button type="button" className="button text-left" onClick={() => onSend(verb, true)}>
                {t("control.pauseLater")}
              </button>
            )}
            <button type="button" className="button button-strong text-left" onClick={() => onSend(verb)}>
              {verb === "pause" && open ? t("control.pauseNow") : t(`control.${verb}`)}
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}
