import type { VenueError } from "@augury/model";
import { type AnyApiMethod, DriftLog } from "@augury/net";
import { entryAddresses } from "../api/addresses.ts";
import type { CommandGroup, Provider } from "../api/command-group.ts";
import { NO_CREDENTIALS } from "../api/credentials.ts";

/** Longest time that one probe may take. */
const CALL_MS_MAX = 15_000;

/** What one call of a probe brought. */
export interface ProbedCall {
  /** "polymarket clob book". */
  readonly command: string;
  /** `undefined`: answered, and fits. */
  readonly error: VenueError | undefined;
}

/** Unknown fields that a probe met, and the calls it made. */
export interface Probe {
  readonly drift: DriftLog;
  readonly calls: readonly ProbedCall[];
}

/**
 * Calls everything that only reads and needs no key once, with its example's parameters, one call after the other. A call that fails (the
 * example's market may be gone) is told, and the rest goes on.
 */
export async function probeDrift(
  providers: readonly Provider[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<Probe> {
  const drift = new DriftLog();
  const calls: ProbedCall[] = [];
  for (const provider of providers)
    for (const group of provider.groups) calls.push(...(await probeGroup(provider, group, drift, env)));
  return { drift, calls };
}

async function probeGroup(
  provider: Provider,
  group: CommandGroup,
  drift: DriftLog,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ProbedCall[]> {
  const addresses = entryAddresses({ provider, group, kind: "method", flag: undefined, env });
  const open = group.open({ ...addresses, credentials: NO_CREDENTIALS, drift });
  const calls: ProbedCall[] = [];
  try {
    for (const method of group.methods.filter(isOpenRead)) {
      const answer = await open.client?.get(method, method.example, { timeoutMs: CALL_MS_MAX });
      const command = [provider.name, group.name, method.name].filter((word) => word !== "").join(" ");
      calls.push({ command, error: answer?.ok === false ? answer.error : undefined });
    }
  } finally {
    open.close();
  }
  return calls;
}

function isOpenRead({ effect, auth, authOptional }: AnyApiMethod): boolean {
  return effect !== "write" && (auth === undefined || authOptional === true);
}
