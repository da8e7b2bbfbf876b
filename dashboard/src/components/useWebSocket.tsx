"use client";
// The one connection of this tab, its events in the store, and what may be asked of the bot.
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";
import { Ingest } from "@/state/ingest";
import { useStore } from "@/state/store";
import { WebSocketClient, type WireEvent } from "@/wire/client";
import { read, SERVER } from "@/wire/rest";
import type { BotCommandData, ListPayloadLevelPayload, PreviewPayload } from "@/wire/types";

type Verb = BotCommandData["command"];

export interface Bot {
  /** What is being asked now; one thing at a time. */
  pending: Verb | undefined;
  command(command: Verb, afterSequence?: boolean): Promise<void>;
  updateSettings(update: Record<string, unknown>): Promise<Record<string, string>>;
  reconnectNow(): void;
}

const Context = createContext<Bot | undefined>(undefined);

export function useWebSocket(): Bot {
  const bot = useContext(Context);
  if (bot === undefined) throw new Error("useWebSocket outside of WebSocketProvider");
  return bot;
}

const REREAD_EVERY = 2000;
/** The broker's quote and the day move without an event. */
const REREAD_AT_LEAST = 60_000;

export function WebSocketProvider({ children }: { children: ReactNode }) {
  const client = useRef<WebSocketClient>(undefined);
  const busy = useRef(false);
  const [pending, setPending] = useState<Verb>();

  useEffect(() => {
    const { takeIn } = useStore.getState();
    const ingest = new Ingest<WireEvent>((events) => {
      const before = useStore.getState().hole;
      takeIn(events, Date.now());
      if (useStore.getState().hole && !before) connection.requestState();
    });
    const connection = new WebSocketClient(SERVER, {
      onEvent: (event) => ingest.push(event),
      onLink: (link) => {
        useStore.setState({ link });
        // Whoever was refused begins anew at the login page of the bot.
        if (link.phase === "refused" && SERVER === location.origin) location.assign("/login");
      },
      lastSeq: () => (useStore.getState().hole ? undefined : useStore.getState().known?.seq),
    });
    client.current = connection;
    connection.connect();
    const wake = () => document.visibilityState === "visible" && connection.reconnectNow();
    window.addEventListener("online", wake);
    document.addEventListener("visibilitychange", wake);
    return () => {
      window.removeEventListener("online", wake);
      document.removeEventListener("visibilitychange", wake);
      connection.close();
      ingest.stop();
    };
  }, []);

  useReread();

  const bot = useMemo<Bot>(
    () => ({
      pending,
      async command(command, afterSequence = false) {
        if (busy.current || !client.current) return;
        busy.current = true;
        setPending(command);
        try {
          await client.current.command(
            command === "pause" ? { command, after_sequence: afterSequence } : { command },
          );
        } finally {
          busy.current = false;
          setPending(undefined);
        }
      },
      async updateSettings(update) {
        if (!client.current) throw new Error("not connected");
        return client.current.updateSettings(update);
      },
      reconnectNow: () => client.current?.reconnectNow(),
    }),
    [pending],
  );
  return <Context value={bot}>{children}</Context>;
}

/** Reads what only the server computes: after what may have changed it, never more often than every 2 s, and each minute. */
function useReread(): void {
  const live = useStore((state) => state.link.phase === "live" && state.known !== undefined);
  const changed = useStore((state) =>
    state.known
      ? `${state.known.settings.version} ${state.known.balance.peak} ${state.known.risk_stats.total_trades} ${state.known.position.current_level} ${state.known.bot_status.status}`
      : "",
  );
  const lastRead = useRef(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `changed` is what it waits for
  useEffect(() => {
    if (!live) return;
    let timer: ReturnType<typeof setTimeout>;
    const reread = () => {
      lastRead.current = Date.now();
      timer = setTimeout(reread, REREAD_AT_LEAST);
      const reads = [
        read<PreviewPayload>("/api/preview").then((preview) => ({ preview })),
        read<ListPayloadLevelPayload>("/api/levels").then(({ items }) => ({ levels: items })),
      ];
      // What cannot be read now stays as it was; the next time reads again. What was is shown at once.
      Promise.allSettled(reads).then((done) => {
        const known = done.filter((one) => one.status === "fulfilled").map((one) => one.value);
        useStore.setState(Object.assign({}, ...known));
      });
    };
    timer = setTimeout(reread, Math.max(0, lastRead.current + REREAD_EVERY - Date.now()));
    return () => clearTimeout(timer);
  }, [live, changed]);
}
