import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { playTranscript } from "./play-transcript.ts";
import { startStillVenues } from "./still-venues.ts";
import { TRANSCRIPT_FILE } from "./transcript-file.ts";

/** Writes docs/cli.md: `bun apps/cli/src/transcript/write-transcript.ts`. */
const venues = startStillVenues();
const folder = mkdtempSync(join(tmpdir(), "augury-transcript-"));
await Bun.write(TRANSCRIPT_FILE, await playTranscript(venues, join(folder, "recording")));
await venues.stop();
rmSync(folder, { recursive: true, force: true });
