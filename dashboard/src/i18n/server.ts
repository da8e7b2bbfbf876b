// The bot speaks English. What it says of itself is said in Portuguese here; what others said to it stays as it came.
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

const limit = (words: string | undefined) => LIMITS[words ?? ""] ?? words ?? "";

const MOMENTS: Record<string, string> = {
  now: "vale agora",
  "when the running sequence has ended": "vale quando a operação aberta terminar",
};

const KINDS: Record<string, string> = {
  "a whole number": "um número inteiro",
  "an amount": "um valor",
  "a number": "um número",
  "a percentage": "uma porcentagem",
};

const PLACES: Record<string, string> = {
  "by candle colour": "pela cor da vela",
  "by ticks": "pelos ticks",
  "at Deriv": "na Deriv",
  "at the simulated Deriv": "na Deriv simulada",
  "on paper, by the ticks of Deriv": "no papel, pelos ticks da Deriv",
  "on paper, by the ticks of the simulated Deriv": "no papel, pelos ticks da Deriv simulada",
};

const PHRASES: [RegExp, (...found: string[]) => string][] = [
  [/^Trade closed: WIN$/, () => "Operação fechada: ganha"],
  [/^Trade closed: LOSS$/, () => "Operação fechada: perdida"],
  [/^Martingale Level (\d+)$/, (level) => `Martingale nível ${level}`],
  [/^Max drawdown approaching (.+)$/, (most) => `Rebaixamento perto do limite de ${most}`],
  [/^Trigger detected: (\d+) (\w+) candles in a row$/, (n, c) => `Gatilho: ${n} velas ${color(c)} seguidas`],
  [
    /^(Trigger .+); the limits let the sequence reach level (\d+) of (\d+)$/,
    (what, reach, most) => `${portuguese(what)}; os limites permitem chegar ao nível ${reach} de ${most}`,
  ],
  [
    /^(Trigger .+); skipped: the limits let it reach only level (\d+) of (\d+) \(require_full_ladder\)$/,
    (what, reach, most) =>
      `${portuguese(what)}; pulado: os limites só permitem chegar ao nível ${reach} de ${most}`,
  ],
  [/^Level (\d+) refused: (.+)$/, (level, why) => `Nível ${level} recusado: ${limit(why)}`],
  [/^Resting until the UTC day ends: (.+)$/, (why) => `Em descanso até o fim do dia UTC: ${limit(why)}`],
  [
    /^Trading halted: (.*)\. Only start lifts it$/,
    (why) => `Operações suspensas: ${limit(why)}. Só Iniciar libera`,
  ],
  [/^Trading is halted; only start lifts it$/, () => "As operações estão suspensas; só Iniciar libera"],
  [
    /^Halt lifted, the peak is the present balance; bot started$/,
    () => "Suspensão liberada, o pico é o saldo atual; robô iniciado",
  ],
  [/^Bot started$/, () => "Robô iniciado"],
  [
    /^Not started: auto_trading is off; trading on paper$/,
    () => "Não iniciado: a operação automática está desligada; operando no papel",
  ],
  [
    /^Not started: this account was not allowed on the command line; trading on paper$/,
    () => "Não iniciado: esta conta não foi permitida na linha de comando; operando no papel",
  ],
  [/^Stop received$/, () => "Parada recebida"],
  [/^Shutting down$/, () => "Encerrando"],
  [
    /^Bot paused: no order leaves for the account, trading on paper$/,
    () => "Robô pausado: nenhuma ordem vai para a conta, operando só no papel",
  ],
  [/^Pausing when the running sequence has ended$/, () => "Pausa quando a operação aberta terminar"],
  [
    /^The sequence has ended: bot paused, trading on paper$/,
    () => "A operação terminou: robô pausado, no papel",
  ],
  [/^Bot is running$/, () => "O robô está rodando"],
  [
    /^Bot is paused: watching, trading on paper only$/,
    () => "O robô está pausado: observa, e opera só no papel",
  ],
  [
    /^Bot is stopping: following the contract in flight to its settlement$/,
    () => "O robô está parando: acompanha o contrato aberto até a liquidação",
  ],
  [/^Bot is stopped$/, () => "O robô está parado"],
  [/^(Bot is .+)\. (Contracts settle .+)$/, (what, how) => `${portuguese(what)}. ${portuguese(how)}`],
  [/^(Bot is .+), but (no new .+)$/, (what, why) => `${portuguese(what)}, mas ${portuguese(why)}`],
  [/^no new sequence begins: (.+)$/, (why) => `nenhuma operação nova começa: ${why}`],
  [/^New sequences may begin again$/, () => "Operações novas podem começar de novo"],
  [
    /^Contracts settle (.+); a win is assumed to pay (.+) of the stake\.$/,
    (how, rate) =>
      `Os contratos liquidam ${PLACES[how ?? ""] ?? how}; supõe-se que um acerto paga ${rate} da aposta.`,
  ],
  [
    /^Contracts settle (.+); a win pays what it quotes\.$/,
    (how) => `Os contratos liquidam ${PLACES[how ?? ""] ?? how}; um acerto paga o que ela cota.`,
  ],
  [/^The market has ended$/, () => "O mercado terminou"],
  [
    /^Settings updated: version (\d+) takes effect (.+)$/,
    (version, when) => `Configurações guardadas: a versão ${version} ${MOMENTS[when ?? ""] ?? when}`,
  ],
  [/^Settings version (\d+) are in force$/, (version) => `Configurações versão ${version} em vigor`],
  [
    /^Nobody knows whether the last purchase happened: the sequence is frozen until it is known$/,
    () => "Não se sabe se a última compra aconteceu: a operação está congelada até se saber",
  ],
  [/^The broker refused the purchase: (.+)$/, (why) => `A corretora recusou a compra: ${why}`],
  [
    /^The broker spoke of purchase (\d+), which is not awaited$/,
    (number) => `A corretora falou da compra ${number}, que não era esperada`,
  ],
  [
    /^The sequence left open does not go on: it closes when its contract in flight is settled$/,
    () => "A operação que ficou aberta não continua: fecha quando o contrato aberto for liquidado",
  ],
  [
    /^A sequence was left open at level (\d+): start goes on with it, stop or pause closes it$/,
    (level) => `Uma operação ficou aberta no nível ${level}: Iniciar a continua, Parar ou Pausar a fecha`,
  ],
  [
    /^No complete candle for (.+): streak reset to 0$/,
    (minute) => `Sem vela completa para ${minute}: sequência zerada`,
  ],
  [/^Deposit or withdrawal: (.+)$/, (amount) => `Depósito ou saque: ${amount}`],
  [
    /^Connection to Deriv \((.+)\) lost: (.+); reconnecting$/,
    (name, why) => `A conexão com a Deriv (${name}) caiu: ${why}; reconectando`,
  ],
  [/^Connection to Deriv \((.+)\) is back$/, (name) => `A conexão com a Deriv (${name}) voltou`],
  [/^No tick of (.+) for (\d+) seconds$/, (name, count) => `Nenhum tick de ${name} há ${count} segundos`],
  [
    /^'\w+' needs the role operator; this token is for looking only \(viewer\)$/,
    () => "este token serve só para olhar (viewer); comandar é para quem tem um de operador (operator)",
  ],
  [
    /^the journal cannot be written now; this waits, and is done as soon as it can$/,
    () => "o diário não pode ser escrito agora; isto espera, e é feito assim que puder",
  ],
  [/^not connected$/, () => "sem conexão"],
  [/^operation has timed out$/, () => "o robô não respondeu a tempo"],
  [
    /^expected (a whole number|an amount|a number|a percentage) from (\S+) to (\S+)(?: with at most (\d) decimals)?, found (.+)$/,
    (kind, low, high, digits, found) => {
      const decimals = digits ? `, com no máximo ${digits} casas decimais` : "";
      return `esperado ${KINDS[kind ?? ""]} de ${comma(low)} a ${comma(high)}${decimals}; veio ${found}`;
    },
  ],
  [
    /^expected an amount above 0 with at most 2 decimals, or null, found (.+)$/,
    (found) => `esperado um valor acima de 0, com no máximo 2 casas decimais, ou vazio; veio ${found}`,
  ],
];

const comma = (number: string | undefined) => number?.replace(".", ",");

function portuguese(message: string | undefined): string {
  for (const [pattern, say] of PHRASES) {
    const found = pattern.exec(message ?? "");
    if (found) return say(...found.slice(1));
  }
  return message ?? "";
}

/** What the bot says, in `language`. */
export function serverText(message: string, language: Language): string {
  return language === "en" ? message : portuguese(message);
}
