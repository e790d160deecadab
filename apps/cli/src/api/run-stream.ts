import type { VenueError } from "@augury/model";
import type { AnyApiStream, OpenStream, StreamMessage } from "@augury/net";
import { EXIT } from "../command.ts";
import type { OpenCommandGroup } from "./command-group.ts";
import type { CommandIo } from "./command-io.ts";
import { parseCount, parseDurationMs } from "./duration.ts";
import { errorLine, exitStatusOf, keyAdvice } from "./exit-status.ts";
import type { ParsedWords } from "./parse-words.ts";
import { isOn, type OutputForm, outputForm, render } from "./render.ts";

const MESSAGES_DEFAULT = "10";
const FOR_DEFAULT = "60s";
/** Messages that wait to be written: a reader slower than the venue ends the stream rather than filling memory. */
const BACKLOG_MAX = 10_000;

export interface StreamRun {
  readonly stream: AnyApiStream;
  readonly params: Readonly<Record<string, unknown>>;
  readonly words: ParsedWords;
  readonly group: OpenCommandGroup;
  readonly command: string;
  /** Where the provider's keys are looked for. */
  readonly keyVariables: readonly string[];
}

/** Why a stream ended. */
type Ending = "messages" | "time" | "interrupted" | "overflow" | { readonly error: VenueError | undefined };

/** Prints a stream's messages until enough came, the time is up, somebody interrupts or the venue refuses; resolves with the exit status. */
export async function runStream(run: StreamRun, io: CommandIo): Promise<number> {
  const { words, command, group, stream, params } = run;
  const bounds = readBounds(words);
  const printer = new MessagePrinter(io, outputForm(words, io));
  const { promise: ended, resolve: end } = Promise.withResolvers<Ending>();
  const startedMs = performance.now();
  const interrupt = io.onInterrupt();
  interrupt.interrupted.then(() => end("interrupted"));
  const timer = bounds.forMs === undefined ? undefined : setTimeout(() => end("time"), bounds.forMs);
  const opened = group.stream(stream.name, params, {
    message: (message) => {
      if (printer.taken >= bounds.messagesMax) return;
      if (!printer.take(message)) end("overflow");
      if (printer.taken >= bounds.messagesMax) end("messages");
    },
    status: (text) => isOn(words.flags, "verbose") && io.complain(`${command}: ${text}`),
    ended: (error) => end({ error }),
  });
  if (!opened.ok) end({ error: opened.error });
  const why = await ended;
  clearTimeout(timer);
  interrupt.end();
  await closeQuietly(opened.ok ? opened.value : undefined);
  await printer.flushed();
  io.complain(
    `${command}: ${describeEnd(why, run.keyVariables)}; ${count(printer.taken)} in ${seconds(performance.now() - startedMs)} s`,
  );
  return statusOf(why);
}

function readBounds({ flags }: ParsedWords): { messagesMax: number; forMs: number | undefined } {
  const messages = flags.get("messages")?.at(-1) ?? MESSAGES_DEFAULT;
  const time = flags.get("for")?.at(-1) ?? (messages === "all" ? undefined : FOR_DEFAULT);
  return {
    messagesMax: messages === "all" ? Number.POSITIVE_INFINITY : parseCount("--messages", messages),
    forMs: time === undefined ? undefined : parseDurationMs("--for", time),
  };
}

/** Writes messages one after the other. */
class MessagePrinter {
  taken = 0;
  private waiting = 0;
  private tail: Promise<void> = Promise.resolve();

  constructor(
    private readonly io: CommandIo,
    private readonly form: OutputForm,
  ) {}

  /** False when the reader is too far behind. */
  take({ topic, receivedTimeUs, value }: StreamMessage): boolean {
    if (this.waiting >= BACKLOG_MAX) return false;
    this.taken++;
    this.waiting++;
    const text = this.text({ topic, receivedTimeUs, value });
    this.tail = this.tail.then(() => this.io.write(text)).finally(() => this.waiting--);
    return true;
  }

  flushed(): Promise<void> {
    return this.tail;
  }

  /** One line per message, or one block on a screen. */
  private text(message: StreamMessage): string {
    if (this.form !== "table") return render(message, "compact", this.io.columns);
    const time = new Date(message.receivedTimeUs / 1000).toISOString().slice(11, 23);
    return `${time} ${message.topic}\n${render(message.value, "table", this.io.columns - 2).replaceAll(/^(?=.)/gm, "  ")}`;
  }
}

async function closeQuietly(stream: OpenStream | undefined): Promise<void> {
  await stream?.close();
}

function describeEnd(why: Ending, keyVariables: readonly string[]): string {
  switch (why) {
    case "messages":
      return "enough messages";
    case "time":
      return "time is up";
    case "interrupted":
      return "interrupted";
    case "overflow":
      return `failed: the reader is ${BACKLOG_MAX} messages behind`;
    default:
      return why.error ? `${errorLine(why.error)}${keyAdvice(why.error, keyVariables)}` : "the stream was closed";
  }
}

function statusOf(why: Ending): number {
  if (why === "overflow") return EXIT.failed;
  return typeof why === "object" && why.error ? exitStatusOf(why.error) : EXIT.ok;
}

function count(messages: number): string {
  return messages === 1 ? "1 message" : `${messages} messages`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}
