import { processIo } from "../api/command-io.ts";
import { type Command, EXIT } from "../command.ts";
import { parseFlags } from "../parse-flags.ts";
import { withUsage } from "../usage-error.ts";
import { CHAIN_FLAGS, CHAIN_USAGE } from "./chain-flags.ts";

export const chain: Command = {
  name: "chain",
  summary: "plans splits, merges, redemptions and conversions on Polygon; sends them if told to",
  example: "bun run augury chain plan split --market SLUG --size 10",
  run: (args) =>
    withUsage("chain", async () => {
      const { positionals, values } = parseFlags(args, CHAIN_FLAGS, 2);
      if (values.help || positionals.length === 0) {
        await processIo.write(`${CHAIN_USAGE}\n`);
        return values.help ? EXIT.ok : EXIT.usage;
      }
      // Not with the other commands: the library of the chain takes a fifth of a second to load.
      const { runChain } = await import("./run-chain.ts");
      return runChain(positionals, values, processIo);
    }),
};
