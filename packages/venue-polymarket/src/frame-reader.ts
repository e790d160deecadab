import { type MappingOutcome, stageEvent } from "./event-mapping.ts";
import { EventParser } from "./event-parser.ts";
import { EventKind, type EventStage } from "./event-stage.ts";
import { FrameBytes } from "./frame-bytes.ts";
import { CLOSE_LIST, COMMA, NO, OPEN_LIST, OPEN_OBJECT, skipSpace, skipValue } from "./json-bytes.ts";
import type { TokenTable } from "./token-table.ts";

/** What `next` found: a staged event, one that could not be used, or nothing more. */
export type ReadOutcome = "event" | "end" | "malformed_json" | Exclude<MappingOutcome, "ok">;

/** Where the events of the frame in hand come from. */
type Source = "none" | "object" | "list" | "values";

const NO_VALUES: readonly unknown[] = [];
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
  private readonly frame = new FrameBytes();
  private at = 0;
  private values: readonly unknown[] = NO_VALUES;

  constructor(
    private readonly stage: EventStage,
    private readonly tokens: TokenTable,
  ) {
    this.parser = new EventParser(this.frame, tokens, stage);
  }

  /** Takes a frame. Nothing is staged yet. */
  begin(frame: Uint8Array): void {
    this.frame.load(frame);
    const { bytes } = this.frame;
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

  /** The frame in hand, valid until the next one. */
  get bytes(): Uint8Array {
    return this.frame.part();
  }

  /** Lets go of the frame. */
  drop(): void {
    this.source = "none";
    this.values = NO_VALUES;
  }

  private nextObject(): ReadOutcome {
    const { frame } = this;
    this.source = "none";
    const end = this.parser.parse(this.at);
    if (end > 0 && (end === frame.length || skipSpace(frame.bytes, end) === frame.length)) return "event";
    return this.readSlowly(frame.part());
  }

  private nextElement(): ReadOutcome {
    const { at, frame } = this;
    const { bytes } = frame;
    if (bytes[at] === CLOSE_LIST) {
      this.source = "none";
      return "end";
    }
    const parsedEnd = this.parser.parse(at);
    const end = parsedEnd > 0 ? parsedEnd : skipValue(bytes, at);
    const after = skipSpace(bytes, end);
    this.at = bytes[after] === COMMA ? skipSpace(bytes, after + 1) : after;
    return parsedEnd > 0 ? "event" : this.readSlowly(frame.part(at, end));
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
    const { bytes, length } = this.frame;
    const end = skipValue(bytes, this.at);
    return end !== NO && skipSpace(bytes, end) === length;
  }

  /** Step 3, and frames that are neither object nor list. */
  private beginValues(): void {
    const value = parseJson(this.frame.part());
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
