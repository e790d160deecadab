/** What a live venue counts; see the names' uses. */
export class LiveCounts {
  posted = 0;
  /** Requests that took several orders. */
  batches = 0;
  amendmentsSent = 0;
  /** Amendments of unknown outcome that no answer ever showed. */
  amendmentsLost = 0;
  unknownOutcomes = 0;
  lookUps = 0;
  cancelsSent = 0;
  /** Orders that reached the venue after their deadline and were canceled for it. */
  tooLate = 0;
  snapshots = 0;
  snapshotsRefused = 0;
  /** Differences that a snapshot brought to light: an order of ours that it lacks, and news that only it told. */
  missingAtVenue = 0;
  newsBySnapshot = 0;
  /** Orders of the account that are not ours: shown and left alone. */
  external = 0;
  resurrected = 0;
}
