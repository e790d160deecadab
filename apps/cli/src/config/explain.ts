import { didYouMean, type ExplainedSetting, explainConfig, formatConfigError } from "@augury/engine";
import { EXIT } from "../command.ts";
import { formatTable } from "../text-table.ts";
import { UsageError } from "../usage-error.ts";

const VALUE_MAX = 40;

export interface ExplainRequest {
  readonly file: string;
  /** A setting, or a section; `undefined` for everything. */
  readonly path: string | undefined;
  readonly json: boolean;
  /** Only what is not a default. */
  readonly changed: boolean;
  /** Each one with default, bounds and variable. */
  readonly full: boolean;
}

/** Explains the settings of a configuration; returns the exit status. */
export function explain({ file, path, json, changed, full }: ExplainRequest): number {
  const explained = explainConfig(file, process.env);
  if (!explained.ok) {
    process.stderr.write(`${explained.error.map(formatConfigError).join("\n")}\n`);
    return EXIT.failed;
  }
  const asked = selectSettings(explained.value, path);
  const settings = changed ? asked.filter(({ origin }) => origin !== "default") : asked;
  const [only] = settings;
  if (json) print([JSON.stringify(settings, null, 2)]);
  else if (full) print(settings.flatMap((setting) => [...settingLines(setting), ""]).slice(0, -1));
  else if (settings.length === 1 && only?.path === path) print(settingLines(only as ExplainedSetting));
  else print(tableLines(settings));
  return EXIT.ok;
}

/** Returns the setting called `path`, or those of the section of that name. */
function selectSettings(all: readonly ExplainedSetting[], path: string | undefined): readonly ExplainedSetting[] {
  if (path === undefined) return all;
  const found = all.filter((one) => one.path === path || one.path.startsWith(`${path}.`));
  if (found.length > 0) return found;
  const sections = all.flatMap((one) => one.path.split(".").map((_, at, words) => words.slice(0, at + 1).join(".")));
  const meant = didYouMean(path, [...new Set(sections)]);
  throw new UsageError(`there is no setting "${path.slice(0, 80)}"${meant ? `; did you mean ${meant}?` : ""}`);
}

function settingLines(setting: ExplainedSetting): string[] {
  const rows = [
    ["value", show(setting.value)],
    ["from", setting.from],
    ["default", show(setting.default)],
    ["allowed", setting.allowed],
    ["variable", setting.env],
  ];
  return [
    setting.path,
    ...(setting.description === "" ? [] : [`  ${setting.description}`]),
    "",
    ...formatTable(
      ["", ""],
      rows.map(([name = "", text = ""]) => [`  ${name}`, text]),
    ).slice(1),
  ];
}

function tableLines(settings: readonly ExplainedSetting[]): string[] {
  if (settings.length === 0) return ["nothing but defaults"];
  const rows = settings.map(({ path, value, from, allowed, description }) => [
    path,
    cut(show(value)),
    from,
    description || allowed,
  ]);
  return formatTable(["setting", "value", "from", "what it is"], rows);
}

function show(value: unknown): string {
  if (value === undefined) return "not set";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function cut(text: string): string {
  return text.length > VALUE_MAX ? `${text.slice(0, VALUE_MAX - 1)}…` : text;
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}
