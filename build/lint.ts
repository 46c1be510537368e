/** The part of `npm run lint` that Biome cannot do: promises that nobody waits for, and an old `docs/api`. */
import { staleApiFiles } from './api-reference.ts';
import { floatingPromises } from './floating-promises.ts';
import { sourceProgram } from './source-program.ts';

const program = sourceProgram();
const complaints = [
  ...(await staleApiFiles(program)).map(
    (file) => `docs/api/${file} is not what the docstrings make: npm run docs`,
  ),
  ...floatingPromises(program).map((place) => `nobody hears of the rejection of ${place}`),
];
for (const complaint of complaints) process.stderr.write(`lint: ${complaint}\n`);
process.exitCode = complaints.length === 0 ? 0 : 1;
