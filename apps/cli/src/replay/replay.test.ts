import { expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listRuns } from "@augury/journal";
import { SlotKind, W_BODY } from "@augury/wire";
import { writeScene } from "./journal-scene.ts";
import { replayJournal } from "./replay-run.ts";

class Journal implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), "augury-replay-"));

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true });
  }

  get segment(): string {
    return join(this.root, "run-1/000001.aj");
  }

  replay() {
    const [run] = listRuns(this.root);
    if (!run) throw new Error("the scene wrote no run");
    return replayJournal(run);
  }
}

test("replayJournal: default: gives the decisions and the digest of the run", () => {
  using journal = new Journal();
  const outputs = writeScene(journal.root);
  const replayed = journal.replay();
  if (!replayed.ok) throw replayed.error;
  expect(replayed.value).toMatchObject({ agrees: true, inputs: 46, outputs, mismatches: 0, digests: 1, tornBytes: 0 });
  expect(replayed.value.intents).toBeGreaterThan(0);
  expect(replayed.value.digest).toBe(replayed.value.storedDigest);
});

test("replayJournal: behavior: a torn tail is told, and the rest is replayed", () => {
  using journal = new Journal();
  writeScene(journal.root);
  truncateSync(journal.segment, readFileSync(journal.segment).length - 100);
  const replayed = journal.replay();
  if (!replayed.ok) throw replayed.error;
  expect(replayed.value).toMatchObject({ agrees: true, inputs: 46 - 1, mismatches: 0, digests: 0 });
  expect(replayed.value.tornBytes).toBeGreaterThan(0);
});

test("replayJournal: error: another decision than the journal's is told by record", () => {
  using journal = new Journal();
  let changed = 0;
  writeScene(journal.root, {
    tamper: (i32, base) => {
      if (changed > 0 || (i32[base] & 0xff) !== SlotKind.intentLeg) return;
      changed++;
      i32[base + W_BODY + 2] += 100;
    },
  });
  const replayed = journal.replay();
  if (!replayed.ok) throw replayed.error;
  expect(changed).toBe(1);
  expect(replayed.value).toMatchObject({ agrees: false, mismatches: 1 });
  expect(replayed.value.firstMismatch).toBeGreaterThan(6);
});

test("replayJournal: error: damage names its segment and offset", () => {
  using journal = new Journal();
  writeScene(journal.root);
  const bytes = readFileSync(journal.segment);
  const at = Math.floor(bytes.length / 2);
  bytes[at] ^= 1;
  writeFileSync(journal.segment, bytes);
  const replayed = journal.replay();
  if (replayed.ok) throw new Error("the damage went unnoticed");
  expect(replayed.error).toMatchObject({ code: "corrupt", at: { segment: 1 } });
  expect(at - replayed.error.at.offset).toBeWithin(0, 80);
});
