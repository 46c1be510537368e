/** How many promises one request makes on its way, which does not vary from run to run. */
import { createHook } from 'node:async_hooks';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { createEmulator } from '../../src/emulator.ts';
import { SiteReply } from '../../src/http/app.ts';
import { NodeRequest } from '../../src/http/node-request.ts';
import { CALL, injectPath, WS } from '../client.ts';

const TIMES = 100;
const read = Promise.resolve(Buffer.from('{"message":"Hello"}'));

/** An injection whose body has been read. */
class Injection extends NodeRequest {
  override readBody(): Promise<Uint8Array> {
    return read;
  }
}

/** The promises that one injection makes between its request and its reply, on average. */
export async function promisesPerInjection(): Promise<number> {
  await using emulator = await createEmulator({ clock: 'frozen' });
  const req = Object.assign(new IncomingMessage(new Socket()), {
    method: 'POST',
    url: injectPath(WS, CALL),
    headers: { authorization: 'Bearer demo-key', 'content-type': 'application/json' },
  });
  const inject = () => emulator.dispatch(new Injection(req));
  const reply = await inject();
  if (reply instanceof SiteReply || reply.response.status !== 200) {
    throw new Error('the injection was not accepted');
  }

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
