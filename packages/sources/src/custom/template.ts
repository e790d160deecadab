const PLACE = /\{([a-z][a-z0-9_]*)\}/g;

/** Returns the names that stand in braces: "/prices/{pair}" has "pair". */
export function placesIn(text: string): string[] {
  return [...text.matchAll(PLACE)].map((match) => match[1] as string);
}

/** Returns the text with each place filled by its parameter; `encode` makes a value fit for where it goes. */
export function fillPlaces(
  text: string,
  params: Readonly<Record<string, unknown>>,
  encode: (value: string) => string = String,
): string {
  return text.replaceAll(PLACE, (_, name: string) => encode(String(params[name])));
}
