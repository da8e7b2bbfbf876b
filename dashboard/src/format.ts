// Numbers and moments as people read them. Rounded first, so that nothing shows as -0.
import type { Language, Zone } from "@/state/preferences";

const MINUS = "−";

function shown(
  value: number,
  decimals: number,
  language: Language,
  options: Intl.NumberFormatOptions = {},
): string {
  const rounded = Number(value.toFixed(decimals)) + 0;
  const settled = Object.is(rounded, -0) ? 0 : rounded;
  return formatter(language, decimals, options).format(settled).replace("-", MINUS);
}

// Making one costs a hundred times what using it does, and a price comes several times a second.
const made = new Map<string, Intl.NumberFormat>();

function formatter(
  language: Language,
  decimals: number,
  options: Intl.NumberFormatOptions,
): Intl.NumberFormat {
  const key = JSON.stringify([language, decimals, options]);
  let found = made.get(key);
  if (found === undefined) {
    const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    found = new Intl.NumberFormat(language, { ...digits, ...options });
    made.set(key, found);
  }
  return found;
}

export interface Formats {
  money(value: number): string;
  /** With its sign, + included. */
  profit(value: number): string;
  percent(value: number, decimals?: number): string;
  signedPercent(value: number): string;
  price(value: number): string;
  count(value: number): string;
  number(value: number): string;
  time(iso: string): string;
  clock(moment: number): string;
  zone: string;
}

export function formats(language: Language, zone: Zone, currency: string, pip: number): Formats {
  const timeZone = zone === "utc" ? "UTC" : undefined;
  const priceDecimals = Math.max(0, Math.round(-Math.log10(pip)));
  const money: Intl.NumberFormatOptions = /^[A-Z]{3}$/.test(currency)
    ? { style: "currency", currency, currencyDisplay: "narrowSymbol" }
    : {};
  const time = new Intl.DateTimeFormat(language, {
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone,
  });
  const clock = new Intl.DateTimeFormat(language, { timeStyle: "medium", hourCycle: "h23", timeZone });
  const named = new Intl.DateTimeFormat(language, { timeZoneName: "short", timeZone });
  return {
    money: (value) => shown(value, 2, language, money),
    profit: (value) => shown(value, 2, language, { ...money, signDisplay: "exceptZero" }),
    percent: (value, decimals = 2) => `${shown(value, decimals, language)} %`,
    signedPercent: (value) => `${shown(value, 2, language, { signDisplay: "exceptZero" })} %`,
    price: (value) => shown(value, priceDecimals, language),
    count: (value) => shown(value, 0, language),
    number: (value) => formatter(language, 0, { maximumFractionDigits: 4 }).format(value),
    time: (iso) => time.format(new Date(iso)),
    clock: (moment) => clock.format(moment),
    zone: named.formatToParts(0).find((part) => part.type === "timeZoneName")?.value ?? "",
  };
}
