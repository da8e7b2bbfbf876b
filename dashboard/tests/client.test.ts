// @vitest-environment node
// The client against a real Socket.IO server.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server, type Socket } from "socket.io";
import { afterEach, beforeEach, expect, it } from "vitest";
import { backoff, type Link, WebSocketClient, type WireEvent } from "@/wire/client";

let server: Server;
let url: string;
let clients: WebSocketClient[];

beforeEach(async () => {
  const http = createServer();
  server = new Server(http);
  clients = [];
  await new Promise<void>((ready) => http.listen(0, "127.0.0.1", ready));
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});
afterEach(async () => {
  for (const client of clients) client.close();
  await server.close();
});

function follow(lastSeq: () => number | undefined = () => undefined) {
  const events: WireEvent[] = [];
  const links: Link[] = [];
  const looks = new Set<() => void>();
  const note = () => {
    for (const look of looks) look();
  };
  const client = new WebSocketClient(url, {
    onEvent: (event) => {
      events.push(event);
      note();
    },
    onLink: (link) => {
      links.push(link);
      note();
    },
    lastSeq,
  });
  clients.push(client);
  client.connect();
  const until = (done: () => boolean) =>
    new Promise<void>((tell) => {
      const look = () => done() && tell();
      looks.add(look);
      look();
    });
  return { client, events, links, until };
}

it("connects and hears events with their numbers", async () => {
  server.on("connection", (socket) => socket.emit("bot_status", { status: "RUNNING" }, { seq: 3 }));
  const { events, links, until } = follow();
  await until(() => events.length === 1);
  expect(events[0]).toEqual({ name: "bot_status", payload: { status: "RUNNING" }, seq: 3 });
  expect(links.map(({ phase }) => phase)).toEqual(["connecting", "live"]);
});

it("comes back after the server said goodbye, and asks for what came after the last number", async () => {
  const asked: unknown[] = [];
  server.on("connection", (socket: Socket) => {
    asked.push(socket.handshake.auth.last_seq);
    if (asked.length === 1) socket.disconnect(true);
  });
  const { links, until } = follow(() => 42);
  await until(() => links.filter(({ phase }) => phase === "live").length === 2);
  expect(asked).toEqual([42, 42]);
  expect(links.find(({ phase }) => phase === "down")).toMatchObject({ attempt: 1 });
});

it("comes back after the connection broke", async () => {
  const { links, until } = follow();
  await until(() => links.at(-1)?.phase === "live");
  server.engine.close();
  await until(() => links.at(-1)?.phase === "down");
  expect(links.at(-1)).toMatchObject({ phase: "down", attempt: 1 });
});

it("says that it was refused, and does not try again by itself", async () => {
  let attempts = 0;
  server.use((_, next) => {
    attempts += 1;
    next(new Error("a token is needed"));
  });
  const { links, until } = follow();
  await until(() => links.at(-1)?.phase === "refused");
  await new Promise((pause) => setTimeout(pause, 1200));
  expect(links.at(-1)).toEqual({ phase: "refused", reason: "a token is needed" });
  expect(attempts).toBe(1);
});

it("gives a command with an id of its own and takes no for an answer", async () => {
  const heard: { command_id: string }[] = [];
  server.on("connection", (socket) =>
    socket.on("bot_command", (data, answer) => {
      heard.push(data);
      answer(data.command === "stop" ? { ok: false, error: "viewers only look" } : { ok: true });
    }),
  );
  const { client, links, until } = follow();
  await until(() => links.at(-1)?.phase === "live");
  await client.command({ command: "start" });
  await expect(client.command({ command: "stop" })).rejects.toThrow("viewers only look");
  expect(new Set(heard.map(({ command_id }) => command_id)).size).toBe(2);
});

it("names the bad fields of settings", async () => {
  server.on("connection", (socket) =>
    socket.on("update_settings", (_, answer) =>
      answer({ ok: false, error: "bad", errors: { max_level: "no" } }),
    ),
  );
  const { client, links, until } = follow();
  await until(() => links.at(-1)?.phase === "live");
  expect(await client.updateSettings({ max_level: 99 })).toEqual({ max_level: "no" });
});

it("waits longer each time, up to 15 s, and never as long as all others", () => {
  expect([0, 1, 2].map((attempt) => backoff(attempt, 0))).toEqual([500, 1000, 2000]);
  expect(backoff(50, 0)).toBe(15_000);
  expect(backoff(50, 1)).toBe(7500);
});
