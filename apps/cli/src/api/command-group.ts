import type { Result } from "@augury/core";
import type { VenueError } from "@augury/model";
import type {
  AnyApiMethod,
  AnyApiStream,
  ApiClient,
  ApiGroup,
  ApiGroupOptions,
  DriftLog,
  OpenSocket,
  OpenStream,
  StreamSink,
} from "@augury/net";
import type { Credentials } from "./credentials.ts";

/** Calls methods: an `ApiClient`, or what does the same for a source. */
export type ApiCaller = Pick<ApiClient, "get" | "collect">;

/** What a command hands to the group that it opens. */
export interface OpenSettings {
  readonly baseUrl: string | undefined;
  readonly streamUrl: string | undefined;
  readonly credentials: Credentials;
  readonly drift: DriftLog;
  /** Takes the place of the real network: a recorder listens in on it. */
  readonly openSocket?: OpenSocket | undefined;
}

export interface OpenCommandGroup {
  readonly client: ApiCaller | undefined;
  stream(name: string, params: unknown, sink: StreamSink): Result<OpenStream, VenueError>;
  /** The metrics in an answer of one of its methods; only sources have them. */
  toMetrics?(method: AnyApiMethod, answer: Awaited<ReturnType<ApiCaller["get"]>>): readonly object[];
  close(): void;
}

/** Methods and streams under one word of the command line. */
export interface CommandGroup {
  /** "" where they stand right behind the provider's word. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly baseUrl?: string | undefined;
  readonly streamUrl?: string | undefined;
  readonly methods: readonly AnyApiMethod[];
  readonly streams: readonly AnyApiStream[];
  open(settings: OpenSettings): OpenCommandGroup;
}

/** Who is asked: a venue or a source. */
export interface Provider {
  /** "polymarket", "coingecko". */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly groups: readonly CommandGroup[];
  /** Reads its keys from the environment. */
  readCredentials(env: Readonly<Record<string, string | undefined>>): Result<Credentials, string>;
  /** The variables that it reads, for --help. */
  readonly keyVariables: readonly string[];
}

/** One thing that can be run. */
export type Entry =
  | { readonly kind: "method"; readonly spec: AnyApiMethod }
  | { readonly kind: "stream"; readonly spec: AnyApiStream };

/** Returns everything that a group can run, methods first. */
export function entriesOf({ methods, streams }: CommandGroup): Entry[] {
  return [
    ...methods.map((spec): Entry => ({ kind: "method", spec })),
    ...streams.map((spec): Entry => ({ kind: "stream", spec })),
  ];
}

/** Only sources' answers hold metrics; their methods stand right behind their word. */
export function hasMetrics({ groups }: Provider): boolean {
  return groups.length === 1 && groups[0]?.name === "";
}

/** Returns a venue's group as the command line runs it. */
export function fromApiGroup(group: ApiGroup): CommandGroup {
  const { name, title, description, baseUrl, streamUrl, methods, streams } = group;
  const open = ({ credentials, drift, ...addresses }: OpenSettings) => {
    const options: ApiGroupOptions = { ...credentials.options, ...addresses, drift };
    return group.open(options);
  };
  return { name, title, description, baseUrl, streamUrl, methods, streams, open };
}
