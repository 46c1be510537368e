/** What an embedded workspace has: services, entities, keys, sessions, and its agent. */
import { checkUuid } from '../world/checks.ts';
import type { Script } from '../world/model/script.ts';
import type { NewKey } from '../world/rules/keys.ts';
import { found, noRoom, type WorkspaceContext, workspaceGone } from './workspace-context.ts';
import {
  type ConversationInfo,
  conversationInfo,
  type SessionInfo,
  sessionInfo,
} from './workspace-info.ts';

/** What can be done with them. */
export function catalog({ world }: WorkspaceContext, ws: string) {
  const now = () => world.now(ws);
  /** A given id in lower case, or a new one. */
  const idOf = (name: string, id: string | undefined): string =>
    id === undefined ? world.newUuid(ws) : checkUuid(name, id);

  return {
    /** Adds a service; its id is generated unless told. Rejects when it is taken. */
    async addService(options: { serviceId?: string; name?: string } = {}): Promise<string> {
      const { name = '' } = options;
      const serviceId = idOf('serviceId', options.serviceId);
      const added = await world.addService(ws, { serviceId, name });
      if (added.status === 'full') throw noRoom(added);
      if (added.status === 'not_found') throw workspaceGone(ws);
      if (added.status !== 'put') throw new Error(`serviceId ${serviceId} is taken`);
      return serviceId;
    },
    /** Removes a service. Rejects when it is not there. */
    async removeService(serviceId: string): Promise<void> {
      const { status } = await world.removeService(ws, serviceId.toLowerCase());
      if (status !== 'removed') throw new Error(`service ${serviceId} not found`);
    },
    /** Adds an entity; its id is generated unless told. Rejects when one of its names is taken. */
    async addEntity(
      options: {
        entityId?: string;
        canonicalId?: string | null;
        name?: string;
        /** Seconds until the canonical id is found. */
        projectionLagSeconds?: number;
      } = {},
    ): Promise<string> {
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
    /** Removes an entity. Rejects when it is not there. */
    async removeEntity(entityId: string): Promise<void> {
      const { status } = await world.removeEntity(ws, entityId.toLowerCase());
      if (status !== 'removed') throw new Error(`entity ${entityId} not found`);
    },
    /** Issues another key. Rejects when a given one is there already. */
    async issueKey(options: NewKey = {}): Promise<{ keyId: string; apiKey: string }> {
      const added = await world.addKey(ws, options);
      if (added.status === 'full') throw noRoom(added);
      if (added.status === 'not_found') throw workspaceGone(ws);
      if (added.status !== 'added') throw new Error('that key is there already');
      return { keyId: added.key.keyId, apiKey: added.key.token };
    },
    /** Removes a key, by its `keyId`. Rejects when it is not there. */
    async removeKey(keyId: string): Promise<void> {
      const { status } = await world.removeKey(ws, keyId);
      if (status !== 'removed') throw new Error(`key ${keyId} not found`);
    },

    /** The text sessions: the last of each service and entity. */
    async sessions(): Promise<SessionInfo[]> {
      return (await world.listSessions(ws)).map((one) => sessionInfo(one, now()));
    },
    /** A conversation with its turns. Rejects when there is none. */
    async readConversation(conversationId: string): Promise<ConversationInfo> {
      const conversation = await world.readConversation(ws, conversationId);
      return conversationInfo(found(conversation, `conversation ${conversationId}`));
    },
    /** Closes a conversation, as its client would. Rejects when it is not open. */
    async closeConversation(conversationId: string): Promise<void> {
      const { status } = await world.closeConversation(ws, conversationId);
      if (status !== 'closed') throw new Error(`open conversation ${conversationId} not found`);
    },
    /**
     * Says what the agent says; null takes the script away. Rejects with a `TypeError` or a `RangeError` for
     * a script that cannot be followed, such as one with a broken regular expression.
     */
    async scriptAgent(script: Script | null): Promise<void> {
      const { status } = await world.putScript(ws, script ?? undefined);
      if (status === 'not_found') throw workspaceGone(ws);
    },
  };
}
