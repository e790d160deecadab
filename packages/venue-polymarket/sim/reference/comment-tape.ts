/** What somebody wrote, or how somebody reacted to it. */
export interface MadeUpComment {
  readonly type: "comment_created" | "reaction_created";
  readonly payload: Readonly<Record<string, unknown>>;
}

const AUTHOR = `0x${"c0".repeat(20)}`;
/** The event that all comments belong to. */
const EVENT_NUMBER = 100;
const REACTION_EVERY = 3;

/** One comment or reaction each second, the same for every listener: its number is the second. */
export class CommentTape {
  private toldSecond: number;

  constructor(nowMs: number) {
    this.toldSecond = secondOf(nowMs);
  }

  /** Returns what was written since the last call, oldest first. */
  due(nowMs: number): readonly MadeUpComment[] {
    const made: MadeUpComment[] = [];
    while (this.toldSecond < secondOf(nowMs)) made.push(commentOf(++this.toldSecond));
    return made;
  }
}

function commentOf(second: number): MadeUpComment {
  const createdAt = new Date(second * 1_000).toISOString();
  if (second % REACTION_EVERY === 0) {
    const payload = { id: `r${second}`, commentID: second - 1, reactionType: "HEART", userAddress: AUTHOR, createdAt };
    return { type: "reaction_created", payload };
  }
  const payload = {
    id: String(second),
    body: `Made up, number ${second}.`,
    parentEntityType: "Event",
    parentEntityID: EVENT_NUMBER,
    parentCommentID: null,
    userAddress: AUTHOR,
    createdAt,
    profile: { name: "nobody", proxyWallet: AUTHOR },
  };
  return { type: "comment_created", payload };
}

function secondOf(nowMs: number): number {
  return Math.floor(nowMs / 1_000);
}
