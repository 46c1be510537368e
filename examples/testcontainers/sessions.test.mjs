/** Needs a container engine, the image (`docker build -t sessions-emulator .`) and testcontainers. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GenericContainer, Wait } from 'testcontainers';

let container;
let url;

before(async () => {
  container = await new GenericContainer('sessions-emulator')
    .withExposedPorts(4010)
    .withWaitStrategy(Wait.forHttp('/_emulator/ready', 4010))
    .start();
  url = `http://${container.getHost()}:${container.getMappedPort(4010)}`;
});
after(() => container?.stop());

test('lists the calls of the demo fixture', async () => {
  const response = await fetch(`${url}/v1/11111111-1111-4111-8111-111111111111/sessions/active`, {
    headers: { authorization: 'Bearer demo-key' },
  });
  assert.equal((await response.json()).length, 3);
});
