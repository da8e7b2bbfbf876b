// The page's one state: what is known of the bot, how the connection does, what was asked of the server.
import { create } from "zustand";
import { type Known, take } from "@/state/reducer";
import type { Link, WireEvent } from "@/wire/client";
import type { AlertPayload, LevelPayload, PreviewPayload, TickPayload } from "@/wire/types";

export interface Toast {
  id: number;
  level: AlertPayload["level"];
  message: string;
}

export interface State {
  link: Link;
  known: Known | undefined;
  tick: TickPayload | undefined;
  /** Market seconds per second, measured from what arrives; undefined until two moments are known. */
  pace: number | undefined;
  /** Host milliseconds of the newest event of any kind; undefined before the first. */
  heardAt: number | undefined;
  hole: boolean;
  toasts: Toast[];
  preview: PreviewPayload | undefined;
  levels: LevelPayload[] | undefined;
  takeIn(events: WireEvent[], now: number): void;
  say(level: Toast["level"], message: string): void;
  dismiss(id: number): void;
}

const MOST_TOASTS = 3;
let toastIds = 0;
let mark: { market: number; host: number } | undefined;

export const useStore = create<State>()((set) => ({
  link: { phase: "connecting", attempt: 0 },
  known: undefined,
  tick: undefined,
  pace: undefined,
  heardAt: undefined,
  hole: false,
  toasts: [],
  preview: undefined,
  levels: undefined,
  takeIn: (events, now) =>
    set((state) => {
      const taken = take(state.known, events, state.hole);
      const tick = taken.tick ?? state.tick;
      const news = taken.news.map(({ level, message }) => ({ id: ++toastIds, level, message }));
      return {
        known: taken.known,
        tick,
        hole: taken.hole,
        heardAt: now,
        pace: taken.tick ? paced(taken.tick, now, state.pace) : state.pace,
        toasts: news.length ? [...state.toasts, ...news].slice(-MOST_TOASTS) : state.toasts,
      };
    }),
  say: (level, message) =>
    set((state) => ({
      toasts: [...state.toasts, { id: ++toastIds, level, message }].slice(-MOST_TOASTS),
    })),
  dismiss: (id) => set((state) => ({ toasts: state.toasts.filter((toast) => toast.id !== id) })),
}));

function paced(tick: TickPayload, host: number, before: number | undefined): number | undefined {
  const market = Date.parse(tick.timestamp);
  if (mark === undefined || market < mark.market || host - mark.host > 15_000) {
    mark = { market, host };
    return before;
  }
  return host - mark.host < 4000 ? before : (market - mark.market) / (host - mark.host);
}
