import { existsSync, readdirSync, statSync } from "node:fs";
import { join, normalize, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { noteFixtureRead } from "./fixture-reads.ts";

/** The folder of recorded venue data. It is other people's recordings and lies beside the repository, never in it. */
export const FIXTURES_DIR = process.env.AUGURY_FIXTURES ?? resolve(import.meta.dir, "../../../../shared/fixtures");

/**
 * Returns whether recorded fixtures are here. In CI their absence is a failure, so it throws; elsewhere tests that need them skip:
 * `test.skipIf(!hasFixtures())("…", …)`.
 */
export function hasFixtures(): boolean {
  if (existsSync(join(FIXTURES_DIR, "kalshi/INDEX.md"))) return true;
  if (process.env.CI) throw new Error(`recorded fixtures are missing: ${FIXTURES_DIR} (in CI they must be there)`);
  return false;
}

/**
 * Returns the absolute path of a fixture ("kalshi/ws/expected-books.json") or of a folder of them. Asking for a file's path counts as
 * reading it: ask where the file is opened, and list folders with `fixtureNames`.
 */
export function fixturePath(name: string): string {
  const path = join(FIXTURES_DIR, name);
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) noteFixtureRead(normalize(name));
  return path;
}

/** Returns the names of the fixtures directly in a folder, sorted, as `readFixture` takes them; the folder's INDEX.md is none. */
export function fixtureNames(folder: string): string[] {
  return readdirSync(join(FIXTURES_DIR, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "INDEX.md")
    .map((entry) => `${folder}/${entry.name}`)
    .sort();
}

/** Reads a fixture as text; a name that ends in ".gz" is unpacked. */
export async function readFixture(name: string): Promise<string> {
  const bytes = new Uint8Array(await Bun.file(fixturePath(name)).arrayBuffer());
  // Not Bun.gunzipSync: it stops after the first of the many gzip members that the recorded files consist of.
  return new TextDecoder().decode(name.endsWith(".gz") ? gunzipSync(bytes) : bytes);
}
