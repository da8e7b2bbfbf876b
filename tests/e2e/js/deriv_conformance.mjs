// Uses a Deriv as the users of @deriv/deriv-api do, and prints what came of it, one JSON line per step:
//   {"step": "ping", "told": "pong"}
//
// node deriv_conformance.mjs ENDPOINT TOKEN

import DerivAPIBasic from "@deriv/deriv-api/dist/DerivAPIBasic.js";
import WebSocket from "ws";

globalThis.WebSocket = WebSocket;

const PATIENCE = 30_000;
const [endpoint, token] = process.argv.slice(2);
const api = new DerivAPIBasic({ endpoint, app_id: 1234, lang: "EN" });
setTimeout(() => process.exit(1), 2 * PATIENCE);

const minute = {
  amount: 10,
  basis: "stake",
  contract_type: "CALL",
  currency: "USD",
  duration: 1,
  duration_unit: "m",
  symbol: "R_100",
};

function tell(step, told) {
  process.stdout.write(`${JSON.stringify({ step, told })}\n`);
}

// The frames of a stream until there are enough of them.
function stream(request, enough) {
  const frames = [];
  return new Promise((resolve, reject) => {
    const subscribed = api.subscribe(request).subscribe((frame) => {
      frames.push(frame);
      if (enough(frames)) {
        subscribed.unsubscribe();
        resolve(frames);
      }
    }, reject);
  });
}

tell("ping", (await api.ping()).ping);
tell("time", (await api.time()).time);
try {
  await api.authorize("nonsense");
} catch (refused) {
  tell("bad authorize", refused.error.code);
}
tell("authorize", (await api.authorize(token)).authorize);
const ticks = await stream({ ticks: "R_100" }, (frames) => frames.length >= 3);
tell("ticks", ticks.map((frame) => frame.tick));
const candles = { ticks_history: "R_100", style: "candles", granularity: 60, start: 1, end: "latest", count: 3 };
tell("candles", await stream(candles, (frames) => frames.length >= 3));
const { proposal } = await api.proposal(minute);
tell("proposal", proposal);
const { buy } = await api.buy({ buy: proposal.id, price: 10 });
tell("buy", buy);
tell("portfolio", (await api.portfolio()).portfolio.contracts);
const life = await stream(
  { proposal_open_contract: 1, contract_id: buy.contract_id },
  (frames) => frames.at(-1).proposal_open_contract.is_sold,
);
tell("contract", life.map((frame) => frame.proposal_open_contract));
tell("balance", (await api.balance()).balance);
const again = await api.ticks({ ticks: "R_50", subscribe: 1 });
tell("forget", (await api.forget(again.subscription.id)).forget);

api.disconnect();
process.stdout.write("", () => process.exit(0)); // its timers would keep the process alive
