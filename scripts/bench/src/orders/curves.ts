import { CURVE_NAMES, type Curve, type CurveName, openCurve } from "@augury/signing";

/** Opens one rung of the curve's ladder, or `undefined` where this machine has it not. `LIBSECP256K1` may name the library's file. */
function openRung(name: CurveName): Curve | undefined {
  const library = process.env.LIBSECP256K1;
  const { curve } = openCurve({ names: [name], ...(library && { libraries: [library] }) });
  return curve.name === name ? curve : undefined;
}

/** Every rung that is here, fastest first; the last one is plain JavaScript. */
export function openRungs(): readonly Curve[] {
  return CURVE_NAMES.map(openRung).filter((curve) => curve !== undefined);
}
