import { err, ok, type Result } from "@augury/core";
import { z } from "zod";
import { KeyError } from "../key-error.ts";
import { readSecretFile } from "./secret-file.ts";

/** Where a secret text is: what a configuration says in the secret's place, so that the configuration itself holds none. */
export const SecretSource = z.discriminatedUnion("from", [
  z.strictObject({
    from: z.literal("environment"),
    name: z.string().min(1).max(128).describe("Name of the variable."),
  }),
  z.strictObject({
    from: z.literal("file"),
    path: z.string().min(1).max(4096).describe("A file that its owner alone may read."),
  }),
]);
export type SecretSource = z.infer<typeof SecretSource>;

/** The process's environment, or a stand-in for it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Returns the secret without the line's end that editors leave behind. The text is in memory until it is collected: use it at once. */
export function readSecret(source: SecretSource, environment: Environment = process.env): Result<string, KeyError> {
  const text = source.from === "file" ? readSecretFile(source.path) : readVariable(source.name, environment);
  if (!text.ok) return text;
  return ok(text.value.replace(/\r?\n$/, ""));
}

function readVariable(name: string, environment: Environment): Result<string, KeyError> {
  const text = environment[name];
  if (text === undefined || text === "") {
    return err(new KeyError("not_set", `the environment variable ${name} must be set, and hold the secret`));
  }
  return ok(text);
}
