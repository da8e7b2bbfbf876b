// Every part in every state: loading, empty, stale, disconnected, unauthorised, halted, frozen, in position.
import { render, renderHook, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Alerts } from "@/components/Alerts";
import { Banners } from "@/components/Banners";
import { Controls } from "@/components/Controls";
import { CurrentPosition } from "@/components/CurrentPosition";
import { useTitleBadge } from "@/components/hooks";
import { Intro } from "@/components/Intro";
import { Levels } from "@/components/Levels";
import { MarketMonitor } from "@/components/MarketMonitor";
import { Metrics } from "@/components/MetricsCard";
import { Risk } from "@/components/Risk";
import { RecentTrades } from "@/components/TradesTable";
import { usePreferences } from "@/state/preferences";
import { type State, useStore } from "@/state/store";
import { AT, known, OUT, PREVIEW, trade } from "./known";

const { bot } = vi.hoisted(() => ({
  bot: { pending: undefined, command: vi.fn(), updateSettings: vi.fn(), reconnectNow: vi.fn() },
}));
vi.mock("@/components/useWebSocket", () => ({ useWebSocket: () => bot }));

beforeEach(() => {
  bot.command.mockReset().mockResolvedValue(undefined);
});

const set = (state: Partial<State>) => useStore.setState({ link: { phase: "live" }, ...state });
const alert = (level: "error" | "info", message: string, seq = 1) => ({ level, message, timestamp: AT, seq });
const IN = {
  ...OUT,
  in_position: true,
  direction: "CALL" as const,
  entry_timestamp: AT,
  entry_streak_size: 8,
  current_level: 7,
  current_stake: 64,
  total_loss: -63,
  next_stake: 128,
};

describe("before anything is known", () => {
  it("shows that it loads, and no number at all", () => {
    const { container } = render(
      <>
        <Metrics />
        <CurrentPosition />
        <MarketMonitor />
        <RecentTrades />
        <Levels />
        <Alerts />
        <Risk />
      </>,
    );
    expect(screen.getAllByText("Loading").length).toBeGreaterThan(8);
    expect(container.querySelector("dl")).toBeNull();
    expect(screen.queryByText(/\$/)).toBeNull();
  });

  it("gives no command", () => {
    render(<Controls />);
    for (const button of screen.getAllByRole("button")) expect(button).toBeDisabled();
  });
});

describe("a bot that has done nothing yet", () => {
  it("says so in a sentence, and what comes next", () => {
    set({ known: known(), levels: [] });
    render(
      <>
        <CurrentPosition />
        <RecentTrades />
        <Levels />
        <Alerts />
      </>,
    );
    expect(screen.getByText("Waiting for Signal")).toBeInTheDocument();
    expect(screen.getByText(/No sequence yet. The first begins when 8 candles/)).toBeInTheDocument();
    expect(screen.getByText("No bet has been settled yet.")).toBeInTheDocument();
    expect(screen.getByText("Nothing has happened yet.")).toBeInTheDocument();
  });

  it("does not wait for a signal while it is stopped", () => {
    set({ known: known({ bot_status: { status: "STOPPED", message: "Bot is stopped", timestamp: AT } }) });
    render(<CurrentPosition />);
    expect(screen.queryByText("Waiting for Signal")).toBeNull();
    expect(screen.getByText(/watches the market and buys nothing/)).toBeInTheDocument();
  });

  it("has no win rate out of nothing", () => {
    set({ known: known() });
    render(<Metrics />);
    expect(within(screen.getByTestId("card-win-rate")).getByText("–")).toBeInTheDocument();
  });
});

it("writes the drawdown limit to the digit at which the bot stops", () => {
  const settings = { ...known().settings, max_drawdown: 12.5 };
  set({ known: known({ settings }) });
  render(<Metrics />);
  expect(screen.getByTestId("card-drawdown")).toHaveTextContent("limit 12.5 %");
});

it("says whose money the figures are of while it trades on paper", () => {
  const cards = () =>
    ["balance", "drawdown", "roi", "win-rate"].map((name) => screen.getByTestId(`card-${name}`));
  set({ known: known() });
  const { unmount } = render(<Metrics />);
  for (const card of cards()) expect(card).not.toHaveTextContent("on paper");
  unmount();
  set({ known: known({ bot_status: { ...known().bot_status, status: "PAUSED" } }) });
  render(<Metrics />);
  for (const card of cards()) expect(card).toHaveTextContent("on paper");
  expect(screen.getByTestId("card-expected")).not.toHaveTextContent("on paper");
});

it("shows the payout that is quoted now, not the one of when the page was opened", () => {
  set({ known: known(), preview: { ...PREVIEW, payout_rate: 0.9 } });
  render(<MarketMonitor />);
  expect(screen.getByTestId("market")).toHaveTextContent("90.0 %");
});

describe("in position", () => {
  it("shows level, loss, next stake, worst case, and warns from level 7", () => {
    set({ known: known({ position: IN }), preview: { ...PREVIEW, running_worst_case: -255 } });
    render(<CurrentPosition />);
    expect(screen.getByTestId("level")).toHaveTextContent("Level 7 of 10");
    expect(screen.getByRole("progressbar")).toHaveAttribute("value", "7");
    expect(screen.getByText("−$63.00")).toBeInTheDocument();
    expect(screen.getByText("$128.00")).toBeInTheDocument();
    expect(screen.getByText("−$255.00")).toBeInTheDocument();
    expect(screen.getByText(/High level/)).toBeInTheDocument();
  });

  it("does not warn below level 7", () => {
    set({ known: known({ position: { ...IN, current_level: 6 } }) });
    render(<CurrentPosition />);
    expect(screen.queryByText(/High level/)).toBeNull();
  });
});

describe("trouble", () => {
  it("says when the connection is lost, that the bot goes on, and offers to try now", async () => {
    useStore.setState({ known: known(), link: { phase: "down", attempt: 3, since: Date.parse(AT) } });
    render(
      <>
        <Banners />
        <Controls />
      </>,
    );
    expect(screen.getByRole("alert")).toHaveTextContent("attempt 3");
    expect(screen.getByRole("alert")).toHaveTextContent("The bot keeps running on the server");
    await userEvent.click(screen.getByRole("button", { name: "Reconnect now" }));
    expect(bot.reconnectNow).toHaveBeenCalledOnce();
    expect(screen.getByRole("button", { name: "Stop" })).toBeDisabled();
  });

  it("says when nothing comes although the connection stands", () => {
    set({ known: known(), heardAt: Date.now() - 12_000 });
    render(<Banners />);
    expect(screen.getByRole("alert")).toHaveTextContent("No data for 12 s");
  });

  it("leads whoever is not admitted to the login", () => {
    set({ link: { phase: "refused", reason: "a token is needed" } });
    render(<Banners />);
    expect(screen.getByRole("alert")).toHaveTextContent("a token is needed");
    expect(screen.getByRole("link", { name: "Log in" })).toHaveAttribute(
      "href",
      expect.stringMatching(/\/login$/),
    );
  });

  it("gives the reason of a halt", () => {
    const message = "Trading halted: max_drawdown would be passed or is reached. Only start lifts it";
    set({ known: known({ bot_status: { status: "STOPPED", message, timestamp: AT } }) });
    render(<Banners />);
    expect(screen.getByRole("alert")).toHaveTextContent("Trading halted: max_drawdown");
  });

  it("says that it is frozen while nobody knows about a purchase, and no longer", () => {
    const unknown = alert(
      "error",
      "Nobody knows whether the last purchase happened: the sequence is frozen until it is known",
    );
    const since = { ...IN, entry_timestamp: "2025-01-21T14:00:00Z" };
    set({ known: known({ position: since, alerts: [unknown] }) });
    const { rerender } = render(<Banners />);
    expect(screen.getByRole("alert")).toHaveTextContent("Frozen");
    set({ known: known({ alerts: [alert("info", "Trade closed: WIN", 2), unknown] }) });
    rerender(<Banners />);
    expect(screen.queryByRole("alert")).toBeNull();
  });
});

describe("commands", () => {
  it("asks before it stops, and says what becomes of the open sequence", async () => {
    set({ known: known({ position: IN }) });
    render(<Controls />);
    await userEvent.click(screen.getByRole("button", { name: "Stop" }));
    expect(bot.command).not.toHaveBeenCalled();
    const dialog = screen.getByRole("dialog");
    expect(dialog).toHaveTextContent("A sequence runs at level 7, with $63.00 lost so far");
    await userEvent.click(within(dialog).getByRole("button", { name: "Stop" }));
    expect(bot.command).toHaveBeenCalledExactlyOnceWith("stop", false);
  });

  it("offers to pause after the open sequence", async () => {
    set({ known: known({ position: IN }) });
    render(<Controls />);
    await userEvent.click(screen.getByRole("button", { name: "Pause" }));
    await userEvent.click(screen.getByRole("button", { name: /Pause after the sequence/ }));
    expect(bot.command).toHaveBeenCalledExactlyOnceWith("pause", true);
  });

  it("asks before it starts with real money, and with play money does not", async () => {
    const stopped = { status: "STOPPED" as const, message: "", timestamp: AT };
    set({ known: known({ bot_status: stopped }) });
    const { rerender } = render(<Controls />);
    await userEvent.click(screen.getByRole("button", { name: "Start" }));
    expect(bot.command).toHaveBeenCalledOnce();
    set({ known: known({ bot_status: stopped, account: { mode: "REAL", currency: "USD" } }) });
    rerender(<Controls />);
    await userEvent.click(screen.getByRole("button", { name: "Start" }));
    expect(bot.command).toHaveBeenCalledOnce();
    expect(screen.getByRole("dialog")).toHaveTextContent("real money");
  });

  it("tells why something was not done", async () => {
    bot.command.mockRejectedValue(new Error("viewers only look"));
    set({ known: known() });
    render(<Controls />);
    await userEvent.click(screen.getByRole("button", { name: "Pause" }));
    expect(useStore.getState().toasts[0]?.message).toBe("Not done: viewers only look");
  });
});

describe("what it costs", () => {
  it("stands on the page, in both languages, by the server's numbers", () => {
    set({ known: known(), preview: PREVIEW });
    const { rerender } = render(<Risk />);
    expect(screen.getByTestId("risk")).toHaveTextContent(
      "With the quoted payout of 95.0 % this bet is expected to lose $0.20 per sequence. 1 sequence in 256 is expected to lose $255.00",
    );
    usePreferences.setState({ language: "pt-BR" });
    rerender(<Risk />);
    expect(screen.getByTestId("risk")).toHaveTextContent("a perda esperada desta aposta é de");
  });

  it("is explained in four sentences at the first visit, until it was read", async () => {
    set({ known: known(), preview: PREVIEW });
    render(<Intro />);
    expect(screen.getAllByRole("listitem").length).toBe(4);
    await userEvent.click(screen.getByRole("button", { name: "Got it" }));
    expect(screen.queryByRole("listitem")).toBeNull();
  });
});

it("filters alerts by their kind", async () => {
  set({ known: known({ alerts: [alert("error", "bad"), alert("info", "fine", 2)] }) });
  render(<Alerts />);
  await userEvent.selectOptions(screen.getByRole("combobox"), "error");
  expect(screen.getByText("bad")).toBeInTheDocument();
  expect(screen.queryByText("fine")).toBeNull();
});

it("shows a sequence that won with less than nothing as what it is", () => {
  set({ known: known({ trades: [trade({ profit: -0.6, final_level: 6 })] }) });
  render(<RecentTrades />);
  expect(screen.getByRole("row", { name: /T9/ })).toHaveTextContent("won−$0.60");
});

it("counts in the tab's title what nobody has seen, where that is wanted", () => {
  const seen = vi.spyOn(document, "visibilityState", "get");
  usePreferences.setState({ badge: true });
  set({ known: known({ alerts: [alert("error", "seen")] }) });
  const { unmount } = renderHook(() => useTitleBadge());
  seen.mockReturnValue("hidden");
  set({
    known: known({ alerts: [alert("error", "bad", 3), alert("info", "fine", 2), alert("error", "seen")] }),
  });
  expect(document.title).toBe("(1) Abutre");
  seen.mockReturnValue("visible");
  document.dispatchEvent(new Event("visibilitychange"));
  expect(document.title).toBe("Abutre");
  unmount();
  usePreferences.setState({ badge: false });
});

it("explains every column of numbers", () => {
  set({ known: known(), levels: [{ level: 1, reached: 2, won: 1, lost: 1, profit: -0.05, expected: 2 }] });
  render(<Levels />);
  for (const name of ["Level", "Reached", "Fair coin", "Won", "Lost", "Profit"])
    expect(screen.getByRole("button", { name: `What is ${name}?` })).toBeInTheDocument();
});
