"use client";
import { useId } from "react";
import { useText } from "@/i18n";
import { serverText } from "@/i18n/server";
import { CHOICES, type Name } from "@/state/draft";
import { usePreferences } from "@/state/preferences";

interface FieldProps {
  name: Name;
  value: string;
  error: string | undefined;
  changed: boolean;
  onChange(value: string): void;
}

export function Field({ name, value, error, changed, onChange }: FieldProps) {
  const t = useText();
  const language = usePreferences((preferences) => preferences.language);
  const id = useId();
  const choices = CHOICES[name];
  const shared = {
    id,
    name,
    value,
    className: `field ${error ? "border-down" : changed ? "border-accent" : ""}`,
    "aria-invalid": error !== undefined,
    "aria-describedby": `${id}-hint${error ? ` ${id}-error` : ""}`,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  };
  const said: Record<string, string> = { true: t("settings.on"), false: t("settings.off") };
  return (
    <div>
      <label
        htmlFor={id}
        className={`mb-1 block text-sm font-medium ${changed ? "after:ml-1 after:text-accent after:content-['•']" : ""}`}
      >
        {t(`settings.field.${name}`)}
      </label>
      {choices ? (
        <select {...shared}>
          {choices.map((choice) => (
            <option key={choice} value={choice}>
              {said[choice] ?? t(`settings.option.${choice}`)}
            </option>
          ))}
        </select>
      ) : (
        <input {...shared} inputMode="decimal" autoComplete="off" />
      )}
      <p id={`${id}-hint`} className="mt-1 text-xs text-muted">
        {t(`settings.hint.${name}`)}
      </p>
      {error && (
        <p id={`${id}-error`} className="mt-1 text-xs text-down" role="alert">
          <span aria-hidden="true">✕ </span>
          {serverText(error, language)}
        </p>
      )}
    </div>
  );
}
