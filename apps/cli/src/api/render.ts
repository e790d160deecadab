import type { CommandIo } from "./command-io.ts";
import type { ParsedWords } from "./parse-words.ts";
import { renderValue } from "./value-table.ts";

export type OutputForm = "table" | "json" | "compact";

/** Returns how to print: as asked, else tables on a screen and JSON elsewhere. */
export function outputForm({ flags }: ParsedWords, io: CommandIo): OutputForm {
  if (isOn(flags, "compact")) return "compact";
  if (isOn(flags, "json")) return "json";
  return isOn(flags, "table") || io.isScreen ? "table" : "json";
}

/** Returns a value as text that ends in a line feed. */
export function render(value: unknown, form: OutputForm, columns: number): string {
  if (form === "table") return `${renderValue(value, columns).join("\n")}\n`;
  const text = JSON.stringify(value ?? null, undefined, form === "json" ? 2 : undefined);
  // JSON leaves DEL and the C1 controls as they are; a terminal would obey them.
  return `${text.replaceAll(/[\u007f-\u009f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)}\n`;
}

/** Returns whether a switch is on. */
export function isOn(flags: ParsedWords["flags"], name: string): boolean {
  return flags.get(name)?.at(-1) === "true";
}
