import type { Cutoff } from "./cutoff.ts";

export type BodyOutcome =
  | { readonly kind: "text"; readonly text: string; readonly bytes: number }
  | { readonly kind: "oversized"; readonly bytes: number };

/**
 * Reads a body as UTF-8 up to `bytesMax` bytes after decompression. Past that it stops reading and drops the connection, so that a
 * body without end costs no more than the bound. Rejects when the connection breaks or the cutoff comes first.
 */
export async function readBody(response: Response, bytesMax: number, cutoff: Cutoff): Promise<BodyOutcome> {
  const announced = Number(response.headers.get("content-length") ?? 0);
  if (announced > bytesMax) {
    discardBody(response);
    return { kind: "oversized", bytes: 0 };
  }
  if (response.body === null) return { kind: "text", text: "", bytes: 0 };
  return readStream(response.body.getReader(), bytesMax, cutoff);
}

async function readStream(
  reader: Pick<ReadableStreamDefaultReader<Uint8Array>, "read" | "cancel">,
  bytesMax: number,
  cutoff: Cutoff,
): Promise<BodyOutcome> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  try {
    while (true) {
      const { done, value } = await cutoff.race(reader.read());
      if (done) return { kind: "text", text: text + decoder.decode(), bytes };
      bytes += value.byteLength;
      if (bytes > bytesMax) return { kind: "oversized", bytes };
      text += decoder.decode(value, { stream: true });
    }
  } finally {
    // After a whole body this does nothing. Not awaited: a stalled stream may never say that it is canceled.
    reader.cancel().catch(() => {});
  }
}

/** Drops a body nobody wants, and its connection with it. */
export function discardBody(response: Response): void {
  response.body?.cancel().catch(() => {});
}
