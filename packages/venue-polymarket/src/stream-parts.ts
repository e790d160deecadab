import {
  type ApiGroupOptions,
  MessageStream,
  type SessionConfig,
  type StreamProtocol,
  type StreamSink,
} from "@augury/net";

/** What a group of streams hands to each of them. */
export interface StreamParts
  extends Pick<ApiGroupOptions, "drift" | "openSocket" | "random" | "scheduler" | "streamAuth"> {
  readonly url: string;
}

export interface PublicStream {
  readonly source: string;
  readonly session: SessionConfig;
  readonly protocol: () => StreamProtocol;
  readonly freezeMs: number;
}

/** Opens a stream with what its group was handed. */
export function openMessageStream<Value>(
  stream: PublicStream,
  sink: StreamSink<Value>,
  { drift, openSocket, random, scheduler }: StreamParts,
): MessageStream {
  return new MessageStream({ ...stream, sink: sink as StreamSink, drift, openSocket, random, scheduler });
}
