// The bot speaks English. What it says often is said in Portuguese here; the rest stays as it came.
import type { Language } from "@/state/preferences";

const COLORS: Record<string, string> = { GREEN: "de alta", RED: "de baixa" };
const color = (name: string | undefined) => COLORS[name ?? ""] ?? name ?? "";

const LIMITS: Record<string, string> = {
  "the stake is outside the broker's limits": "a aposta está fora dos limites da corretora",
  "the balance does not cover the stake": "o saldo não cobre a aposta",
  "max_drawdown would be passed or is reached": "o limite de rebaixamento seria passado ou foi atingido",
  "max_daily_loss would be passed": "o limite de perda diária seria passado",
  "the broker refused the purchase": "a corretora recusou a compra",
};

const PHRASES: [RegExp, (...found: string[]) => string][] = [
  [/^Trade closed: WIN$/, () => "Operação fechada: ganha"],
  [/^Trade closed: LOSS$/, () => "Operação fechada: perdida"],
  [/^Martingale Level (\d+)$/, (level) => `Martingale nível ${level}`],
  [/^Max drawdown approaching (.+)$/, (limit) => `Rebaixamento perto do limite de ${limit}`],
  [/^Trigger detected: (\d+) (\w+) candles in a row$/, (n, c) => `Gatilho: ${n} velas ${color(c)} seguidas`],
  [
    /^Trigger detected: (\d+) (\w+) candles in a row; the limits let the sequence reach level (\d+) of (\d+)$/,
    (n, c, reach, most) =>
      `Gatilho: ${n} velas ${color(c)} seguidas; os limites permitem chegar ao nível ${reach} de ${most}`,
  ],
  [/^Bot started$/, () => "Robô iniciado"],
  [/^Stop received/, () => "Parada recebida"],
  [
    /^Bot paused: no order leaves for the account, trading on paper$/,
    () => "Robô pausado: operando só no papel",
  ],
  [/^Pausing when the running sequence has ended$/, () => "Pausa quando a operação aberta terminar"],
  [
    /^The sequence has ended: bot paused, trading on paper$/,
    () => "A operação terminou: robô pausado, no papel",
  ],
  [/^Bot is stopped$/, () => "Robô parado"],
  [/^The market has ended$/, () => "O mercado terminou"],
  [/^Settings version (\d+) are in force$/, (version) => `Configurações versão ${version} em vigor`],
  [
    /^Trading halted: (.*)\. Only start lifts it$/,
    (why) => `Operações suspensas: ${LIMITS[why ?? ""] ?? why}. Só Iniciar libera`,
  ],
  [
    /^Nobody knows whether the last purchase happened: the sequence is frozen until it is known$/,
    () => "Não se sabe se a última compra aconteceu: a operação está congelada até se saber",
  ],
  [
    /^No complete candle for (.+): streak reset to 0$/,
    (minute) => `Sem vela completa para ${minute}: sequência zerada`,
  ],
  [/^Deposit or withdrawal: (.+)$/, (amount) => `Depósito ou saque: ${amount}`],
];

export function serverText(message: string, language: Language): string {
  if (language === "en") return message;
  for (const [pattern, say] of PHRASES) {
    const found = pattern.exec(message);
    if (found) return say(...found.slice(1));
  }
  return message;
}
