import { err, ok, type Result } from "@augury/core";
import { VenueError } from "@augury/model";
import { parseParams } from "./api-parameter.ts";
import type { AnyApiStream, OpenStream, StreamSink } from "./api-stream.ts";

/** A stream to open: its name among its group's, parameters from wherever, and who listens. */
export interface StreamCall {
  readonly name: string;
  readonly params: unknown;
  readonly sink: StreamSink;
}

/** Opens the stream of that name. An unknown name, and parameters that do not fit, are refused before anything is dialed. */
export function openStreamOf<Parts>(
  source: string,
  streams: readonly AnyApiStream<Parts>[],
  { name, params, sink }: StreamCall,
  parts: Parts,
): Result<OpenStream, VenueError> {
  const stream = streams.find((one) => one.name === name);
  if (!stream) {
    const hint = `streams of ${source}: ${streams.map((one) => one.name).join(", ") || "none"}`;
    const message = `${source}: there is no stream "${name.slice(0, 60)}"`;
    return err(new VenueError("rejected", "never", message, { source, hint }));
  }
  const checked = parseParams(source, stream, params);
  return checked.ok ? ok(stream.open(checked.value, sink, parts)) : checked;
}
