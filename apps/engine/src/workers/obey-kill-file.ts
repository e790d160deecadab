import { existsSync } from "node:fs";
import type { ControlWords } from "@augury/wire";

const EVERY_MS = 1_000;

/**
 * Puts the kill switch up as long as a file is there, whatever main does: main obeys it too, and says why, but main may hang. Only main takes
 * the switch down again. Returns what ends it.
 */
export function obeyKillFile(path: string, words: ControlWords, everyMs = EVERY_MS): () => void {
  const timer = setInterval(() => {
    if (!words.killed && existsSync(path)) words.setKilled(true);
  }, everyMs);
  return () => clearInterval(timer);
}
