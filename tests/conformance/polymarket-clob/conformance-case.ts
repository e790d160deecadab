import type { Scene } from "./scene.ts";

/** Why a method of the official client has no case. */
export type Excuse = "client-side only" | "not hostable elsewhere" | "retired by the venue" | "on-chain";

/** One question, asked by the official client of one venue and by ours of its twin. */
export interface ConformanceCase {
  /** Our methods that answer it. */
  readonly methods: readonly string[];
  official(scene: Scene): Promise<unknown>;
  ours(scene: Scene): Promise<unknown>;
  /** Brings both venues into the state that the question is about. */
  prepare?(scene: Scene): void;
}

export type CaseTable = Readonly<Record<string, ConformanceCase>>;
