// A form of settings: texts as they are typed, and what of them differs from what is stored.
import type { SettingsPayload } from "@/wire/types";

export type Values = Omit<SettingsPayload, "version">;
export type Name = keyof Values;
export type Draft = Record<Name, string>;

export const STRATEGY = [
  "delay_threshold",
  "max_level",
  "initial_stake",
  "multiplier",
  "stake_policy",
  "doji_policy",
] as const satisfies Name[];
export const LIMITS = [
  "max_drawdown",
  "max_daily_loss",
  "require_full_ladder",
  "auto_trading",
] as const satisfies Name[];
export const NAMES: readonly Name[] = [...STRATEGY, ...LIMITS];

export const CHOICES: Partial<Record<Name, readonly string[]>> = {
  stake_policy: ["multiplier", "recover"],
  doji_policy: ["break", "ignore"],
  require_full_ladder: ["true", "false"],
  auto_trading: ["true", "false"],
};

export function draftOf(settings: Values): Draft {
  return Object.fromEntries(
    NAMES.map((name) => [name, settings[name] === null ? "" : String(settings[name])]),
  ) as Draft;
}

/**
 * A comma is a point. An amount as in 1.000 and 1,000 says one to some and a thousand to others: it keeps a
 * comma, so that the server refuses it and nobody guesses.
 */
function asNumber(name: Name, text: string): string {
  const amount = name === "initial_stake" || name === "max_daily_loss";
  const unclear = amount && /[.,]\d{3}$/.test(text.trim());
  return unclear ? text.trim().replace(".", ",") : text.trim().replace(",", ".");
}

/** What differs from `stored`, as the wire takes it; the server judges it. */
export function changesOf(draft: Draft, stored: Values): Partial<Record<Name, string | boolean | null>> {
  const before = draftOf(stored);
  const changes: Partial<Record<Name, string | boolean | null>> = {};
  for (const name of NAMES) {
    const text = asNumber(name, draft[name]);
    if (text === before[name]) continue;
    if (name === "auto_trading" || name === "require_full_ladder") changes[name] = text === "true";
    else if (name === "max_daily_loss" && text === "") changes[name] = null;
    else changes[name] = text;
  }
  return changes;
}

/** `changes` as the parameters of `/api/preview`. */
export function queryOf(changes: Partial<Record<Name, string | boolean | null>>): Record<string, string> {
  return Object.fromEntries(Object.entries(changes).map(([name, value]) => [name, String(value)]));
}

/** Limits hold at once; the rest when the running sequence has ended. */
export function holdsNow(name: Name, value: unknown): boolean {
  return name === "max_drawdown" || name === "max_daily_loss" || (name === "auto_trading" && value === false);
}
