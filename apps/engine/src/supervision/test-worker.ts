import { ControlWords } from "@augury/wire";
import { expose } from "comlink";

/** What a worker under test is to do once it has started. */
export type Fate = "live" | "silent" | "exit" | "throw" | "reject" | "never-start" | "refuse";

const api = {
  async start(control: SharedArrayBuffer, fate: Fate): Promise<void> {
    if (fate === "never-start") await new Promise(() => {});
    if (fate === "refuse") throw new Error("it would rather not");
    const words = new ControlWords(control);
    if (fate !== "silent")
      setInterval(() => words.beat("recorder", performance.now() * 1000 + performance.timeOrigin * 1000), 5);
    if (fate === "exit") setTimeout(() => process.exit(0), 10);
    if (fate === "throw")
      setTimeout(() => {
        throw new Error("a broken rule");
      }, 10);
    if (fate === "reject") setTimeout(() => void Promise.reject(new Error("an unseen rejection")), 10);
  },
  end(): void {
    setTimeout(() => process.exit(0), 0);
  },
};
export type TestWorkerApi = typeof api;

expose(api);
