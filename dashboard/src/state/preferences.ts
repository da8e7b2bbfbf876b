// What this browser likes: kept here and nowhere else.
import { create } from "zustand";
import { persist } from "zustand/middleware";

export const LANGUAGES = ["en", "pt-BR"] as const;
export const THEMES = ["system", "dark", "light"] as const;
export const PALETTES = ["teal", "blue"] as const;
export const ZONES = ["local", "utc"] as const;
export type Language = (typeof LANGUAGES)[number];
export type Theme = (typeof THEMES)[number];
export type Palette = (typeof PALETTES)[number];
export type Zone = (typeof ZONES)[number];

export interface Preferences {
  language: Language;
  theme: Theme;
  palette: Palette;
  zone: Zone;
  sound: boolean;
  badge: boolean;
  introSeen: boolean;
  set(change: Partial<Omit<Preferences, "set">>): void;
}

export const PLACE = "abutre";

export const usePreferences = create<Preferences>()(
  persist(
    (set) => ({
      language: "en",
      theme: "system",
      palette: "teal",
      zone: "utc", // the one zone in which the page that is built and every browser agree
      sound: false,
      badge: false,
      introSeen: false,
      set,
    }),
    // Read after the first paint, so that the server's page and the browser's agree.
    { name: PLACE, version: 1, skipHydration: true },
  ),
);

/** Take what is kept; the first time the browser's own language and zone. */
export function recallPreferences(): void {
  if (localStorage.getItem(PLACE) !== null) usePreferences.persist.rehydrate();
  else {
    const portuguese = navigator.language.toLowerCase().startsWith("pt");
    usePreferences.getState().set({ language: portuguese ? "pt-BR" : "en", zone: "local" });
  }
}
