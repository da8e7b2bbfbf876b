// The form of settings: what becomes of it when the server has answered.
import { act, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { Settings } from "@/components/Settings";
import { useStore } from "@/state/store";
import { known, PREVIEW } from "./known";

const { bot } = vi.hoisted(() => ({ bot: { updateSettings: vi.fn() } }));
vi.mock("@/components/useWebSocket", () => ({ useWebSocket: () => bot }));

const OLD = known().settings;
const NEW = { ...OLD, max_level: 4, version: 2 };
const inForce = (settings: typeof OLD) => act(() => useStore.setState({ known: known({ settings }) }));

beforeEach(() => {
  bot.updateSettings.mockReset().mockResolvedValue({});
  const answer = (url: string) =>
    url.includes("history")
      ? {
          items: [
            { ...NEW, stored_at: null },
            { ...OLD, stored_at: null },
          ],
        }
      : PREVIEW;
  vi.stubGlobal("fetch", async (url: string) => new Response(JSON.stringify(answer(url))));
  useStore.setState({ link: { phase: "live" }, known: known() });
  render(<Settings />);
});

async function store(levels: string) {
  const field = screen.getByRole("textbox", { name: "Levels" });
  await userEvent.clear(field);
  await userEvent.type(field, levels);
  await userEvent.click(screen.getByRole("button", { name: "Review changes" }));
  await userEvent.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Store" }));
}

it("shows what was stored, when the yes comes before the new settings", async () => {
  await store("4");
  inForce(NEW);
  expect(screen.getByRole("textbox", { name: "Levels" })).toHaveValue("4");
  expect(screen.getByText("Nothing is changed.")).toBeInTheDocument();
  expect(useStore.getState().toasts.map(({ message }) => message)).toEqual(["Settings stored as version 2."]);
});

it("shows what was stored, when the new settings come before the yes", async () => {
  bot.updateSettings.mockImplementation(async () => {
    inForce(NEW);
    return {};
  });
  await store("4");
  expect(screen.getByRole("textbox", { name: "Levels" })).toHaveValue("4");
  expect(screen.getByText("Nothing is changed.")).toBeInTheDocument();
});

it("forgets what was wrong with a field when another version is loaded into the form", async () => {
  bot.updateSettings.mockResolvedValue({ max_level: "no" });
  await store("99");
  expect(screen.getByRole("alert")).toHaveTextContent("no");
  await userEvent.click((await screen.findAllByRole("button", { name: "Load into the form" }))[0] as Element);
  expect(screen.queryByRole("alert")).toBeNull();
});
