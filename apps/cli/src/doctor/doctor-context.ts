import type { EngineConfig, Environment, LoadedConfig } from "@augury/engine";
import {
  type ApiGroupOptions,
  type HttpClientOptions,
  HttpConfig,
  type HttpOverride,
  type OpenSocket,
} from "@augury/net";
import type { Redactor } from "@augury/telemetry";
import type { Machine } from "./machine.ts";

/** What every check works with. */
export interface DoctorContext {
  /** The configuration's file, as it was named. */
  readonly file: string;
  /** `undefined` where it does not load: only checks that do not need it run then. */
  readonly loaded: LoadedConfig | undefined;
  /** Why it does not load, one line each. */
  readonly configProblems: readonly string[];
  readonly env: Environment;
  readonly machine: Machine;
  /** Bound of one question to a venue. */
  readonly timeoutMs: number;
  /** Knows every secret that was read; whatever is printed goes through it. */
  readonly redactor: Redactor;
  /** Take the network's place in tests. */
  readonly fetch?: HttpClientOptions["fetch"];
  readonly openSocket: OpenSocket;
}

/** Returns the configuration of a context in which one loaded. */
export function configOf({ loaded }: DoctorContext): EngineConfig {
  if (!loaded) throw new Error("a check that needs the configuration runs only where it loads");
  return loaded.config;
}

/** Returns HTTP settings under which a question is asked once and answered within the doctor's bound, or not at all. */
export function hastyHttp({ timeoutMs }: Pick<DoctorContext, "timeoutMs">): HttpOverride {
  const limits = { headersTimeoutMs: timeoutMs, attemptTimeoutMs: timeoutMs, callTimeoutMs: timeoutMs };
  return { ...limits, retry: { attemptsMax: 1 }, bodyBytesMax: 4 * 1024 * 1024 };
}

/** Returns what a client or group of a check is opened with. */
export function seamsOf(context: DoctorContext): Pick<ApiGroupOptions, "fetch" | "redactor"> & { config: HttpConfig } {
  const { fetch, redactor } = context;
  return { ...(fetch && { fetch }), redactor, config: HttpConfig.parse(hastyHttp(context)) };
}
