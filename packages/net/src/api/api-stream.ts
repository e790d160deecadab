import type { VenueError } from "@augury/model";
import type { z } from "zod";
import { listParameters, type Parameterized } from "./api-parameter.ts";

/** One message of a stream, as its schema makes it. */
export interface StreamMessage<Value = unknown> {
  /** The venue's own word for it: "price_change", "crypto_prices". */
  readonly topic: string;
  readonly value: Value;
  readonly receivedTimeUs: number;
}

/** What an open stream tells its owner. */
export interface StreamSink<Value = unknown> {
  message(message: StreamMessage<Value>): void;
  /** The connection's life: "connected", "reconnecting", "stalled" …, for people. */
  status(text: string): void;
  /** It is over and will not come back: the key was refused, or it was closed. `undefined` after `close`. */
  ended(error: VenueError | undefined): void;
}

/** An open stream. */
export interface OpenStream {
  /** Closes for good; resolves when the socket is gone. Idempotent. */
  close(): Promise<void>;
}

/** What the author of a client writes for one streaming command. `Parts` is what its group hands over: addresses, credentials, seams. */
export interface ApiStreamDefinition<Params extends z.ZodObject, Value, Parts> {
  /** In kebab-case; its command. */
  readonly name: string;
  readonly description: string;
  /** As the venue writes it: "/ws/market book, price_change, …". */
  readonly channel: string;
  readonly reference: string;
  readonly params: Params;
  readonly example: z.input<Params>;
  readonly auth?: string;
  open(params: z.output<Params>, sink: StreamSink<Value>, parts: Parts): OpenStream;
}

export interface ApiStream<Parts, Params extends z.ZodObject = z.ZodObject, Value = unknown>
  extends ApiStreamDefinition<Params, Value, Parts>,
    Parameterized<Params> {
  readonly name: string;
  readonly params: Params;
}

/** Any stream of a group. */
// biome-ignore lint/suspicious/noExplicitAny: see AnyApiMethod.
export type AnyApiStream<Parts = any> = ApiStream<Parts, any, any>;

/** Completes a stream's definition with the list of its parameters. */
export function defineApiStream<Params extends z.ZodObject, Value, Parts>(
  definition: ApiStreamDefinition<Params, Value, Parts>,
): ApiStream<Parts, Params, Value> {
  return { ...definition, parameters: listParameters(definition.params) };
}
