import { type Environment, formatConfigError, loadConfig, readSecret, secretRefs } from "@augury/engine";
import { openWsSocket } from "@augury/net";
import { Redactor } from "@augury/telemetry";
import { readEnvSecret } from "../api/env-secret.ts";
import { WALLET_SECRETS } from "./account-wallet.ts";
import { CHECKS } from "./checks.ts";
import type { DoctorContext } from "./doctor-context.ts";
import { thisMachine } from "./machine.ts";
import { type CheckedFinding, runChecks } from "./run-checks.ts";

/** What the account checks read from the environment. Ids are no secrets, and reports may name them. */
const ACCOUNT_SECRETS = [...WALLET_SECRETS, "KALSHI_PRIVATE_KEY"];

export interface DoctorOptions {
  readonly file: string;
  readonly env: Environment;
  readonly timeoutMs: number;
  /** Names of the checks to run; all when empty. */
  readonly only?: readonly string[];
}

/** Looks at everything that the engine needs; `seams` take the place of machine and network in tests. */
export function examine(
  { file, env, timeoutMs, only = [] }: DoctorOptions,
  seams: Partial<Pick<DoctorContext, "machine" | "fetch" | "openSocket">> = {},
): Promise<CheckedFinding[]> {
  const loaded = loadConfig(file, env);
  const redactor = new Redactor();
  for (const { ref } of loaded.ok ? secretRefs(loaded.value.config) : []) {
    const secret = readSecret(ref, env);
    if (secret.ok) redactor.add(secret.value);
  }
  for (const name of ACCOUNT_SECRETS) {
    const secret = readEnvSecret(env, name);
    if (secret.ok && secret.value !== undefined) redactor.add(secret.value);
  }
  const checks = CHECKS.filter(({ name }) => only.length === 0 || only.includes(name));
  return runChecks(checks, {
    file,
    env,
    timeoutMs,
    redactor,
    loaded: loaded.ok ? loaded.value : undefined,
    configProblems: loaded.ok ? [] : loaded.error.map(formatConfigError),
    machine: thisMachine,
    openSocket: openWsSocket,
    ...seams,
  });
}
