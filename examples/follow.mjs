// Follows a bot and misses nothing: npm install socket.io-client, then node follow.mjs http://localhost:8000 [token]
import { io } from "socket.io-client";

const [url = "http://localhost:8000", token] = process.argv.slice(2);
let lastSeq; // number of the newest event that was dealt with

// Asked anew for every connection, so that the server sends what was missed since lastSeq.
const socket = io(url, { auth: (give) => give({ token, last_seq: lastSeq }) });

socket.onAny((event, payload, about) => {
  if (["tick", "connection_ack", "settings_updated"].includes(event)) return; // unnumbered, or an answer
  const alone = event === "system_alert" && about.seq === lastSeq; // a refusal or a good-bye, to this client only
  if (event === "state_snapshot") lastSeq = about.seq; // everything up to here
  else if (lastSeq !== undefined && about.seq <= lastSeq && !alone) return; // already in the snapshot
  else lastSeq = about.seq;
  console.log(JSON.stringify({ seq: about.seq, event, payload }));
});

socket.on("connect_error", (error) => console.error(`refused: ${error.message}`));
socket.on("disconnect", (reason) => {
  // socket.io comes back by itself, except when the server said goodbye.
  if (reason === "io server disconnect") setTimeout(() => socket.connect(), 1000);
});

// A command with an id is carried out once, however often it is sent.
export async function command(data) {
  const answer = await socket.timeout(10000).emitWithAck("bot_command", { command_id: crypto.randomUUID(), ...data });
  if (!answer.ok) throw new Error(answer.error);
}
