/** The document of the neighbours as it is served. */
import { operations } from '../operations.ts';
import { neighboursDocument } from './documents.ts';

/** The document, with those operations that are served. */
export async function servedNeighbours() {
  const served = new Set(operations.map(({ path }) => path));
  const document = await neighboursDocument();
  const paths = Object.entries(document.paths).filter(([path]) => served.has(path));
  return { ...document, paths: Object.fromEntries(paths) };
}
