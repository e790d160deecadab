import { ok, type Result } from "@augury/core";
import { readSecret } from "@augury/engine";

type Env = Readonly<Record<string, string | undefined>>;

/** Reads a secret from the variable `name`, or from the file that `name`_FILE names; `undefined` where neither is set. */
export function readEnvSecret(env: Env, name: string): Result<string | undefined, string> {
  const file = env[`${name}_FILE`]?.trim();
  if ((env[name] ?? "").trim() !== "" || !file) return ok(env[name]?.trim() || undefined);
  const secret = readSecret({ file }, env);
  return secret.ok ? secret : { ok: false, error: `${name}_FILE: ${secret.error.message}` };
}

/** Reads several secrets by name; the first that cannot be read is the error. */
export function readEnvSecrets<const Name extends string>(
  env: Env,
  names: readonly Name[],
): Result<Partial<Record<Name, string>>, string> {
  const found: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const secret = readEnvSecret(env, name);
    if (!secret.ok) return secret;
    if (secret.value !== undefined) found[name] = secret.value;
  }
  return ok(found);
}
