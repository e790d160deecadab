import { type MappingOutcome, stageEvent } from "./event-mapping.ts";
import { EventParser } from "./event-parser.ts";
import { EventKind, type EventStage } from "./event-stage.ts";
import { CLOSE_LIST, COMMA, NO, OPEN_LIST, OPEN_OBJECT, skipSpace, skipValue } from "./json-bytes.ts";
import type { TokenTable } from "./token-table.ts";

/** What `next` found: a staged event, one that could not be used, or nothing more. */
export type ReadOutcome = "event" | "end" | "malformed_json" | Exclude<MappingOutcome, "ok">;

/** Where the events of the frame in hand come from. */
type Source = "none" | "object" | "list" | "values";

const EMPTY = new Uint8Array(0);
const decoder = new TextDecoder();

/**
 * Takes a frame apart, event by event, at the caller's pace (polymarket.md section 9):
 *
 * 1. A bare object is one event. An array is checked as JSON once over its whole length, and then read element by element, however long
 *    it is: all or nothing per event, and an array that is no JSON gives nothing.
 * 2. Each event goes through the byte parser; what that declines goes through JSON.parse and its schema.
 * 3. Arrays that the checker declines though JSON.parse takes them (nested very deep) are read from the parsed values.
 */
export class FrameReader {
  /** Hot events that the byte parser declined and the schema took. */
  fallbacks = 0;
  private readonly parser: EventParser;
  private source: Source = "none";
  private bytes: Uint8Array = EMPTY;
  private at = 0;
  private values: readonly unknown[] = [];

  constructor(
    private readonly stage: EventStage,
    private readonly tokens: TokenTable,
  ) {
    this.parser = new EventParser(tokens, stage);
  }

  /** Takes a frame. Nothing is staged yet. */
  begin(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.at = skipSpace(bytes, 0);
    const first = bytes[this.at];
    if (first === OPEN_OBJECT) this.source = "object";
    else if (first === OPEN_LIST && this.isWholeList()) {
      this.source = "list";
      this.at = skipSpace(bytes, this.at + 1);
    } else this.beginValues();
  }

  /** Whether the frame is an array: a bad event in it does not spoil its neighbors. */
  get isList(): boolean {
    return this.source === "list" || this.source === "values";
  }

  /** Stages the next event. */
  next(): ReadOutcome {
    switch (this.source) {
      case "object":
        return this.nextObject();
      case "list":
        return this.nextElement();
      case "values":
        return this.nextValue();
      default:
        return "end";
    }
  }

  /** Makes the frame's bytes our own: the caller is about to take them back. */
  keep(): void {
    const kept = this.bytes.slice();
    if (this.stage.source === this.bytes) this.stage.source = kept;
    this.bytes = kept;
  }

  /** Lets go of the frame. */
  drop(): void {
    this.source = "none";
    this.bytes = EMPTY;
    this.values = [];
    this.stage.release();
  }

  private nextObject(): ReadOutcome {
    const { bytes } = this;
    this.source = "none";
    const end = this.parser.parse(bytes, this.at);
    if (end > 0 && (end === bytes.length || skipSpace(bytes, end) === bytes.length)) return "event";
    return this.readSlowly(bytes);
  }

  private nextElement(): ReadOutcome {
    const { at, bytes } = this;
    if (bytes[at] === CLOSE_LIST) {
      this.source = "none";
      return "end";
    }
    const parsedEnd = this.parser.parse(bytes, at);
    const end = parsedEnd > 0 ? parsedEnd : skipValue(bytes, at);
    const after = skipSpace(bytes, end);
    this.at = bytes[after] === COMMA ? skipSpace(bytes, after + 1) : after;
    return parsedEnd > 0 ? "event" : this.readSlowly(bytes.subarray(at, end));
  }

  private nextValue(): ReadOutcome {
    if (this.at >= this.values.length) {
      this.source = "none";
      return "end";
    }
    return this.stageValue(this.values[this.at++]);
  }

  private readSlowly(bytes: Uint8Array): ReadOutcome {
    const value = parseJson(bytes);
    return value === undefined ? "malformed_json" : this.stageValue(value);
  }

  private stageValue(value: unknown): ReadOutcome {
    const outcome = stageEvent(value, this.stage, this.tokens);
    if (outcome !== "ok") return outcome;
    if (this.stage.kind < EventKind.newMarket) this.fallbacks++;
    return "event";
  }

  /** Step 1: valid JSON to the last byte. */
  private isWholeList(): boolean {
    const end = skipValue(this.bytes, this.at);
    return end !== NO && skipSpace(this.bytes, end) === this.bytes.length;
  }

  /** Step 3, and frames that are neither object nor list. */
  private beginValues(): void {
    const value = parseJson(this.bytes);
    if (Array.isArray(value)) {
      this.source = "values";
      this.values = value;
      this.at = 0;
    } else {
      // Left to `next`, which says what is wrong with it.
      this.source = "object";
    }
  }
}

/** Returns the value of a frame's bytes, `undefined` when they are no JSON. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    return undefined;
  }
}
