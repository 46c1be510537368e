/** Start page, references and published documents, with the style and the script of all pages. */
import { type Context, Hono } from 'hono';
import openapi from '../../openapi.json' with { type: 'json' };
import { agentIdOf } from '../contract/agents/agent-json.ts';
import { companionsDocument, neighboursDocument } from '../contract/documents/documents.ts';
import { assets } from '../pages/assets.ts';
import { homePage } from '../pages/home.ts';
import type { ReferenceDocument } from '../pages/openapi.ts';
import { referencePage } from '../pages/reference.ts';
import { curlWorld } from '../pages/world-values.ts';
import type { SiteParts } from './site.ts';

/** The start page's links. */
const LINKS = [
  { href: '/_emulator', text: 'live page', about: 'the world and its requests as they happen' },
  { href: '/docs', text: 'API reference', about: 'the three operations, with commands to paste' },
  { href: '/openapi.json', text: 'openapi.json', about: 'the same as a document' },
  {
    href: '/docs/companions',
    text: 'companions',
    about: 'where a started session leads: conversation turns and API keys',
  },
  {
    href: '/openapi.companions.json',
    text: 'openapi.companions.json',
    about: 'the same as a document',
  },
  {
    href: '/docs/neighbours',
    text: 'neighbours',
    about: 'what an application calls before and beside a session',
  },
  {
    href: '/openapi.neighbours.json',
    text: 'openapi.neighbours.json',
    about: 'the same as a document',
  },
  {
    href: '/_emulator/docs',
    text: 'control plane',
    about: 'make the world do what a test needs',
  },
  {
    href: '/_emulator/operations',
    text: 'operations',
    about: 'which are simulated, and which only shaped from a document',
  },
  { href: '/_emulator/health', text: 'health', about: 'whether the process is up' },
  { href: '/_emulator/ready', text: 'ready', about: 'whether the fixtures are loaded' },
];

/** The routes. */
export function pageRoutes({ world, version, checksKeys, safety }: SiteParts): Hono {
  const app = new Hono();
  const originOf = (c: Context): string => new URL(c.req.url).origin;
  const settingsOf = async (c: Context) => {
    const found = await curlWorld(world, {
      origin: originOf(c),
      checksKeys,
      hasToken: safety.token !== null,
    });
    const { workspace_id: ws } = found.values;
    if (ws === undefined) return found;
    const { agents, services } = await world.readCatalog(ws);
    const agent_id = agents[0]?.agentId ?? (services[0] && agentIdOf(services[0]));
    return { ...found, values: { ...found.values, agent_id } };
  };

  app.get('/', async (c) => {
    if (c.req.header('accept')?.includes('text/html')) {
      return c.html(homePage({ version, links: LINKS, world: await settingsOf(c) }));
    }
    const links = Object.fromEntries(LINKS.map(({ text, href }) => [text, originOf(c) + href]));
    return c.json({ name: 'sessions-emulator', version, links });
  });
  for (const { path, type, text } of assets) {
    app.get(path, (c) => c.body(text, 200, { 'content-type': type, 'cache-control': 'no-cache' }));
  }
  for (const [json, path, document] of [
    ['/openapi.json', '/docs', async () => openapi],
    ['/openapi.companions.json', '/docs/companions', companionsDocument],
    ['/openapi.neighbours.json', '/docs/neighbours', neighboursDocument],
  ] as const) {
    app.get(json, async (c) => c.json(servedFrom(await document(), originOf(c))));
    app.get(path, async (c) => {
      const served = servedFrom(await document(), originOf(c));
      return c.html(referencePage(served, { path, json, ...(await settingsOf(c)) }));
    });
  }
  return app;
}

/** A published document, with the emulator's own origin as its server. */
function servedFrom(document: ReferenceDocument, origin: string) {
  return { ...document, servers: [{ url: origin, description: 'This emulator' }] };
}
