/** Floats as the real API prints them: the shortest digits that read back, always with a point or an exponent. */

function parts(value: number): { exponent: number; scientific: string } {
  const scientific = value.toExponential();
  return { exponent: Number(scientific.slice(scientific.indexOf('e') + 1)), scientific };
}

function plain(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  const text = String(value);
  return text.includes('.') ? text : `${text}.0`;
}

/** A finite float in a success body, as Pydantic's Rust writer prints it: `12.0`, `0.00001`, `1e+16`. */
export function floatText(value: number): string {
  const { exponent, scientific } = parts(value);
  return exponent >= -5 && exponent < 16 ? plain(value) : scientific;
}

/** A finite float in an echo, as Python's `repr` prints it: `12.0`, `1e-05`, `1e+16`. */
export function pythonFloatText(value: number): string {
  const { exponent, scientific } = parts(value);
  if (exponent >= -4 && exponent < 16) return plain(value);
  return scientific.replace(/e([+-])(\d)$/, 'e$10$2');
}
