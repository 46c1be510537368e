/** A reporter of Vitest: in CI (`CI=true`) a skipped test is a failure, because nobody would see that it did not run. */
import type { Reporter } from 'vitest/reporters';

/** Lists the skipped tests at the end of a run and makes it fail. Does nothing outside CI. */
export const noSkips: Reporter = {
  onTestRunEnd(modules) {
    if (!process.env.CI) return;
    for (const { relativeModuleId, children } of modules) {
      for (const { fullName } of children.allTests('skipped')) {
        console.error(`skipped, which fails in CI: ${relativeModuleId} › ${fullName}`);
        process.exitCode = 1;
      }
    }
  },
};
