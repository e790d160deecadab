import { formatTable } from "../text-table.ts";

const CELL_MAX = 48;
/** A word beyond this in a list is an id or hash that nobody reads: its ends are enough. */
const WORD_MAX = 24;
/** Rows of a list inside an answer; a list that is the answer is shown whole. */
const INNER_ROWS_MAX = 20;
const DEPTH_MAX = 3;
/** Columns that say what a row is come first. */
const FIRST = ["id", "ticker", "slug", "symbol", "name", "title", "question", "condition_id", "conditionId"];

type Row = Readonly<Record<string, unknown>>;

/** Returns an answer as text for people, at most `columns` wide. Control characters of the venue's texts never reach the screen. */
export function renderValue(value: unknown, columns: number): string[] {
  if (Array.isArray(value)) return value.length === 0 ? ["nothing"] : renderList(value, columns);
  if (isRow(value)) return renderObject(value, columns);
  return [value === undefined || value === null ? "nothing" : cell(value)];
}

function renderList(list: readonly unknown[], columns: number): string[] {
  if (list.every(isPlainList)) return renderPairs(list);
  if (!list.every(isRow))
    return list.map((one) => (isRow(one) || Array.isArray(one) ? clean(JSON.stringify(one)) : cell(one, columns)));
  const rows = list.map(
    (row) =>
      new Map(
        [...flatten(row, Number.POSITIVE_INFINITY)].map(([name, text]) => [name, cut(shortWord(text), CELL_MAX)]),
      ),
  );
  const names = [...new Set(rows.flatMap((row) => [...row.keys()]))].filter((name) =>
    rows.some((row) => (row.get(name) ?? "") !== ""),
  );
  const ordered = [...FIRST.filter((name) => names.includes(name)), ...names.filter((name) => !FIRST.includes(name))];
  const widths = new Map(
    ordered.map((name) => [name, Math.max(name.length, ...rows.map((row) => row.get(name)?.length ?? 0))]),
  );
  const shown = fitting(ordered, widths, columns);
  const hidden = ordered.length - shown.length;
  return [
    ...formatTable(
      shown,
      rows.map((row) => shown.map((name) => row.get(name) ?? "")),
    ),
    ...(hidden > 0 ? [`(${hidden} more columns: --json has everything)`] : []),
  ];
}

/** Rows without names: price and size, time and value. */
function renderPairs(list: readonly (readonly unknown[])[]): string[] {
  const width = Math.max(...list.map((row) => row.length));
  const rows = list.map((row) => Array.from({ length: width }, (_, at) => cell(row[at])));
  return formatTable(Array<string>(width).fill(""), rows).slice(1);
}

/** Takes columns from the left as long as they fit; the first one always. */
function fitting(names: readonly string[], widths: ReadonlyMap<string, number>, columns: number): string[] {
  let used = 0;
  const shown: string[] = [];
  for (const name of names) {
    const width = (widths.get(name) ?? 0) + (shown.length > 0 ? 2 : 0);
    if (shown.length > 0 && used + width > columns) continue;
    used += width;
    shown.push(name);
  }
  return shown;
}

function renderObject(value: Row, columns: number): string[] {
  const entries = Object.entries(value);
  const [only] = entries;
  // An envelope around one object says nothing itself.
  if (entries.length === 1 && only && isRow(only[1])) return renderObject(only[1], columns);
  const lists = entries.filter((entry): entry is [string, unknown[]] => isInnerList(entry[1]));
  const plain = flatten(Object.fromEntries(entries.filter(([, one]) => !isInnerList(one))), columns);
  const lines = formatTable(
    ["", ""],
    [...plain].map(([name, text]) => [name, text]),
  ).slice(1);
  const inner = lists.flatMap(([name, list]) => [
    "",
    `${clean(name)} (${list.length})`,
    ...renderList(list.slice(0, INNER_ROWS_MAX), columns).map((line) => `  ${line}`),
    ...(list.length > INNER_ROWS_MAX ? [`  … ${list.length - INNER_ROWS_MAX} more: --json has them`] : []),
  ]);
  const all = [...lines, ...inner];
  return all.length === 0 ? ["nothing"] : all.slice(all[0] === "" ? 1 : 0);
}

/** Returns an object's values by dotted name, lists in short. */
function flatten(row: Row, cellMax = CELL_MAX, prefix = "", depth = 1): Map<string, string> {
  const out = new Map<string, string>();
  for (const [key, value] of Object.entries(row)) {
    const name = clean(prefix + key);
    if (isRow(value) && depth < DEPTH_MAX)
      for (const [at, text] of flatten(value, cellMax, `${name}.`, depth + 1)) out.set(at, text);
    else out.set(name, cell(value, cellMax));
  }
  return out;
}

function cell(value: unknown, max = CELL_MAX): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) {
    const text = value.every((one) => typeof one !== "object") ? value.join(", ") : `[${value.length}]`;
    return cut(clean(text), max);
  }
  return cut(clean(typeof value === "object" ? JSON.stringify(value) : String(value)), max);
}

function cut(text: string, max: number): string {
  return text.length > max ? `${text.slice(0, max - 1)}…` : text;
}

function shortWord(text: string): string {
  return text.length > WORD_MAX && !/\s/.test(text) ? `${text.slice(0, 12)}…${text.slice(-6)}` : text;
}

/** A terminal obeys control characters: those of a venue's texts become blanks. */
function clean(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ");
}

function isRow(value: unknown): value is Row {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A list that is shown as a table below its name: of objects, or of pairs such as price and size. */
function isInnerList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && (value.every(isRow) || value.every(isPlainList));
}

function isPlainList(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.every((one) => typeof one !== "object" || one === null);
}
