import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { systemClock } from "@augury/core";
import { RawSegmentWriter } from "@augury/journal";
import { DriftLog, openWsSocket } from "@augury/net";
import { entryAddresses } from "../api/addresses.ts";
import type { Provider } from "../api/command-group.ts";
import { type CommandIo, processIo } from "../api/command-io.ts";
import { exitStatusOf, keyAdvice } from "../api/exit-status.ts";
import { PROVIDERS } from "../api/providers.ts";
import { EXIT } from "../command.ts";
import { ROOT } from "../demo/demo-config.ts";
import { formatCount } from "../text-table.ts";
import { UsageError, withUsage } from "../usage-error.ts";
import { checkRecording, describeCheck, isSound, RECORDING_FILE } from "./check-recording.ts";
import { FrameRecorder } from "./frame-recorder.ts";
import { recordHelp, recordUsage } from "./record-help.ts";
import { parseRecordOptions, type RecordOptions } from "./record-options.ts";
import { superviseRecording } from "./supervise-recording.ts";

/** Segments that a recording which keeps the newest is divided into. */
const RING_SEGMENTS = 8;
const SEGMENT_BYTES_MAX = 64 * 1024 * 1024;
const BLOCK_BYTES_MAX = 256 * 1024;

/** Runs `augury record …`; resolves with the exit status. */
export function runRecord(
  args: readonly string[],
  io: CommandIo = processIo,
  providers: readonly Provider[] = PROVIDERS,
): Promise<number> {
  return withUsage(
    "record",
    async () => {
      const [first, directory] = args;
      if (first === undefined || first === "--help" || first === "-h" || first === "help") {
        await io.write(`${recordUsage(providers)}\n`);
        return first === undefined ? EXIT.usage : EXIT.ok;
      }
      if (first === "--check") return check(directory, args.includes("--json"), io);
      const options = parseRecordOptions(providers, args);
      if (options.help) {
        await io.write(`${recordHelp(options)}\n`);
        return EXIT.ok;
      }
      return record(options, io);
    },
    (line) => io.complain(line),
  );
}

async function check(directory: string | undefined, json: boolean, io: CommandIo): Promise<number> {
  if (directory === undefined || directory.startsWith("--")) throw new UsageError("--check needs a recording's folder");
  const checked = checkRecording(directory);
  if (!checked.ok) throw new UsageError(checked.error.message);
  await io.write(json ? `${JSON.stringify(checked.value, null, 2)}\n` : `${describeCheck(checked.value).join("\n")}\n`);
  return isSound(checked.value) ? EXIT.ok : EXIT.failed;
}

async function record(options: RecordOptions, io: CommandIo): Promise<number> {
  const { provider, group, stream, params, baseUrl, bytesMax, keepsNewest } = options;
  const command = `${provider.name} ${group.name} ${stream.name}`;
  const credentials = provider.readCredentials(io.env);
  if (!credentials.ok) throw new UsageError(credentials.error);
  const addresses = entryAddresses({ provider, group, kind: "stream", flag: baseUrl, env: io.env });
  const out = resolve(options.out ?? defaultFolder(command));
  const writer = openWriter(out, command, bytesMax, keepsNewest);
  writeFileSync(
    join(out, RECORDING_FILE),
    `${JSON.stringify({ stream: command, params, startedMs: Date.now() }, null, 2)}\n`,
  );
  const full = Promise.withResolvers<void>();
  const recorder = new FrameRecorder({
    writer,
    clock: systemClock,
    bytesMax: keepsNewest ? Number.POSITIVE_INFINITY : bytesMax,
    onFull: full.resolve,
  });
  const open = group.open({
    ...addresses,
    credentials: credentials.value,
    drift: new DriftLog(),
    openSocket: recorder.tap(openWsSocket),
  });
  const ending = await superviseRecording({ open, stream, params, recorder, full: full.promise, options, io });
  open.close();
  recorder.flush();
  const closed = writer.close();
  io.complain(
    `${command}: ${ending.text}${ending.error ? keyAdvice(ending.error, provider.keyVariables) : ""}; ${totals(recorder, writer)}`,
  );
  io.complain(`written to ${out}`);
  if (!closed.ok || writer.counters.refused > 0) {
    io.complain(
      `augury record: ${writer.failure?.message ?? "frames were refused"}; ${writer.counters.refused} frames are missing`,
    );
    return EXIT.failed;
  }
  return ending.error ? exitStatusOf(ending.error) : EXIT.ok;
}

function openWriter(out: string, label: string, bytesMax: number, keepsNewest: boolean): RawSegmentWriter {
  const segmentBytesMax = Math.min(SEGMENT_BYTES_MAX, Math.floor(bytesMax / RING_SEGMENTS));
  const writer = RawSegmentWriter.open(out, {
    label: label.slice(0, 200),
    segmentBytesMax,
    // A block may stand beyond a segment's bound: with room for one in each, the whole stays below its own.
    blockBytesMax: Math.min(BLOCK_BYTES_MAX, Math.max(4096, Math.floor(segmentBytesMax / 2))),
    segmentsMax: keepsNewest ? Math.max(2, Math.floor(bytesMax / (segmentBytesMax * 1.5))) : 0,
  });
  if (!writer.ok) throw new UsageError(`cannot write to ${out}: ${writer.error.message}`);
  return writer.value;
}

function defaultFolder(command: string): string {
  const time = new Date().toISOString().replaceAll(/[:.]/g, "-");
  return join(ROOT, "data/recordings", `${command.replaceAll(" ", "-")}-${time}`);
}

function totals({ plainBytes, connections, outages }: FrameRecorder, { counters }: RawSegmentWriter): string {
  const parts = [
    `${formatCount(counters.records)} frames`,
    `${formatCount(plainBytes)} bytes in ${formatCount(counters.bytes)} on disk`,
    `${connections} ${connections === 1 ? "connection" : "connections"}`,
    ...(outages > 0 ? [`${outages} in the gap map`] : []),
    ...(counters.segmentsDeleted > 0 ? [`${counters.segmentsDeleted} old segments dropped`] : []),
  ];
  return parts.join(", ");
}
