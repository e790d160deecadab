import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** One field of an official model. */
interface Field {
  readonly name: string;
  readonly isOptional: boolean;
  /** As the source writes it: "string", "Array<Market>", "number | null". */
  readonly type: string;
}

/** The types of the official client, read from the sources that its package ships. */
export class OfficialModels {
  private readonly models = new Map<string, readonly Field[]>();
  private readonly words = new Map<string, readonly string[]>();
  /** What each method answers: "getMarket" → "GetMarketResponse". */
  private readonly answers = new Map<string, string>();

  private constructor() {}

  static read(): OfficialModels {
    const read = new OfficialModels();
    const root = dirname(Bun.resolveSync("kalshi-typescript/package.json", import.meta.dir));
    for (const text of sourcesIn(join(root, "models"))) read.addModels(text);
    for (const text of sourcesIn(join(root, "api")))
      for (const [, method = "", type = ""] of text.matchAll(/async (\w+)\([^\n]*AxiosPromise<(.*?)>> \{/g))
        read.answers.set(method, type);
    return read;
  }

  answerOf(method: string): string | undefined {
    return this.answers.get(method);
  }

  /** Returns a value of a type with every field that it may have. Texts are decimals, so that they pass as money, too. */
  sample(type: string, depth = 0): unknown {
    const plain = type.replace(/ \| null$/, "").trim();
    // The only lists of lists are books: pairs of price and count.
    if (plain === "Array<Array<string>>") return [["1.00", "1.00"]];
    const list = /^Array<(.*)>$/.exec(plain)?.[1];
    if (list !== undefined) return depth > 12 ? [] : [this.sample(list, depth + 1)];
    const model = this.models.get(plain);
    if (model) return Object.fromEntries(model.map(({ name, type }) => [name, this.sample(type, depth + 1)]));
    const record = /^\{ \[key: string\]: (.*?)[,;] *\}$/.exec(plain)?.[1];
    if (record !== undefined) return { key: record === "any" ? "1.00" : this.sample(record, depth + 1) };
    if (plain === "string") return "1.00";
    if (plain === "number") return 1;
    return plain === "boolean" ? true : (this.words.get(plain)?.[0] ?? {});
  }

  /** Returns where a value is not of its type: what is missing, what is new, what is another type or word. */
  problems(value: unknown, type: string, path = ""): string[] {
    const plain = type.replace(/ \| null$/, "").trim();
    if (value === null && plain !== type.trim()) return [];
    const list = /^Array<(.*)>$/.exec(plain)?.[1];
    if (list !== undefined)
      return Array.isArray(value)
        ? value.flatMap((item) => this.problems(item, list, `${path}[]`))
        : [`${path}: no list`];
    const model = this.models.get(plain);
    if (model) return this.modelProblems(value, model, path);
    const words = this.words.get(plain);
    if (words && words.length > 0) return words.includes(String(value)) ? [] : [`${path}: the word ${value}`];
    const isPlain = ["string", "number", "boolean"].includes(plain);
    return isPlain && typeof value !== plain ? [`${path}: no ${plain}`] : [];
  }

  private modelProblems(value: unknown, model: readonly Field[], path: string): string[] {
    if (typeof value !== "object" || value === null) return [`${path}: no object`];
    const found = value as Record<string, unknown>;
    const extra = Object.keys(found).filter((name) => !model.some((field) => field.name === name));
    const own = model.flatMap(({ name, isOptional, type }) => {
      if (found[name] !== undefined && !(isOptional && found[name] === null))
        return this.problems(found[name], type, `${path}.${name}`);
      return isOptional ? [] : [`${path}.${name}: missing`];
    });
    return [...own, ...extra.map((name) => `${path}.${name}: new`)];
  }

  private addModels(text: string): void {
    const bare = text.replaceAll(/\/\*.*?\*\//gs, "");
    for (const [, name = "", body = ""] of bare.matchAll(/export const (\w+) = \{(.*?)\} as const;/gs))
      this.words.set(
        name,
        [...body.matchAll(/:\s*'([^']*)'/g)].map(([, word = ""]) => word),
      );
    for (const [, name = "", body = ""] of bare.matchAll(/export interface (\w+)[^{]*\{(.*?)\n\}/gs)) {
      const fields = [...body.matchAll(/^\s*'([^']+)'(\?)?: (.*);$/gm)];
      this.models.set(
        name,
        fields.map(([, field = "", optional, type = ""]) => ({ name: field, isOptional: optional === "?", type })),
      );
    }
  }
}

function sourcesIn(folder: string): string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"));
  return files.map((file) => readFileSync(join(folder, file), "utf8"));
}
