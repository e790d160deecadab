import { cpus, loadavg, release, totalmem } from "node:os";

/** Returns what the numbers were measured on, one line each. */
export function describeMachine(): string[] {
  const [first] = cpus();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return [
    `${new Date().toISOString()}  Bun ${Bun.version} (${Bun.revision.slice(0, 9)})  ${process.platform} ${release()} ${process.arch}`,
    `${cpus().length} × ${first?.model ?? "unknown CPU"}, ${gigabytes} GB, load ${loadavg()
      .map((load) => load.toFixed(2))
      .join(" ")} at the start`,
  ];
}
