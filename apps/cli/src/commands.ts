import type { Command } from "./command.ts";
import { config } from "./config/command.ts";
import { demo } from "./demo/command.ts";
import { engine } from "./engine/command.ts";
import { fuzz } from "./fuzz/command.ts";
import { replay } from "./replay/command.ts";
import { replayRecordings } from "./replay-recordings/command.ts";
import { runs } from "./runs/command.ts";

/** Every word that `augury` knows: a command is a folder and a line here. */
export const COMMANDS: readonly Command[] = [demo, engine, replay, replayRecordings, runs, config, fuzz];
