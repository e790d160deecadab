/** Returns the candidate that `word` was probably meant to be: the same but for case and separators, or within a third of its letters. */
export function didYouMean(word: string, candidates: readonly string[]): string | undefined {
  const plain = plainOf(word);
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(plain.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(plain, plainOf(candidate));
    if (distance < bestDistance || (distance === bestDistance && isLikelier(candidate, best, word))) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Of two words as near, the one that begins as what was written: nobody mistypes the first letter. */
function isLikelier(candidate: string, best: string | undefined, word: string): boolean {
  const [first] = plainOf(word);
  return best !== undefined && plainOf(candidate)[0] === first && plainOf(best)[0] !== first;
}

/** Longer words are compared by their first letters: nobody mistypes more, and the table stays small. */
const LETTERS_MAX = 48;

function plainOf(word: string): string {
  return word
    .replaceAll(/[-_.\s]/g, "")
    .toLowerCase()
    .slice(0, LETTERS_MAX);
}

/** Insertions, deletions, replacements and swaps of neighbors that turn `a` into `b`. */
function editDistance(a: string, b: string): number {
  let previous: number[] = [];
  let current = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const before = previous;
    previous = current;
    current = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(
        (previous[j] as number) + 1,
        (current[j - 1] as number) + 1,
        (previous[j - 1] as number) + same,
      );
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, (before[j - 2] as number) + 1);
      current.push(cost);
    }
  }
  return current[b.length] as number;
}
