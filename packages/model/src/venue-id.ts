import { z } from "zod";

/** The venues in the order of their numbers on the wire. A new venue is appended, never inserted: journals carry the number. */
export const VENUE_NAMES = ["none", "polymarket", "kalshi"] as const;

export const VenueName = z.enum(["polymarket", "kalshi"]);
export type VenueName = z.infer<typeof VenueName>;

/** A venue as the small integer that event slots carry. */
export const VenueCode = { none: 0, polymarket: 1, kalshi: 2 } as const;
export type VenueCode = (typeof VenueCode)[keyof typeof VenueCode];

/** Returns the name of a venue number, "none" for 0 (timers, controls). */
export function venueNameOf(code: number): (typeof VENUE_NAMES)[number] {
  return VENUE_NAMES[code] ?? "none";
}

/** The feeds in the order of their numbers on the wire: the venues and the reference prices. Appended to, as the venues are. */
export const FEED_NAMES = [...VENUE_NAMES, "reference"] as const;

/** What has a market ring of its own: a venue, or the reference prices. */
export const FeedName = z.enum([...VenueName.options, "reference"]);
export type FeedName = z.infer<typeof FeedName>;

/** A feed as the small integer that event slots carry where a venue's would stand. */
export const FeedCode = { ...VenueCode, reference: 3 } as const;

/** Returns the name of a feed number, "none" for 0 (timers, controls). */
export function feedNameOf(code: number): (typeof FEED_NAMES)[number] {
  return FEED_NAMES[code] ?? "none";
}
