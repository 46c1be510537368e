/** Whether to colour what is written to a stream. */

/** As Node decides: `FORCE_COLOR` wins, then `NO_COLOR` and a terminal without colours, then a terminal has them. */
export function hasColors(
  stream: { readonly isTTY?: boolean; hasColors?(): boolean },
  { FORCE_COLOR } = process.env,
): boolean {
  if (FORCE_COLOR !== undefined) return /^(|true|[123])$/.test(FORCE_COLOR);
  return stream.isTTY === true && stream.hasColors?.() === true;
}
