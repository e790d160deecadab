import { basename, join } from "node:path";
import { formatPrice, type PriceTicks, parsePrice, parseSize } from "@augury/core";
import { instrumentsOfRecording, openRecording, RestBook, verifyRestBook } from "@augury/venue-polymarket";
import { z } from "zod";
import { DeviationList, listReport, type RecordingReport } from "./recording-report.ts";

/** Verifies the hash of one recorded `GET /book` body. */
export async function checkRestBook(root: string, file: string): Promise<RecordingReport> {
  const deviations = new DeviationList(file);
  const book = RestBook.safeParse(await Bun.file(join(root, file)).json());
  const isRight = book.success && verifyRestBook(book.data);
  if (!book.success) deviations.add("", "no book: it does not have the form of GET /book");
  else if (!isRight)
    deviations.add("", `the book of token ${book.data.asset_id} does not have its hash ${book.data.hash}`);
  const agreements = [{ name: "REST book hashes", done: isRight ? 1 : 0, due: 1 }];
  return listReport("polymarket", file, { agreements, deviations: deviations.list() });
}

const Metadata = z.object({
  condition_id: z.string(),
  outcomes: z.array(z.object({ token_id: z.string() })).length(2),
  tick_size: z.number(),
  min_order_size: z.number(),
});

/** Holds a session's recorded metadata against what the session itself shows of its markets. */
export async function checkMetadata(root: string, file: string): Promise<RecordingReport> {
  const deviations = new DeviationList(file);
  const session = join(root, file.replace(/-markets\.jsonl$/, "-multi-source.jsonl"));
  if (!(await Bun.file(session).exists())) {
    deviations.add("", `the session that it belongs to is not here: ${basename(session)}`);
    return listReport("polymarket", file, { deviations: deviations.list() });
  }
  const frames = [];
  for await (const frame of (await openRecording(session)).frames) frames.push(frame);
  const shown = instrumentsOfRecording(frames);
  const lines = (await Bun.file(join(root, file)).text()).split("\n").filter((line) => line.trim() !== "");
  let done = 0;
  for (const [at, line] of lines.entries()) {
    const market = Metadata.parse(JSON.parse(line));
    for (const { token_id } of market.outcomes) {
      const instrument = shown.find("polymarket", token_id);
      const isSame =
        instrument?.marketId === market.condition_id &&
        instrument.ticks[0]?.step === parsePrice(String(market.tick_size)) &&
        instrument.orderSizeMin === parseSize(String(market.min_order_size));
      if (isSame) done++;
      else deviations.add(`line ${at + 1}`, `token ${token_id} is otherwise in the session: ${describe(instrument)}`);
    }
  }
  const agreements = [{ name: "tokens as in the session", done, due: lines.length * 2 }];
  return listReport("polymarket", file, { agreements, deviations: deviations.list() });
}

function describe(instrument: { marketId: string; ticks: readonly { step: number }[] } | undefined): string {
  if (!instrument) return "not there";
  return `market ${instrument.marketId}, tick ${formatPrice((instrument.ticks[0]?.step ?? 0) as PriceTicks)}`;
}
