// Texts in the chosen language. i18next does plurals and values; React hears of changes through the preferences.
import i18next from "i18next";
import { en } from "@/i18n/en";
import { pt } from "@/i18n/pt";
import { type Language, usePreferences } from "@/state/preferences";

const i18n = i18next.createInstance();
i18n.init({
  lng: "en",
  fallbackLng: "en",
  resources: { en: { translation: en }, "pt-BR": { translation: pt } },
  interpolation: { escapeValue: false }, // React escapes
  initAsync: false,
});

export type Translate = (key: string, values?: Record<string, unknown>) => string;

export function translator(language: Language): Translate {
  return i18n.getFixedT(language) as Translate;
}

export function useText(): Translate {
  return translator(usePreferences((preferences) => preferences.language));
}
