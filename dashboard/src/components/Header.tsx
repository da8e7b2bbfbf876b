"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { Controls } from "@/components/Controls";
import { STALE_AFTER, useAge } from "@/components/hooks";
import { Help, Skeleton } from "@/components/parts";
import { useText } from "@/i18n";
import { serverText } from "@/i18n/server";
import { LANGUAGES, usePreferences } from "@/state/preferences";
import { useStore } from "@/state/store";

const PAGES = [
  ["/", "dashboard"],
  ["/trades/", "trades"],
  ["/settings/", "settings"],
  ["/backtest/", "backtest"],
] as const;

const MODES = {
  SIMULATED: "border-accent text-accent",
  DEMO: "border-up text-up",
  PAPER: "border-edge text-text",
  REAL: "border-down bg-down text-bg",
};

const STATES = { RUNNING: "▶", PAUSED: "❚❚", STOPPING: "◌", STOPPED: "■" };

export function Header() {
  const t = useText();
  const path = usePathname();
  const { language, set } = usePreferences();
  const other = LANGUAGES[language === "en" ? 1 : 0];
  return (
    <header className="z-20 border-line border-b bg-panel md:sticky md:top-0">
      <div className="mx-auto flex max-w-[100rem] flex-wrap items-center gap-x-4 gap-y-2 px-3 py-2 sm:px-6">
        <Link href="/" className="text-base font-bold tracking-tight">
          Abutre
        </Link>
        <Mode />
        <Status />
        <Connection />
        <div className="ml-auto flex flex-wrap items-center gap-2">
          <Controls />
          <button
            type="button"
            className="button px-2"
            lang={other}
            onClick={() => set({ language: other })}
            aria-label={other === "en" ? "EN, English" : "PT, Português"}
          >
            {other === "en" ? "EN" : "PT"}
          </button>
        </div>
      </div>
      <nav aria-label={t("nav.label")} className="mx-auto flex max-w-[100rem] overflow-x-auto px-1 sm:px-4">
        {PAGES.map(([href, name]) => (
          <Link
            key={href}
            href={href}
            aria-current={path === href ? "page" : undefined}
            className="border-transparent border-b-2 px-2 py-2 text-sm whitespace-nowrap text-muted hover:text-text aria-[current=page]:border-accent aria-[current=page]:font-semibold aria-[current=page]:text-text"
          >
            {t(`nav.${name}`)}
          </Link>
        ))}
      </nav>
    </header>
  );
}

function Mode() {
  const t = useText();
  const mode = useStore((state) => state.known?.account.mode);
  if (!mode) return <Skeleton className="h-6 w-32" />;
  return (
    <span className="flex items-center gap-1">
      <strong
        data-testid="mode"
        className={`rounded border-2 px-2 py-0.5 text-xs tracking-wide ${MODES[mode]}`}
      >
        {t(`mode.${mode}`)}
      </strong>
      <Help what={t(`mode.${mode}`)}>{t(`mode.${mode}_help`)}</Help>
    </span>
  );
}

function Status() {
  const t = useText();
  const language = usePreferences((preferences) => preferences.language);
  const status = useStore((state) => state.known?.bot_status);
  const live = useStore((state) => state.link.phase === "live");
  if (!status) return <Skeleton className="h-6 w-28" />;
  return (
    <span className="flex items-center gap-1 text-sm" data-testid="status" data-status={status.status}>
      <span aria-hidden="true" className="text-muted">
        {STATES[status.status]}
      </span>
      <strong className="font-semibold">{t(`status.${status.status}`)}</strong>
      {!live && <span className="text-muted">({t("link.lastKnown")})</span>}
      <Help what={t(`status.${status.status}`)}>
        {t(`status.${status.status}_help`)}
        <span className="mt-2 block text-muted">{serverText(status.message, language)}</span>
      </Help>
    </span>
  );
}

function Connection() {
  const t = useText();
  const link = useStore((state) => state.link);
  const age = useAge();
  let [mark, colour, text] = ["●", "text-up", t("link.live")];
  if (link.phase === "connecting") [mark, colour, text] = ["○", "text-muted", t("link.connecting")];
  if (link.phase === "refused") [mark, colour, text] = ["✕", "text-down", t("link.refused")];
  if (link.phase === "down")
    [mark, colour, text] = ["✕", "text-down", t("link.down", { count: link.attempt })];
  const old = age !== undefined && age >= STALE_AFTER;
  return (
    <span className="flex flex-wrap items-center gap-x-2 text-sm" data-testid="link" data-phase={link.phase}>
      <span>
        <span aria-hidden="true" className={colour}>
          {mark}
        </span>{" "}
        {text}
      </span>
      <span className={old ? "text-warn" : "text-muted"} data-testid="age">
        {age === undefined ? t("link.unknown") : t(old ? "link.stale" : "link.fresh", { seconds: age })}
      </span>
    </span>
  );
}
