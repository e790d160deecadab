import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { err, ok, type Result } from "@augury/core";
import { z } from "zod";

/** Where a secret is kept. The secret itself never stands in a configuration, a log or an answer. */
export const SecretRef = z
  .strictObject({
    env: z
      .string()
      .regex(/^[A-Z_][A-Z0-9_]{0,127}$/, "the name of an environment variable in capitals")
      .optional()
      .describe("Name of the environment variable that holds the secret."),
    file: z
      .string()
      .min(1)
      .max(1024)
      .optional()
      .describe("File that holds the secret; only its owner may have access to it (chmod 600)."),
  })
  .refine((ref) => (ref.env === undefined) !== (ref.file === undefined), "name either env or file, and not both");
export type SecretRef = z.infer<typeof SecretRef>;

export interface SecretError {
  /** `missing`: nothing there. `unsafe`: others may read it. `unreadable`: there, but no use. */
  readonly code: "missing" | "unsafe" | "unreadable";
  /** Says what to do, and never what the secret is. */
  readonly message: string;
}

/** A private key in PEM is under 4 KB. */
export const SECRET_BYTES_MAX = 16_384;
const OTHERS_BITS = 0o077;

/** Reads the secret that `ref` names; surrounding white space is dropped. A file is read only when nobody but its owner may touch it. */
export function readSecret(
  ref: SecretRef,
  env: Readonly<Record<string, string | undefined>>,
): Result<string, SecretError> {
  if (ref.file !== undefined) return readSecretFile(resolve(ref.file));
  const value = env[ref.env as string]?.trim();
  return value ? ok(value) : failure("missing", `environment variable ${ref.env} is not set`);
}

function readSecretFile(file: string): Result<string, SecretError> {
  try {
    const stat = statSync(file);
    if (!stat.isFile()) return failure("unreadable", `${file} is not a file`);
    if (stat.size > SECRET_BYTES_MAX) return failure("unreadable", `${file} has more than ${SECRET_BYTES_MAX} bytes`);
    const mode = stat.mode & 0o777;
    if ((mode & OTHERS_BITS) !== 0)
      return failure("unsafe", `${file} is open to others (mode ${mode.toString(8)}); run: chmod 600 ${file}`);
    const value = readFileSync(file, "utf8").trim();
    return value === "" ? failure("missing", `${file} is empty`) : ok(value);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    return code === "ENOENT"
      ? failure("missing", `${file} does not exist`)
      : failure("unreadable", `${file} cannot be read (${code ?? "unknown error"})`);
  }
}

function failure(code: SecretError["code"], message: string): Result<never, SecretError> {
  return err({ code, message });
}
