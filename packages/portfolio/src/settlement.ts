/**
 * What an observation did to the books. `repeated`: told before, nothing changed. `contradiction`: told otherwise before (another size, or
 * confirmed and then failed); the books keep what they had and somebody has to look. `too_old`: older than everything remembered, so that
 * nobody can say whether it was counted; it is not, and reconciliation decides.
 */
export type Booked = "booked" | "settled" | "voided" | "noted" | "repeated" | "contradiction" | "too_old";
