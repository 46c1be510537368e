/** What the framework's versions differ in, where the original's version is not known. */

/** Which versions to sound like. */
export interface WireSwitches {
  /** The wording of UUID errors changed with Pydantic 2.13. */
  readonly pydantic: '2.12' | '2.13';
  /** The wording of trailing commas and of two reason phrases changed with Python 3.13. */
  readonly python: '3.12' | '3.13';
}

/** As the corpus was recorded. */
export const defaultSwitches: WireSwitches = { pydantic: '2.13', python: '3.12' };
