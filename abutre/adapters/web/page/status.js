// Draws /api/status every few seconds. What comes from the server is only ever set as text.

const EVERY = 3000;
const ALERTS = 10;
const LEVELS = ["success", "info", "warning", "error"];

function put(id, text) {
  document.getElementById(id).textContent = text;
}

function moment(timestamp) {
  return timestamp.replace("T", " ").replace("Z", " UTC");
}

function position(now) {
  if (!now.in_position) {
    return "waiting for a signal";
  }
  return `${now.direction}, level ${now.current_level}, stake ${now.current_stake.toFixed(2)}, ` +
    `lost so far ${now.total_loss.toFixed(2)}, next stake ${now.next_stake.toFixed(2)}`;
}

function alertItem(alert) {
  const item = document.createElement("li");
  item.className = LEVELS.includes(alert.level) ? alert.level : "info";
  item.textContent = `${moment(alert.timestamp)}  ${alert.message}`;
  return item;
}

function draw(state) {
  const { bot_status: bot, balance, market, risk_stats: stats, quote } = state;
  put("status", bot.message ? `${bot.status}: ${bot.message}` : bot.status);
  put("account", `${state.account.mode}, ${state.account.currency}`);
  put("market", market ? `${state.symbol.name} at ${market.price}, ${moment(market.timestamp)}` : state.symbol.name);
  put("balance", `${balance.balance.toFixed(2)}, highest ${balance.peak.toFixed(2)}`);
  put("drawdown", `${balance.drawdown_pct.toFixed(2)} %`);
  put("streak", market && market.streak_count ? `${market.streak_count} ${market.streak_direction}` : "none");
  put("position", position(state.position));
  put("trades", `${stats.total_trades}: ${stats.wins} won, ${stats.losses} lost, ` +
    `win rate ${stats.win_rate.toFixed(2)} %, return ${stats.roi.toFixed(2)} %`);
  put("quote", `${quote.break_even.toFixed(2)} % of contracts must win at a payout rate of ${quote.payout_rate}`);
  document.getElementById("alerts").replaceChildren(...state.alerts.slice(0, ALERTS).map(alertItem));
}

async function refresh() {
  try {
    const answer = await fetch("api/status", { cache: "no-store" });
    if (!answer.ok) {
      throw new Error(`the server answered ${answer.status}`);
    }
    draw(await answer.json());
    put("connection", "Live");
  } catch (fault) {
    put("connection", `No answer from the bot: ${fault.message}`);
  }
  setTimeout(refresh, EVERY);
}

refresh();
