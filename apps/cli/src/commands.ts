import type { Command } from "./command.ts";
import { demo } from "./demo/command.ts";
import { replayRecordings } from "./replay-recordings/command.ts";

/** Every word that `augury` knows: a command is a folder and a line here. */
export const COMMANDS: readonly Command[] = [demo, replayRecordings];
