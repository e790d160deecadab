import { z } from "zod";

/** A recorder's line that carries the digest of its own frame. */
const DigestedLine = z.object({ frame_sha256: z.string(), raw: z.string() });

/**
 * Returns the lines of a recording that are damaged: a line of JSON that no longer parses, or a frame without the SHA-256 that its
 * recorder wrote beside it.
 */
export async function checkFrameDigests(path: string): Promise<{ line: number; what: string }[]> {
  if (!path.endsWith(".jsonl")) return [];
  const lines = (await Bun.file(path).text()).split("\n");
  return lines.flatMap((text, at) => {
    const what = text.trim() === "" ? undefined : damageOf(text);
    return what === undefined ? [] : [{ line: at + 1, what }];
  });
}

function damageOf(text: string): string | undefined {
  try {
    const line = DigestedLine.safeParse(JSON.parse(text));
    if (!line.success || sha256(line.data.raw) === line.data.frame_sha256) return undefined;
    return `the frame does not have its recorder's SHA-256 ${line.data.frame_sha256}`;
  } catch {
    return "the line is no JSON";
  }
}

function sha256(text: string): string {
  return new Bun.CryptoHasher("sha256").update(text).digest("hex");
}
