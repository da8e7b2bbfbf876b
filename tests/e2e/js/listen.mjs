// Connects as a dashboard does, says what it was asked to say, and prints whatever happens, one JSON line each:
//   {"connected": sid, "transport": "polling"}   {"refused": message}   {"disconnected": reason}
//   {"event": name, "args": [payload, {"seq": 1}]}   {"answered": command, "args": [{"ok": true}]}
//
// node listen.mjs URL [--auth JSON] [--transport polling|websocket]... [--send '["bot_command", {...}]']...
//                     [--client socket.io-client-oldest] [--until EVENT] [--count EVENTS] [--seconds 30]
//
// Ends well once the event was seen, so many events were counted (ticks aside), and every command was answered; with
// status 1 when it was refused or the time is up.

import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    auth: { type: "string" },
    client: { type: "string", default: "socket.io-client" },
    transport: { type: "string", multiple: true },
    send: { type: "string", multiple: true, default: [] },
    until: { type: "string" },
    count: { type: "string", default: "0" },
    seconds: { type: "string", default: "30" },
  },
});

const { io } = await import(values.client);
const commands = values.send.map((text) => JSON.parse(text));
let unanswered = commands.length;
let counted = 0;
let seen = values.until === undefined;

function print(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function end(status) {
  socket.close();
  process.exitCode = status;
  clearTimeout(deadline);
}

function endWhenDone() {
  if (seen && unanswered === 0 && counted >= Number(values.count)) {
    end(0);
  }
}

const socket = io(positionals[0], {
  ...(values.auth && { auth: JSON.parse(values.auth) }),
  ...(values.transport && { transports: values.transport }),
});

const deadline = setTimeout(() => {
  print({ refused: "the time is up" });
  end(1);
}, 1000 * Number(values.seconds));

socket.once("connect", () => {
  for (const command of commands) {
    socket.emit(...command, (...args) => {
      print({ answered: command[0], args });
      unanswered -= 1;
      endWhenDone();
    });
  }
});

socket.on("connect", () => print({ connected: socket.id, transport: socket.io.engine.transport.name }));
socket.on("disconnect", (reason) => reason === "io client disconnect" || print({ disconnected: reason }));
socket.on("connect_error", (error) => {
  print({ refused: error.message });
  if (!socket.active) {
    end(1);
  }
});

socket.onAny((event, ...args) => {
  print({ event, args });
  counted += event === "tick" ? 0 : 1;
  seen ||= event === values.until;
  endWhenDone();
});
