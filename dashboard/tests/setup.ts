import "@testing-library/jest-dom/vitest";
import { cleanup } from "@testing-library/react";
import { afterEach, beforeEach } from "vitest";
import { usePreferences } from "@/state/preferences";
import { useStore } from "@/state/store";

const blank = useStore.getState();
const plain = usePreferences.getState();

beforeEach(() => {
  useStore.setState(blank, true);
  usePreferences.setState({ ...plain, language: "en", zone: "utc" }, true);
});
afterEach(cleanup);
