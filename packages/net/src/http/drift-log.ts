import type { UnknownField } from "./unknown-fields.ts";

export interface DriftBounds {
  readonly endpointsMax: number;
  /** Fields kept per endpoint. */
  readonly fieldsMax: number;
  /** Characters of a field's path. */
  readonly pathMax: number;
}

export const DRIFT_BOUNDS: DriftBounds = { endpointsMax: 256, fieldsMax: 64, pathMax: 200 };

/** A field that a venue sends and our schema does not name. No value is kept, only its type. */
export interface DriftEntry {
  readonly source: string;
  readonly endpoint: string;
  readonly path: string;
  /** Times seen; a list's first elements count one by one. */
  readonly count: number;
  /** Of the first one seen: "string", "number", "boolean", "null", "array", "object". */
  readonly type: string;
  readonly firstSeenUs: number;
  readonly lastSeenUs: number;
}

type Field = { -readonly [Key in keyof DriftEntry]: DriftEntry[Key] };

/** Unknown fields by endpoint (A13), for `augury drift`. Bounded: what finds no room is counted in {@link shed}. */
export class DriftLog {
  /** Sightings that found no room. */
  shed = 0;
  private readonly endpoints = new Map<string, Map<string, Field>>();

  constructor(private readonly bounds: DriftBounds = DRIFT_BOUNDS) {}

  record(source: string, endpoint: string, found: readonly UnknownField[], nowUs: number): void {
    for (const { path, value } of found) {
      const field = this.field({ source, endpoint, path: path.slice(0, this.bounds.pathMax) }, value, nowUs);
      if (field === undefined) {
        this.shed++;
        continue;
      }
      field.count++;
      field.lastSeenUs = nowUs;
    }
  }

  /** Returns everything seen, most frequent first. */
  entries(): DriftEntry[] {
    const all = [...this.endpoints.values()].flatMap((fields) => [...fields.values()].map((field) => ({ ...field })));
    return all.toSorted((a, b) => b.count - a.count);
  }

  /** Returns how many endpoints have unknown fields, against `endpointsMax`. */
  get endpointCount(): number {
    return this.endpoints.size;
  }

  private field(
    of: Pick<DriftEntry, "source" | "endpoint" | "path">,
    value: unknown,
    nowUs: number,
  ): Field | undefined {
    const fields = this.fieldsOf(`${of.source} ${of.endpoint}`);
    const known = fields?.get(of.path);
    if (known || fields === undefined || fields.size >= this.bounds.fieldsMax) return known;
    const field = { ...of, count: 0, type: typeName(value), firstSeenUs: nowUs, lastSeenUs: nowUs };
    fields.set(of.path, field);
    return field;
  }

  private fieldsOf(key: string): Map<string, Field> | undefined {
    const known = this.endpoints.get(key);
    if (known || this.endpoints.size >= this.bounds.endpointsMax) return known;
    const fields = new Map<string, Field>();
    this.endpoints.set(key, fields);
    return fields;
  }
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
