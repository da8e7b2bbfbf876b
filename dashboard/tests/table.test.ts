import { expect, it } from "vitest";
import { merged, NEWEST_FIRST, sorted } from "@/state/table";
import { trade } from "./known";

const [first, second, third] = [
  trade({ trade_id: "T1", entry_time: "2025-01-21T14:30:00Z", profit: -3, final_level: 2 }),
  trade({ trade_id: "T2", entry_time: "2025-01-21T15:30:00Z", profit: 0.95, final_level: 1 }),
  trade({
    trade_id: "T3",
    entry_time: "2025-01-21T16:30:00Z",
    profit: null,
    final_level: null,
    result: null,
  }),
];
const ids = (rows: { trade_id: string }[]) => rows.map(({ trade_id }) => trade_id).join(" ");

it("sorts by a column, both ways, with what is not known yet at the end", () => {
  expect(ids(sorted([first, second, third], NEWEST_FIRST))).toBe("T3 T2 T1");
  expect(ids(sorted([third, first, second], { by: "profit", rising: true }))).toBe("T1 T2 T3");
  expect(ids(sorted([third, first, second], { by: "profit", rising: false }))).toBe("T2 T1 T3");
});

it("lays what happens over what was read, and keeps what says more", () => {
  const closed = trade({ ...third, result: "WIN", profit: 0.95, final_level: 1, reason: null });
  expect(merged([second, third], [closed])).toEqual([second, closed]);
  const told = { ...closed, reason: "won" };
  expect(merged([told], [closed])).toEqual([told]);
});
