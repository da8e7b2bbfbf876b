"use client";
import { useEffect, useMemo, useState } from "react";
import { type Formats, formats } from "@/format";
import { usePreferences } from "@/state/preferences";
import { useStore } from "@/state/store";

/** Seconds of silence after which what is shown is called stale. */
export const STALE_AFTER = 6;

export function useFormats(): Formats {
  const language = usePreferences((preferences) => preferences.language);
  const zone = usePreferences((preferences) => preferences.zone);
  const currency = useStore((state) => state.known?.account.currency ?? "");
  const pip = useStore((state) => state.known?.symbol.pip_size ?? 0.01);
  return useMemo(() => formats(language, zone, currency, pip), [language, zone, currency, pip]);
}

/** Whole seconds since the newest event, counted once a second; undefined before the first. */
export function useAge(): number | undefined {
  const heardAt = useStore((state) => state.heardAt !== undefined);
  const [age, setAge] = useState<number>();
  useEffect(() => {
    if (!heardAt) return;
    const look = () => {
      const { heardAt: at } = useStore.getState();
      if (at !== undefined) setAge(Math.max(0, Math.floor((Date.now() - at) / 1000)));
    };
    look();
    const timer = setInterval(look, 1000);
    return () => clearInterval(timer);
  }, [heardAt]);
  return age;
}

/** `dark` or `light`, as it is shown now, and the palette: what charts have to read again. */
export function useTheme(): string {
  const theme = usePreferences((preferences) => preferences.theme);
  const palette = usePreferences((preferences) => preferences.palette);
  const [systemLight, setSystemLight] = useState(false);
  useEffect(() => {
    const media = matchMedia("(prefers-color-scheme: light)");
    const look = () => setSystemLight(media.matches);
    look();
    media.addEventListener("change", look);
    return () => media.removeEventListener("change", look);
  }, []);
  const shown = theme === "system" ? (systemLight ? "light" : "dark") : theme;
  return `${shown} ${palette}`;
}

/** The tab's title counts the warnings and errors that came while nobody looked at it, where that is wanted. */
export function useTitleBadge(): void {
  const wanted = usePreferences((preferences) => preferences.badge);
  useEffect(() => {
    if (!wanted) return;
    const newest = () => useStore.getState().known?.alerts[0]?.seq ?? 0;
    let seen = newest();
    const look = () => {
      if (document.visibilityState === "visible") seen = newest();
      const alerts = useStore.getState().known?.alerts ?? [];
      const unseen = alerts.filter(
        ({ seq, level }) => seq > seen && (level === "warning" || level === "error"),
      );
      document.title = unseen.length ? `(${unseen.length}) Abutre` : "Abutre";
    };
    const stop = useStore.subscribe(look);
    document.addEventListener("visibilitychange", look);
    return () => {
      stop();
      document.removeEventListener("visibilitychange", look);
      document.title = "Abutre";
    };
  }, [wanted]);
}

/** Takes a value of the store: as it is now, as it changes, and then at most every `pause` ms; the newest always comes. */
export function calmly<Value>(select: () => Value, take: (value: Value) => void, pause: number): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let taken = select();
  let takenAt = Number.NEGATIVE_INFINITY;
  const look = () => {
    timer = undefined;
    const value = select();
    if (Object.is(value, taken)) return;
    taken = value;
    takenAt = performance.now();
    take(value);
  };
  const stop = useStore.subscribe(() => {
    if (timer !== undefined || Object.is(select(), taken)) return;
    const rest = takenAt + pause - performance.now();
    if (rest > 0) timer = setTimeout(look, rest);
    else look();
  });
  take(taken);
  return () => {
    stop();
    clearTimeout(timer);
  };
}

export function useCalm<Value>(select: () => Value, pause: number): Value {
  const [value, setValue] = useState(select);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `select` reads the store and nothing else
  useEffect(() => calmly(select, (newest) => setValue(() => newest), pause), [pause]);
  return value;
}
