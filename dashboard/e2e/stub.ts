// A server that looks like a bot to the page and says as many events a second as it is asked to.
import { readFileSync, statSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { Server as SocketServer } from "socket.io";
import { known, PREVIEW, trade } from "../tests/known";

const STATIC = join(import.meta.dirname, "../../abutre/adapters/web/static");
const TYPES: Record<string, string> = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };
const ANSWERS: Record<string, object> = { "/api/preview": PREVIEW, "/api/levels": { items: [] } };
const FIRST = Date.UTC(2025, 0, 21) / 1000;
const LIVE = 15 * 3600; // after everything that tests/known.ts knows
const moment = (second: number) => new Date((FIRST + second) * 1000).toISOString().replace(".000", "");
export const now = () => performance.timeOrigin + performance.now();

export class Stub {
  /** When the tick of a price was sent, host milliseconds. */
  readonly sent = new Map<string, number>();
  url = "";
  private readonly http: Server;
  private readonly sockets: SocketServer;
  private seq = 10;
  private step = 0;

  constructor() {
    this.http = createServer((request, response) => {
      const path = (request.url ?? "/").split("?")[0] ?? "/";
      if (path.startsWith("/socket.io/")) return;
      const answer = ANSWERS[path];
      const file = join(STATIC, path.endsWith("/") ? `${path}index.html` : path);
      const found = answer || statSync(file, { throwIfNoEntry: false })?.isFile();
      response.writeHead(found ? 200 : 404, {
        "Content-Type": answer ? "application/json" : (TYPES[extname(file)] ?? ""),
      });
      response.end(answer ? JSON.stringify(answer) : found ? readFileSync(file) : "");
    });
    this.sockets = new SocketServer(this.http);
    this.sockets.on("connection", (socket) =>
      socket.emit("state_snapshot", this.snapshot(), { seq: this.seq }),
    );
  }

  async open(): Promise<void> {
    await new Promise<void>((ready) => this.http.listen(0, "127.0.0.1", ready));
    this.url = `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    await this.sockets.close();
  }

  /** Events at `rate` a second for `seconds`: ticks, and at every fourth whatever else a busy bot says. */
  async say(rate: number, seconds: number): Promise<void> {
    const begin = now();
    for (let said = 0; said < rate * seconds; said++) {
      const wait = begin + (said * 1000) / rate - now();
      if (wait > 0) await new Promise((done) => setTimeout(done, wait));
      this.sayOne();
    }
  }

  private sayOne(): void {
    const step = this.step++;
    if (step % 4 === 3) {
      const [name, payload] = this.event(step >> 2);
      this.sockets.emit(name, payload, { seq: ++this.seq });
      return;
    }
    const price = 1000 + (step % 90_000) / 100;
    this.sent.set(price.toFixed(2), now());
    this.sockets.emit("tick", { symbol: "V100", price, timestamp: moment(LIVE + step) });
  }

  private event(step: number): [string, object] {
    const timestamp = moment(LIVE + step * 4);
    const trade_id = `T${1000 + Math.floor(step / 6)}`;
    const choices: [string, object][] = [
      ["new_candle", candle(600 + step)],
      ["trade_opened", { ...trade({ trade_id, entry_time: timestamp }), exit_time: undefined }],
      ["balance_update", { balance: 2000 + (step % 50), peak: 2050, drawdown_pct: 2, timestamp }],
      ["system_alert", { level: "info", message: `Number ${step}`, timestamp }],
      [
        "trade_closed",
        {
          trade_id,
          exit_time: timestamp,
          result: "WIN",
          profit: 0.95,
          final_level: 1,
          balance: 2000 + (step % 50),
        },
      ],
      ["risk_stats", { total_trades: step, wins: step, losses: 0, win_rate: 100, roi: 1 }],
    ];
    return choices[step % 6] as [string, object];
  }

  private snapshot(): object {
    const count = (most: number) => Array.from({ length: most }, (_, index) => index);
    return {
      schema_version: 1,
      ...known({
        seq: this.seq,
        candles: count(600).map(candle),
        equity: count(1000).map((index) => ({ timestamp: moment(index * 30), balance: 2000 + (index % 40) })),
        trades: count(200).map((index) =>
          trade({
            trade_id: `T${999 - index}`,
            entry_time: moment(36_000 - index * 180),
            exit_time: moment(36_060 - index * 180),
          }),
        ),
        alerts: count(50).map((index) => ({
          level: "info",
          message: `Old ${index}`,
          timestamp: moment(0),
          seq: -index,
        })),
      }),
    };
  }
}

function candle(index: number) {
  const open = 1000 + (index % 100) / 10;
  const close = open + (index % 3) - 1;
  const color = close > open ? "GREEN" : close < open ? "RED" : "DOJI";
  return { timestamp: moment(index * 60), open, high: open + 2, low: open - 2, close, color } as const;
}
