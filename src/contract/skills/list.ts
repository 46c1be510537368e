/** List skills: `GET /v1/{workspace_id}/skills`. */
import { type Query, respond } from '../documents/neighbours.ts';
import type { Operation } from '../operation.ts';
import { contains, pageOf, sortedBy } from '../paging.ts';
import { skillJson } from './skill-json.ts';

/** A page of the workspace's skills, in the order of the fixture. */
export const listSkills: Operation<never, Query<'list-skills'>> = {
  name: 'list_skills',
  document: 'neighbours',
  method: 'GET',
  path: '/v1/{workspace_id}/skills',
  body: null,
  details: { 401: 'Missing or invalid API key.', 403: 'Insufficient permissions.' },
  async run({ world, workspaceId, query }) {
    const catalog = await world.readCatalog(workspaceId);
    const all = catalog.skills
      .map((skill) => skillJson(catalog, skill))
      .filter(({ enabled }) => query.enabled === null || enabled === query.enabled)
      .filter(({ slug, name, description }) => contains(query.search, slug, name, description));
    return respond('PaginatedResponse_SkillResponse_', pageOf(sortedBy(all, query.sort_by), query));
  },
};
