import { Backtest } from "@/components/Backtest";

export default function Page() {
  return <Backtest />;
}
