/** Switches for differences between versions of the framework. The version of the real API is not known. */

/** The versions whose texts to reproduce. */
export interface WireSwitches {
  /** The text of UUID errors changed in Pydantic 2.13. */
  readonly pydantic: '2.12' | '2.13';
  /** The error text of trailing commas and two reason phrases changed in Python 3.13. */
  readonly python: '3.12' | '3.13';
}

/** The versions of the recorded corpus. */
export const defaultSwitches: WireSwitches = { pydantic: '2.13', python: '3.12' };
