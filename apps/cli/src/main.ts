import { didYouMean } from "@augury/engine";
import { EXIT } from "./command.ts";
import { COMMANDS } from "./commands.ts";

/** Runs the command line; resolves with the exit status: 0 well, 1 failed, 2 wrong use. */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    process.stdout.write(`${overview()}\n`);
    return name === undefined ? EXIT.usage : EXIT.ok;
  }
  const command = COMMANDS.find((one) => one.name === name);
  if (command) return command.run(rest);
  const names = COMMANDS.map((one) => one.name);
  const meant = didYouMean(name, names);
  const advice = meant === undefined ? `commands: ${names.join(", ")}` : `did you mean ${meant}?`;
  process.stderr.write(`augury: there is no command "${name.slice(0, 60)}"; ${advice}\n`);
  return EXIT.usage;
}

function overview(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  return [
    "usage: bun run augury <command> [options]    (each command tells its options with --help)",
    "",
    ...COMMANDS.flatMap(({ name, summary, example }) => [
      `  ${name.padEnd(width)}  ${summary}`,
      `  ${" ".repeat(width)}  $ ${example}`,
    ]),
  ].join("\n");
}
