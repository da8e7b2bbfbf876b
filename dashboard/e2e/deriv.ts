// A simulated Deriv in a process of its own, for bots that trade an account and not a recording.
import { type ChildProcess, spawn } from "node:child_process";
import { ABUTRE, ended } from "./bot";

export class Deriv {
  /** What leads a bot to it. */
  env: Record<string, string> = {};
  private process: ChildProcess | undefined;

  async start(speed: number): Promise<void> {
    const child = spawn(ABUTRE, ["simulate", "--port", "0", "--speed", String(speed), "--seed", "7"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    this.process = child;
    const said = await new Promise<string>((found, failed) => {
      let said = "";
      child.stdout?.on("data", (part) => {
        said += part;
        if (said.includes("# legacy")) found(said.split("# legacy")[0] ?? "");
      });
      child.on("exit", (code) => failed(new Error(`abutre simulate ended with ${code}`)));
    });
    const exported = [...said.matchAll(/^export (\w+)=(.*)$/gm)];
    this.env = Object.fromEntries(exported.map(([, name, value]) => [name, value]));
  }

  /** Faults as docs/simulator.md lists them. */
  async suffer(...faults: object[]): Promise<void> {
    await this.control("POST", JSON.stringify(faults));
  }

  /** The faults that still wait are forgotten. */
  async recover(): Promise<void> {
    await this.control("DELETE");
  }

  async end(): Promise<void> {
    await ended(this.process);
  }

  private async control(method: string, body: string | null = null): Promise<void> {
    const answer = await fetch(`${this.env.DERIV_REST_URL}/control/faults`, { method, body });
    if (!answer.ok) throw new Error(`the fault was not taken: ${await answer.text()}`);
  }
}
