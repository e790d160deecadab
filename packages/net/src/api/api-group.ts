import type { Result } from "@augury/core";
import type { VenueError } from "@augury/model";
import type { OpenSocket } from "../client-socket.ts";
import type { HttpClientOptions } from "../http/http-client.ts";
import type { HttpOverride } from "../http/http-config.ts";
import type { MintHeaders } from "../ws-session.ts";
import type { ApiClient, ApiCredentials } from "./api-client.ts";
import type { AnyApiMethod } from "./api-method.ts";
import type { AnyApiStream, OpenStream, StreamSink } from "./api-stream.ts";

/** What the process hands to a group that it opens: addresses other than the venue's own, credentials, and its seams. */
export interface ApiGroupOptions
  extends Pick<HttpClientOptions, "counters" | "drift" | "fetch" | "random" | "redactor" | "scheduler" | "tap"> {
  /** Default: the venue's production address. */
  readonly baseUrl?: string | undefined;
  readonly streamUrl?: string | undefined;
  readonly http?: HttpOverride | undefined;
  readonly credentials?: ApiCredentials | undefined;
  /** Text frames that authenticate a stream after it opened (Polymarket's user channel), or its signed handshake headers (Kalshi). */
  readonly mintStreamHeaders?: MintHeaders | undefined;
  readonly streamAuth?: Readonly<Record<string, string>> | undefined;
  readonly openSocket?: OpenSocket | undefined;
}

/** One API of a venue or source as a list of methods and streams: what command line, documentation and coverage are generated from. */
export interface ApiGroup {
  /** Its word on the command line: "clob", "gamma". */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Where it lives by default; `undefined` for groups of streams alone. */
  readonly baseUrl?: string;
  readonly streamUrl?: string;
  readonly methods: readonly AnyApiMethod[];
  readonly streams: readonly AnyApiStream[];
  open(options?: ApiGroupOptions): OpenApiGroup;
}

export interface OpenApiGroup {
  /** `undefined` for groups of streams alone. */
  readonly client: ApiClient | undefined;
  stream(name: string, params: unknown, sink: StreamSink): Result<OpenStream, VenueError>;
  close(): void;
}
