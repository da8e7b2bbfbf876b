import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Ingest } from "@/state/ingest";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("commits the first at once, and what follows together 16 ms later", () => {
  const commits: number[][] = [];
  const ingest = new Ingest<number>((items) => commits.push(items));
  for (let number = 0; number < 100; number++) ingest.push(number);
  expect(commits).toEqual([[0]]);
  vi.advanceTimersByTime(16);
  expect(commits[1]?.length).toBe(99);
  vi.advanceTimersByTime(100);
  ingest.push(7);
  expect(commits.at(-1)).toEqual([7]);
});

it("commits nothing after it was stopped", () => {
  const commits: number[][] = [];
  const ingest = new Ingest<number>((items) => commits.push(items));
  ingest.push(1);
  ingest.push(2);
  ingest.stop();
  vi.advanceTimersByTime(100);
  expect(commits).toEqual([[1]]);
});
