/** Returns millionths as a decimal text, exactly and without trailing zeros: "12.5". */
export function microsText(micros: number | bigint): string {
  const digits = String(micros).padStart(7, "0");
  const rest = digits.slice(-6).replace(/0+$/, "");
  return `${digits.slice(0, -6)}${rest && `.${rest}`}`;
}
