/**
 * The stages whose latency is measured from the first day, all in µs of the shared clock:
 * `frame` socket callback → frame published; `parse` the work on one frame, in ns; `book` published → applied to the book;
 * `delay` the venue's own stamp → received: the way here, and how far the clocks disagree;
 * `decision` applied → strategy answered; `intent` frame received → intent published; `fill` intent decided → fill consumed.
 */
export const STAGES = [
  "frame_polymarket",
  "frame_kalshi",
  "parse_polymarket",
  "parse_kalshi",
  "delay_polymarket",
  "delay_kalshi",
  "frame_reference",
  "parse_reference",
  "delay_reference",
  "book",
  "decision",
  "intent",
  "fill",
] as const;
export type Stage = (typeof STAGES)[number];
