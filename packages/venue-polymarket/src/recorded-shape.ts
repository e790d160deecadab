import { z } from "zod";

const Recorded = z.object({ shape: z.array(z.string()) });
/** The text is a text and a list as JSON inside one: Gamma's texts are both. */
const SAMPLES: Readonly<Record<string, unknown>> = { str: "[]", number: 1, bool: true, null: null };

/**
 * Returns a value of the shape that was recorded from production as paths and types ("$[].events[].id:str"): each list with one element,
 * each field with a sample of its type, or the one that `samples` has under its name. For tests: it has every field that the recorder
 * ever saw.
 */
export function recordedShape(text: string, samples: Readonly<Record<string, unknown>> = {}): unknown {
  const { shape } = Recorded.parse(JSON.parse(text));
  const types = new Map<string, string>();
  // A path that came with several types keeps the first that is no null.
  for (const line of shape.toSorted((a, b) => Number(a.endsWith(":null")) - Number(b.endsWith(":null")))) {
    const [path = "", type = ""] = line.split(":");
    if (!types.has(path)) types.set(path, type);
  }
  return sampleAt("$", { types, samples });
}

interface Recording {
  readonly types: ReadonlyMap<string, string>;
  readonly samples: Readonly<Record<string, unknown>>;
}

function sampleAt(path: string, recording: Recording): unknown {
  const { types, samples } = recording;
  const type = types.get(path);
  if (type === "array") return types.has(`${path}[]`) ? [sampleAt(`${path}[]`, recording)] : [];
  if (type !== "object") return samples[path.slice(path.lastIndexOf(".") + 1)] ?? SAMPLES[type ?? "null"];
  const names = [...types.keys()].filter((one) => one.startsWith(`${path}.`)).map((one) => one.slice(path.length + 1));
  const own = names.filter((name) => !/[.[]/.test(name));
  return Object.fromEntries(own.map((name) => [name, sampleAt(`${path}.${name}`, recording)]));
}
