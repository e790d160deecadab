import { VenueError, type VenueErrorCode } from "@augury/model";
import { errorRule } from "../error-codes.ts";

const SOURCE = "kalshi-ws";
const HINTS: Readonly<Record<number, string>> = {
  8: "the venue removed or renamed the channel: update Augury",
  9: "check venues.kalshi.credentials: the key must exist in this environment (production and demo have their own) and have the read scope",
  14: "name the markets with --tickers",
  24: "name the indices with --indices",
  26: "spread the markets over several streams",
  28: "name the underlyings with --underlyings; the feed needs a paid plan",
};

/** Returns an error frame as a value (kalshi.md section 12.3). Only 1, 18 and 27 are worth a repeat; 10 and 25 want a new subscription. */
export function toStreamError(code: number, text: string | null | undefined, channel: string | undefined): VenueError {
  const { meaning, reaction } = errorRule(code);
  const retry = reaction === "retry" ? "backoff" : reaction === "refuse" ? "never" : "resync";
  const said = text ? ` ("${text.slice(0, 200)}")` : "";
  return new VenueError(codeOf(code), retry, `${SOURCE}${channel ? ` ${channel}` : ""}: ${meaning}${said}`, {
    source: SOURCE,
    endpoint: channel,
    venueCode: String(code),
    hint: HINTS[code],
  });
}

function codeOf(code: number): VenueErrorCode {
  switch (code) {
    case 1:
    case 10:
      return "venue_down";
    case 9:
      return "auth";
    case 18:
      return "timeout";
    case 25:
    case 27:
      return "rate_limited";
    default:
      return "rejected";
  }
}
