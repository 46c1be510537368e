/** `sessions-emulator check`: checks a server (an emulator or the real API) against the contract. */
import { randomUUID } from 'node:crypto';
import type { Target } from '../../conformance/check.ts';
import { jsonReport, tableReport } from '../../conformance/report.ts';
import { checksOf, runChecks } from '../../conformance/run.ts';
import type { CheckFlags } from '../options.ts';

const EXIT_DIFFERENT = 1;
const EXIT_USAGE = 2;

/** Errors of flags that depend on each other, or whose value must not be printed. */
function usageFault({ baseUrl, apiKey, write, call, service, entity }: CheckFlags) {
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
  if (write !== true) return call === undefined ? undefined : '--call needs --write';
  if ((service === undefined) !== (entity === undefined)) {
    return '--service and --entity (AMIGO_SERVICE_ID, AMIGO_ENTITY_ID) go together';
  }
  if (call === undefined && service === undefined) {
    return '--write needs --call, or --service and --entity: the ids it may write to';
  }
  return undefined;
}

function targetOf({ workspace, write, call, service, entity }: CheckFlags): Target {
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
    ...(service !== undefined && entity !== undefined && { session: { service, entity } }),
  };
}

/** Returns the exit code: 0 when every check is ok, 1 when one differs, 2 for wrong flags. */
export async function runCheck(flags: CheckFlags): Promise<number> {
  const fault = usageFault(flags);
  if (fault !== undefined) {
    process.stderr.write(`sessions-emulator: ${fault}\n`);
    return EXIT_USAGE;
  }
  const baseUrl = new URL(flags.baseUrl).href.replace(/\/+$/, '');
  const server = { baseUrl, apiKey: flags.apiKey, timeoutMs: flags.timeout, fetch };
  const findings = await runChecks(server, checksOf(targetOf(flags)));
  const report = flags.json === true ? jsonReport : tableReport;
  process.stdout.write(report(baseUrl, findings));
  return findings.every(({ ok }) => ok) ? 0 : EXIT_DIFFERENT;
}
