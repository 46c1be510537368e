/** `sessions-emulator check`: checks a server (an emulator or the real API) against the contract. */
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import type { Target } from '../../conformance/check.ts';
import { annotations, junitReport } from '../../conformance/ci-reports.ts';
import { jsonReport, tableReport } from '../../conformance/report.ts';
import { checksOf, NOT_ASKED, runChecks } from '../../conformance/run.ts';
import { errorMessage } from '../../world/error-message.ts';
import type { CheckFlags } from '../check-options.ts';
import { hasColors } from '../colors.ts';

import { createProgress } from '../progress.ts';

const EXIT_DIFFERENT = 1;
const EXIT_USAGE = 2;
const EXIT_UNREACHABLE = 3;

/** Errors of flags that depend on each other, or whose value must not be printed. */
function usageFault({ baseUrl, apiKey, write, call, service, entity, keys }: CheckFlags) {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return '--base-url: expected a URL such as https://api.example.com or http://127.0.0.1:4010';
  }
  if (url.username !== '' || url.password !== '' || /[?#]/.test(baseUrl)) {
    return '--base-url: expected a URL without credentials, query or fragment';
  }
  if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    return '--api-key: expected a key of printable characters, without spaces';
  }
  if (write !== true) {
    if (keys === true) return '--keys needs --write';
    return call === undefined ? undefined : '--call needs --write';
  }
  if ((service === undefined) !== (entity === undefined)) {
    return '--service and --entity (AMIGO_SERVICE_ID, AMIGO_ENTITY_ID) go together';
  }
  if (call === undefined && service === undefined && keys !== true) {
    return '--write needs --call, --service and --entity, or --keys: what it may write to';
  }
  return undefined;
}

function targetOf({ workspace, write, call, service, entity, keys }: CheckFlags): Target {
  const strangers = {
    call: `CA${randomUUID().replaceAll('-', '')}`,
    service: randomUUID(),
    entity: randomUUID(),
  };
  if (write !== true) return { workspace, strangers };
  return {
    workspace,
    strangers,
    ...(call !== undefined && { call }),
    ...(keys === true && { keys }),
    ...(service !== undefined && entity !== undefined && { session: { service, entity } }),
  };
}

/** Opens the file of `--junit` before the checks run, because they may take long. Undefined if it cannot be written. */
function openJunit(file: string): number | undefined {
  try {
    return openSync(file, 'w');
  } catch (error) {
    process.stderr.write(
      `sessions-emulator: --junit ${file} cannot be written: ${errorMessage(error)}\n`,
    );
    return undefined;
  }
}

/**
 * Returns the exit code: 0 when every check is ok, 1 when one differs, 2 for wrong flags, 3 when the server cannot be
 * reached.
 */
export async function runCheck(flags: CheckFlags): Promise<number> {
  const fault = usageFault(flags);
  if (fault !== undefined) {
    process.stderr.write(`sessions-emulator: ${fault}\n`);
    return EXIT_USAGE;
  }
  const baseUrl = new URL(flags.baseUrl).href.replace(/\/+$/, '');
  const server = { baseUrl, apiKey: flags.apiKey, timeoutMs: flags.timeout, fetch };
  const junit = flags.junit === undefined ? undefined : openJunit(flags.junit);
  if (flags.junit !== undefined && junit === undefined) return EXIT_USAGE;
  const checks = checksOf(targetOf(flags));
  const progress = createProgress('checks', checks.length);
  const findings = await runChecks(server, checks, progress.at);
  progress.end();
  process.stdout.write(
    flags.json === true
      ? jsonReport(baseUrl, findings)
      : tableReport(baseUrl, findings, hasColors(process.stdout)),
  );
  if (junit !== undefined) {
    writeFileSync(junit, junitReport(baseUrl, findings));
    closeSync(junit);
  }
  // GitHub reads them from stderr, too; stdout has the report alone.
  if (process.env.GITHUB_ACTIONS === 'true') process.stderr.write(annotations(findings));
  if (findings.some(({ found }) => found === NOT_ASKED)) return EXIT_UNREACHABLE;
  return findings.every(({ ok }) => ok) ? 0 : EXIT_DIFFERENT;
}
