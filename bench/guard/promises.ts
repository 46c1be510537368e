/** How many promises one request makes on its way, which does not vary from run to run. */
import { createHook } from 'node:async_hooks';
import { createContract, defaultContractSettings } from '../../src/contract/pipeline.ts';
import { createEmulator } from '../../src/emulator.ts';
import { createRequestHandler } from '../../src/http/handle-request.ts';
import { silentLog } from '../../src/http/log.ts';
import { CALL, injectPath, WS } from '../client.ts';

const TIMES = 100;

/** The promises that one injection makes between its request and its reply, on average. */
export async function promisesPerInjection(): Promise<number> {
  await using emulator = await createEmulator({ clock: 'frozen' });
  const { wire } = defaultContractSettings;
  const { journal, world } = emulator;
  const contract = createContract(world);
  const handleRequest = createRequestHandler({
    contract,
    wire,
    world,
    journal,
    log: silentLog,
  });
  const body = Buffer.from('{"message":"Hello"}');
  const read = Promise.resolve(body);
  const inject = () =>
    handleRequest({
      method: 'POST',
      target: injectPath(WS, CALL),
      headers: { authorization: 'Bearer demo-key', 'content-type': 'application/json' },
      readBody: () => read,
    });
  const { response } = await inject();
  if (response.status !== 200)
    throw new Error(`the injection was answered with ${response.status}`);

  let promises = 0;
  const hook = createHook({
    init(_, type) {
      if (type === 'PROMISE') promises++;
    },
  });
  hook.enable();
  for (let i = 0; i < TIMES; i++) await inject();
  hook.disable();
  return Math.round(promises / TIMES);
}
