/** Services, entities, keys, sessions and the agent of an embedded workspace. */
import { withDates } from '../observe/views.ts';
import {
  type ConversationInfo,
  conversationInfo,
  type SessionInfo,
  sessionInfo,
} from '../observe/workspace-info.ts';
import type { WorkspaceCatalog } from './workspace-catalog.ts';
import { found, settled, type WorkspaceContext } from './workspace-context.ts';

/** The methods for them. */
export function catalog({ world }: WorkspaceContext, ws: string): WorkspaceCatalog {
  const now = () => world.now(ws);

  return {
    async addService(options = {}) {
      const added = settled(ws, await world.addService(ws, options));
      if (added.status === 'put') return added.service.serviceId;
      throw new Error(`serviceId ${options.serviceId} is taken`);
    },
    async removeService(serviceId) {
      const { status } = await world.removeService(ws, serviceId.toLowerCase());
      if (status !== 'removed') throw new Error(`service ${serviceId} not found`);
    },
    async addEntity(options = {}) {
      const added = settled(ws, await world.addEntity(ws, options));
      if (added.status === 'put') return added.entity.entityId;
      const taken = added.of === 'entity_id' ? options.entityId : options.canonicalId;
      throw new Error(`${added.of} ${taken} is taken`);
    },
    async removeEntity(entityId) {
      const { status } = await world.removeEntity(ws, entityId.toLowerCase());
      if (status !== 'removed') throw new Error(`entity ${entityId} not found`);
    },
    async issueKey(options = {}) {
      const added = settled(ws, await world.addKey(ws, options));
      if (added.status !== 'added') throw new Error('that key is there already');
      return { keyId: added.key.keyId, apiKey: added.key.token };
    },
    async removeKey(keyId) {
      const { status } = await world.removeKey(ws, keyId);
      if (status !== 'removed') throw new Error(`key ${keyId} not found`);
    },

    async sessions() {
      return (await world.listSessions(ws)).map((one) =>
        withDates<SessionInfo>(sessionInfo(one, now())),
      );
    },
    async readConversation(conversationId) {
      const conversation = await world.readConversation(ws, conversationId);
      return withDates<ConversationInfo>(
        conversationInfo(found(conversation, `conversation ${conversationId}`)),
      );
    },
    async closeConversation(conversationId) {
      const { status } = await world.closeConversation(ws, conversationId);
      if (status !== 'closed') throw new Error(`open conversation ${conversationId} not found`);
    },
    async scriptAgent(script) {
      settled(ws, await world.putScript(ws, script ?? undefined));
    },
  };
}
