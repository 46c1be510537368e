/**
 * Keeps what V8 has compiled of the files of a start (`argv[2]` and following, in their order) after one start and one
 * answer, for the Node that builds. A process of its own: it runs the command.
 */
import { writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { codeCacheOf, compile, run } from '../src/cli/launch/compile.ts';
import { demoFixture } from '../src/world/seeding/demo.ts';

const [, self, ...files] = process.argv as [string, string, ...string[]];
process.argv = [process.execPath, self, '--port', '0', '--log', 'json'];

const write = process.stdout.write;
// The first line says where it listens.
process.stdout.write = ((line: string) => {
  process.stdout.write = write;
  const { url } = JSON.parse(line) as { url: string };
  const path = `/v1/${demoFixture.workspaces[0]?.workspace_id}/sessions/active`;
  get(url + path, { headers: { authorization: 'Bearer any' } }, ({ statusCode }) => {
    if (statusCode !== 200) throw new Error(`${path} was answered with ${statusCode}`);
    for (const [file, script] of scripts)
      writeFileSync(codeCacheOf(file), script.createCachedData());
    process.exit(0);
  });
  return true;
}) as typeof write;

const scripts = files.map((file) => [file, compile(file)] as const);
run(scripts);
