/** One thing that is planned for a moment, in microseconds of event time. */
export interface Appointment {
  readonly timeUs: number;
  run(timeUs: number): void;
}

/** Appointments in the order of their times; equal times keep the order of their making. */
export class Agenda {
  private readonly list: Appointment[] = [];

  /** Time of the next appointment, or infinity. */
  get nextUs(): number {
    return this.list[0]?.timeUs ?? Number.POSITIVE_INFINITY;
  }

  add(timeUs: number, run: (timeUs: number) => void): void {
    let index = this.list.length;
    while (index > 0 && (this.list[index - 1] as Appointment).timeUs > timeUs) index--;
    this.list.splice(index, 0, { timeUs, run });
  }

  /** Keeps the next appointment. Returns false when there is none. */
  runNext(): boolean {
    const next = this.list.shift();
    next?.run(next.timeUs);
    return next !== undefined;
  }
}
