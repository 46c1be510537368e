/** Roles of API keys, and the permissions of each (decided: the real catalogue is not published). */

/** A role. Each has the permissions of the roles below it. */
export interface Role {
  readonly name: RoleName;
  /** Higher is more. */
  readonly priority: number;
  readonly description: string;
  readonly permissions: readonly string[];
}

/** The names of the roles, in rising order. */
export const roleNames = ['viewer', 'member', 'admin', 'owner'] as const;
/** A name of a role. */
export type RoleName = (typeof roleNames)[number];

/** The rank of a role, from 0. One that is not known has the least (decided). */
export function rankOf(role: string): number {
  return Math.max(0, (roleNames as readonly string[]).indexOf(role));
}

/** Whether a name is one of a role. */
export function isRole(name: string): name is RoleName {
  return (roleNames as readonly string[]).includes(name);
}

const READ = ['Service.view', 'Agent.view', 'Skill.view', 'World.view', 'Conversation.view'];
const WORK = ['Session.inject', 'Session.start', 'Conversation.create', 'Conversation.update'];
const MANAGE = [
  'ApiKey.view',
  'ApiKey.create',
  'ApiKey.update',
  'ApiKey.delete',
  'Operator.update',
];
const OWN = ['Workspace.update'];

/** All roles, in rising order. */
export const roles: readonly Role[] = [
  { name: 'viewer', priority: 10, description: 'Reads.', permissions: READ },
  {
    name: 'member',
    priority: 20,
    description: 'Reads, and works with calls, sessions and conversations.',
    permissions: [...READ, ...WORK],
  },
  {
    name: 'admin',
    priority: 30,
    description: 'Does what a member does, sends guidance to runs, and manages API keys.',
    permissions: [...READ, ...WORK, ...MANAGE],
  },
  {
    name: 'owner',
    priority: 40,
    description: 'Does everything.',
    permissions: [...READ, ...WORK, ...MANAGE, ...OWN],
  },
];

/** All permissions. */
export const permissions: readonly string[] = [...READ, ...WORK, ...MANAGE, ...OWN];
