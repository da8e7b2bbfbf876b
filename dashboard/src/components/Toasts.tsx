"use client";
import { useEffect } from "react";
import { useText } from "@/i18n";
import { serverText } from "@/i18n/server";
import { usePreferences } from "@/state/preferences";
import { type Toast, useStore } from "@/state/store";

export const LEVELS = {
  success: { mark: "✓", colour: "text-up" },
  info: { mark: "i", colour: "text-accent" },
  warning: { mark: "!", colour: "text-warn" },
  error: { mark: "✕", colour: "text-down" },
};
const SHOWN_FOR = 6000;

export function Toasts() {
  const t = useText();
  const toasts = useStore((state) => state.toasts);
  return (
    <section
      aria-label={t("alerts.toasts")}
      aria-live="polite"
      className="pointer-events-none fixed right-3 bottom-3 z-30 flex w-80 max-w-[calc(100vw-1.5rem)] flex-col gap-2"
    >
      {toasts.map((toast) => (
        <Shown key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function Shown({ toast }: { toast: Toast }) {
  const t = useText();
  const { language, sound } = usePreferences();
  const dismiss = useStore((state) => state.dismiss);
  const loud = sound && (toast.level === "warning" || toast.level === "error");
  useEffect(() => {
    const timer = setTimeout(() => dismiss(toast.id), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [toast.id, dismiss]);
  useEffect(() => {
    if (loud) beep();
  }, [loud]);
  const { mark, colour } = LEVELS[toast.level];
  return (
    <div
      data-testid="toast"
      className="pointer-events-auto flex items-start gap-2 rounded-md border border-edge bg-raised p-3 text-sm shadow-lg"
    >
      <span aria-hidden="true" className={`font-bold ${colour}`}>
        {mark}
      </span>
      <span className="flex-1">{serverText(toast.message, language)}</span>
      <button
        type="button"
        aria-label={t("alerts.dismiss")}
        onClick={() => dismiss(toast.id)}
        className="px-1"
      >
        ✕
      </button>
    </div>
  );
}

function beep(): void {
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  tone.frequency.value = 660;
  tone.connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.15);
  tone.onended = () => audio.close();
}
