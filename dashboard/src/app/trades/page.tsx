import { Trades } from "@/components/Trades";

export default function Page() {
  return <Trades />;
}
