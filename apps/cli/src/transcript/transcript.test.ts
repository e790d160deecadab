import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { playTranscript } from "./play-transcript.ts";
import { startStillVenues } from "./still-venues.ts";
import { TRANSCRIPT_FILE } from "./transcript-file.ts";

const folder = mkdtempSync(join(tmpdir(), "augury-transcript-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("docs/cli.md: behavior: every command says what the page says; else run apps/cli/src/transcript/write-transcript.ts", async () => {
  const venues = startStillVenues();
  const played = await playTranscript(venues, join(folder, "recording"));
  await venues.stop();
  expect(played.split("\n")).toEqual((await Bun.file(TRANSCRIPT_FILE).text()).split("\n"));
}, 60_000);
