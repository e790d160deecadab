/** The points of an order's life at which a process is killed, in the words of what reaches them; `recovery: ` where it is just starting again. */
const COMMON_POINTS: readonly string[] = [
  // From the decision to the log.
  "sign",
  "signed",
  "log prepared",
  "torn prepared",
  "written prepared",
  "synced prepared",
  "logged prepared",
  "reported submitted",
  // One order on its way, and its answer.
  "post",
  "post connected",
  "post first byte",
  "post head",
  "post half body",
  "post sent",
  "post answer begun",
  "post answer read",
  "heard posted",
  // Several at once.
  "batch",
  "batch half body",
  "batch sent",
  "batch answer read",
  // Its end.
  "cancel",
  "cancel half body",
  "cancel sent",
  "cancel answer read",
  "reported canceled",
  // Asking what became of it.
  "look up",
  "look-up sent",
  "heard looked up",
  "orders sent",
  "trades answer read",
  "heard compared",
  // What the account's stream says of it.
  "hear order",
  "hear trade",
  "heard trade",
  "report fill",
  "reported fill",
  "booked confirmed",
  // What is owed no more.
  "log closed",
  "torn closed",
  "logged closed",
  // The next process, and its death.
  "recovery: torn compacted",
  "recovery: written compacted",
  "recovery: synced compacted",
  "recovery: recovered",
  "recovery: cancel sent",
  "recovery: cancel answer read",
  "recovery: orders sent",
  "recovery: trades page sent",
  "recovery: booked confirmed",
  "recovery: heard compared",
];

/** Matched is not yet settled there. */
export const POLYMARKET_POINTS: readonly string[] = [...COMMON_POINTS, "book matched", "booked matched"];

/** A listing there is good up to the time that the venue says, and whose order a fill is has to be looked up. */
export const KALSHI_POINTS: readonly string[] = [
  ...COMMON_POINTS,
  "book confirmed",
  "as-of answer read",
  "recovery: as-of answer read",
  "recovery: look-up answer read",
];
