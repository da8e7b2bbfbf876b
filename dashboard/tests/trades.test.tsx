// The page of all sequences: read page by page, laid under what happens, sorted and filtered.
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import { Trades } from "@/components/Trades";
import { useStore } from "@/state/store";
import { known, trade } from "./known";

const asked: string[] = [];
afterEach(() => {
  asked.length = 0;
  vi.unstubAllGlobals();
});

/** Answers of the server, by what the request's address holds; the first that fits. */
function serve(answers: [string, object | undefined][]): void {
  vi.stubGlobal("fetch", async (url: string) => {
    asked.push(url);
    const answer = answers.find(([part]) => url.includes(part))?.[1];
    return new Response(JSON.stringify(answer ?? { error: "the store is away" }), {
      status: answer ? 200 : 503,
    });
  });
}

const begin = () => {
  useStore.setState({ link: { phase: "live" }, known: known() });
  render(<Trades />);
};
const ids = () =>
  screen.getAllByRole("row").flatMap((row) => within(row).queryByText(/^T\d+$/)?.textContent ?? []);
const at = (hour: number) => `2025-01-21T${hour}:00:00Z`;
const [lost, won] = [
  trade({ trade_id: "T1", entry_time: at(12), result: "LOSS", profit: -255, final_level: 8 }),
  trade({ trade_id: "T2", entry_time: at(13) }),
];

it("loads without a number, and says what comes when there is nothing", async () => {
  serve([["/api/trades", { items: [], cursor: null }]]);
  begin();
  expect(screen.getByText("Loading")).toBeInTheDocument();
  expect(await screen.findByText(/No sequence yet. The first begins when 8 candles/)).toBeInTheDocument();
});

it("says why it could not be read, and tries again when asked", async () => {
  serve([]);
  begin();
  expect(await screen.findByRole("alert")).toHaveTextContent("the store is away");
  serve([["/api/trades", { items: [won], cursor: null }]]);
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("row", { name: /T2/ })).toBeInTheDocument();
  expect(screen.queryByRole("alert")).toBeNull();
});

it("reads older ones behind what it has, sorts and filters all of them", async () => {
  serve([
    ["cursor=7", { items: [lost], cursor: null }],
    ["/api/trades", { items: [won], cursor: "7" }],
  ]);
  begin();
  await screen.findByRole("row", { name: /T2/ });
  await userEvent.selectOptions(screen.getByRole("combobox"), "lost");
  expect(screen.getByText(/The newest sequence does not fit/)).toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Read older ones" }));
  expect(await screen.findByRole("row", { name: /T1/ })).toHaveTextContent("−$255.00");
  expect(screen.queryByRole("button", { name: "Read older ones" })).toBeNull();
  await userEvent.selectOptions(screen.getByRole("combobox"), "all results");
  expect(ids()).toEqual(["T2", "T1"]);
  await userEvent.click(screen.getByRole("button", { name: "Sort by Level" }));
  expect(ids()).toEqual(["T1", "T2"]);
  expect(screen.getByText("2 sequences")).toBeInTheDocument();
});

it("shows what happens after it was read", async () => {
  serve([["/api/trades", { items: [won], cursor: null }]]);
  begin();
  await screen.findByRole("row", { name: /T2/ });
  const running = trade({
    trade_id: "T3",
    entry_time: at(14),
    result: null,
    profit: null,
    final_level: null,
  });
  useStore.setState({ known: known({ trades: [running] }) });
  expect(await screen.findByRole("row", { name: /T3/ })).toHaveTextContent("running");
});

it("says what the broker answered to a purchase that it refused", async () => {
  const contract = {
    intent: 1,
    trade_id: "T2",
    contract_id: null,
    level: 1,
    stake: 1,
    state: "REFUSED",
    sent_time: at(13),
    opened_time: null,
    closed_time: null,
    payout: null,
    profit: null,
    entry_spot: null,
    exit_spot: null,
    refusal: "Market is closed",
  };
  serve([
    ["/api/contracts", { items: [contract, { ...contract, trade_id: "T1" }], cursor: null }],
    ["/api/trades", { items: [won], cursor: null }],
  ]);
  begin();
  await userEvent.click(await screen.findByRole("button", { name: "Show the contracts of T2" }));
  const table = await screen.findByRole("table", { name: "Contracts of T2" });
  expect(within(table).getAllByRole("row").length).toBe(2);
  expect(table).toHaveTextContent("refused · Market is closed");
});

it("shows between which prices a contract ran", async () => {
  const contract = {
    intent: 1,
    trade_id: "T2",
    contract_id: 7,
    level: 1,
    stake: 1,
    state: "WON",
    sent_time: at(13),
    opened_time: at(13),
    closed_time: "2025-01-21T13:01:00Z",
    payout: 1.95,
    profit: 0.95,
    entry_spot: 1522.7,
    exit_spot: 1522.81,
    refusal: null,
  };
  serve([
    ["/api/contracts", { items: [contract], cursor: null }],
    ["/api/trades", { items: [won], cursor: null }],
  ]);
  begin();
  await userEvent.click(await screen.findByRole("button", { name: "Show the contracts of T2" }));
  const table = await screen.findByRole("table", { name: "Contracts of T2" });
  expect(table).toHaveTextContent(/· 1,522\.70.*· 1,522\.81.*won/);
});
