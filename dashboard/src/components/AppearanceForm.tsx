"use client";
import { type ReactNode, useId } from "react";
import { Panel } from "@/components/parts";
import { useText } from "@/i18n";
import { LANGUAGES, PALETTES, THEMES, usePreferences, ZONES } from "@/state/preferences";

const NAMES = { en: "English", "pt-BR": "Português (Brasil)" };

/** How this browser shows things; stays here. */
export function AppearanceForm() {
  const t = useText();
  const { language, theme, palette, zone, sound, badge, set } = usePreferences();
  return (
    <Panel title={t("settings.appearance")}>
      <div className="grid gap-4 sm:grid-cols-2">
        <Choice
          label={t("settings.language")}
          value={language}
          values={LANGUAGES}
          said={(value) => NAMES[value]}
          onChoose={(value) => set({ language: value })}
        />
        <Choice
          label={t("settings.theme")}
          value={theme}
          values={THEMES}
          said={(value) => t(`settings.themes.${value}`)}
          onChoose={(value) => set({ theme: value })}
        />
        <Choice
          label={t("settings.palette")}
          value={palette}
          values={PALETTES}
          said={(value) => t(`settings.palettes.${value}`)}
          onChoose={(value) => set({ palette: value })}
        />
        <Choice
          label={t("settings.zone")}
          value={zone}
          values={ZONES}
          said={(value) => t(`settings.zones.${value}`)}
          onChoose={(value) => set({ zone: value })}
        />
        <label className="flex items-center gap-2 text-sm">
          <input type="checkbox" checked={sound} onChange={(event) => set({ sound: event.target.checked })} />
          {t("settings.sound")}
        </label>
        <label className="flex items-center gap-2 text-sm">
          <input type="checkbox" checked={badge} onChange={(event) => set({ badge: event.target.checked })} />
          {t("settings.badge")}
        </label>
      </div>
    </Panel>
  );
}

interface ChoiceProps<Value extends string> {
  label: string;
  value: Value;
  values: readonly Value[];
  said(value: Value): ReactNode;
  onChoose(value: Value): void;
}

function Choice<Value extends string>({ label, value, values, said, onChoose }: ChoiceProps<Value>) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-sm font-medium">
        {label}
      </label>
      <select
        id={id}
        className="field"
        value={value}
        onChange={(event) => onChoose(event.target.value as Value)}
      >
        {values.map((one) => (
          <option key={one} value={one}>
            {said(one)}
          </option>
        ))}
      </select>
    </div>
  );
}
