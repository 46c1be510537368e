/** Services, entities, keys, sessions and the agent of an embedded workspace. */
import { checkUuid } from '../world/checks.ts';
import type { WorkspaceCatalog } from './workspace-catalog.ts';
import { found, noRoom, type WorkspaceContext, workspaceGone } from './workspace-context.ts';
import { conversationInfo, sessionInfo } from './workspace-info.ts';

/** The methods for them. */
export function catalog({ world }: WorkspaceContext, ws: string): WorkspaceCatalog {
  const now = () => world.now(ws);
  /** A given id in lower case, or a new one. */
  const idOf = (name: string, id: string | undefined): string =>
    id === undefined ? world.newUuid(ws) : checkUuid(name, id);

  return {
    async addService(options = {}) {
      const { name = '' } = options;
      const serviceId = idOf('serviceId', options.serviceId);
      const added = await world.addService(ws, { serviceId, name });
      if (added.status === 'full') throw noRoom(added);
      if (added.status === 'not_found') throw workspaceGone(ws);
      if (added.status !== 'put') throw new Error(`serviceId ${serviceId} is taken`);
      return serviceId;
    },
    async removeService(serviceId) {
      const { status } = await world.removeService(ws, serviceId.toLowerCase());
      if (status !== 'removed') throw new Error(`service ${serviceId} not found`);
    },
    async addEntity(options = {}) {
      const { canonicalId = null } = options;
      const entityId = idOf('entityId', options.entityId);
      const { name = '', projectionLagSeconds = 0 } = options;
      const entity = { entityId, canonicalId, name, projectionLagSeconds };
      const added = await world.addEntity(ws, entity);
      if (added.status === 'put') return entityId;
      if (added.status === 'full') throw noRoom(added);
      if (added.status === 'not_found') throw workspaceGone(ws);
      const taken = added.of === 'entity_id' ? entityId : canonicalId;
      throw new Error(`${added.of} ${taken} is taken`);
    },
    async removeEntity(entityId) {
      const { status } = await world.removeEntity(ws, entityId.toLowerCase());
      if (status !== 'removed') throw new Error(`entity ${entityId} not found`);
    },
    async issueKey(options = {}) {
      const added = await world.addKey(ws, options);
      if (added.status === 'full') throw noRoom(added);
      if (added.status === 'not_found') throw workspaceGone(ws);
      if (added.status !== 'added') throw new Error('that key is there already');
      return { keyId: added.key.keyId, apiKey: added.key.token };
    },
    async removeKey(keyId) {
      const { status } = await world.removeKey(ws, keyId);
      if (status !== 'removed') throw new Error(`key ${keyId} not found`);
    },

    async sessions() {
      return (await world.listSessions(ws)).map((one) => sessionInfo(one, now()));
    },
    async readConversation(conversationId) {
      const conversation = await world.readConversation(ws, conversationId);
      return conversationInfo(found(conversation, `conversation ${conversationId}`));
    },
    async closeConversation(conversationId) {
      const { status } = await world.closeConversation(ws, conversationId);
      if (status !== 'closed') throw new Error(`open conversation ${conversationId} not found`);
    },
    async scriptAgent(script) {
      const { status } = await world.putScript(ws, script ?? undefined);
      if (status === 'not_found') throw workspaceGone(ws);
    },
  };
}
