/** The first calls of an application, with the vendor's SDK: run it with `sessions-emulator exec`. */
import { AmigoClient } from '@amigo-ai/platform-sdk';

const client = new AmigoClient({
  baseUrl: process.env.AMIGO_BASE_URL,
  apiKey: process.env.AMIGO_API_KEY,
  workspaceId: process.env.AMIGO_WORKSPACE_ID,
});

const [{ items: services }, { items: skills }] = await Promise.all([
  client.services.list(),
  client.actions.list(),
]);
console.log(services.map(({ name, agent_name }) => `${name}: ${agent_name}`));
console.log(skills.map(({ slug }) => slug));

const [call] = await client.sessions.listActive();
const { status } = await client.sessions.inject(call.call_sid, { message: 'A returning patient.' });
console.log(status);
