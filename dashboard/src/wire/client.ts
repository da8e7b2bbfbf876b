// One connection to the bot: comes back by itself, goes on behind the last event it saw, gives commands once.
import { io, type Socket } from "socket.io-client";
import type { Acknowledgement, BotCommandData } from "@/wire/types";

/** An event as the server sent it; `seq` is absent on ticks, and repeats on what went to this client alone. */
export interface WireEvent {
  name: string;
  payload: unknown;
  seq: number | undefined;
}

export type Link =
  | { phase: "connecting"; attempt: number }
  | { phase: "live" }
  | { phase: "down"; attempt: number; since: number }
  | { phase: "refused"; reason: string };

interface Listener {
  onEvent(event: WireEvent): void;
  onLink(link: Link): void;
  /** Number of the newest event that was taken in; undefined asks for a snapshot. */
  lastSeq(): number | undefined;
}

const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;
const ANSWER_WITHIN = 10_000;

/** Milliseconds before the next attempt: doubling from 0.5 to 15 s, and up to half of that less, by chance. */
export function backoff(attempt: number, chance: number): number {
  return Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(attempt, 10)) * (1 - chance / 2);
}

export class WebSocketClient {
  private readonly socket: Socket;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private attempt = 0;
  private downSince: number | undefined;
  private closed = false;

  constructor(
    url: string,
    private readonly listener: Listener,
    now: () => number = Date.now,
  ) {
    this.socket = io(url, {
      autoConnect: false,
      forceNew: true,
      reconnection: false, // socket.io gives up after a goodbye of the server; this class does not
      transports: ["websocket", "polling"],
      tryAllTransports: true,
      timeout: 8000,
      auth: (give) => give({ last_seq: listener.lastSeq() }),
    });
    this.socket.onAny((name: string, payload: unknown, about?: { seq?: number }) =>
      listener.onEvent({ name, payload, seq: about?.seq }),
    );
    this.socket.on("connect", () => {
      this.attempt = 0;
      this.downSince = undefined;
      listener.onLink({ phase: "live" });
    });
    this.socket.on("disconnect", () => this.lost(now()));
    this.socket.on("connect_error", (error) => {
      // Without a transport error behind it the server itself has said no.
      const said = !("type" in error && error.type === "TransportError");
      if (said && !/too many/i.test(error.message) && !/timeout/i.test(error.message)) {
        listener.onLink({ phase: "refused", reason: error.message });
        return;
      }
      this.lost(now());
    });
  }

  connect(): void {
    if (this.closed || this.socket.connected) return;
    this.listener.onLink(
      this.downSince === undefined
        ? { phase: "connecting", attempt: this.attempt }
        : { phase: "down", attempt: this.attempt, since: this.downSince },
    );
    this.socket.connect();
  }

  /** Does not wait for the next attempt. */
  reconnectNow(): void {
    if (this.closed || this.socket.connected) return;
    clearTimeout(this.timer);
    this.socket.disconnect();
    this.connect();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.socket.disconnect();
  }

  requestState(): void {
    if (this.socket.connected) this.socket.emit("request_state", {});
  }

  /** Carried out once, however often it arrives; rejects with the server's reason. */
  async command(data: Pick<BotCommandData, "command" | "after_sequence">): Promise<void> {
    const answer = await this.ask<Acknowledgement>("bot_command", { ...data, command_id: newId() });
    if (!answer.ok) throw new Error(answer.error ?? "refused");
  }

  /** The bad fields by name, empty when all is stored; rejects when it was not the fields. */
  async updateSettings(update: Record<string, unknown>): Promise<Record<string, string>> {
    const answer = await this.ask<Acknowledgement>("update_settings", { ...update, command_id: newId() });
    if (answer.ok) return {};
    if (answer.errors && Object.keys(answer.errors).length > 0) return answer.errors;
    throw new Error(answer.error ?? "refused");
  }

  private async ask<Answer>(name: string, data: object): Promise<Answer> {
    if (!this.socket.connected) throw new Error("not connected");
    return (await this.socket.timeout(ANSWER_WITHIN).emitWithAck(name, data)) as Answer;
  }

  private lost(now: number): void {
    if (this.closed) return;
    this.downSince ??= now;
    this.listener.onLink({ phase: "down", attempt: this.attempt + 1, since: this.downSince });
    clearTimeout(this.timer);
    this.timer = setTimeout(
      () => {
        this.attempt += 1;
        this.connect();
      },
      backoff(this.attempt, Math.random()),
    );
  }
}

// randomUUID is for secure contexts only, and a bot in the home network may be none.
function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}
