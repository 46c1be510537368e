/** Services, entities, keys, sessions and the agent of a workspace in another process. */
import type { ConversationInfo, SessionInfo } from '../../observe/workspace-info.ts';
import { checkFields } from '../../world/check-fields.ts';
import { checkPatterns } from '../../world/model/patterns.ts';
import { newEntityFields, newServiceFields } from '../../world/resources/catalog-options.ts';
import { newKeyFields } from '../../world/resources/keys.ts';
import { scriptFields } from '../../world/resources/script.ts';
import { toJson } from '../../world/to-json.ts';
import type { WorkspaceCatalog } from '../workspace-catalog.ts';
import { found, workspaceGone } from '../workspace-context.ts';
import {
  type ControlRequest,
  type ControlResponse,
  type Json,
  refused,
  type WorkspaceControl,
} from './control-client.ts';
import { withDates } from './from-json.ts';
import type { ControlOperation } from './operations.ts';

/** The methods for them. */
export function connectedCatalog(control: WorkspaceControl): WorkspaceCatalog {
  /** Sends a change. Throws if the workspace was removed, or the emulator refuses the value. */
  async function put(operation: ControlOperation, body?: unknown): Promise<ControlResponse> {
    const response = await control.send(operation, { body });
    if (response.status === 404) throw workspaceGone(control.workspaceId);
    if (response.status === 422) throw refused(response.body);
    return response;
  }
  async function removed(
    operation: ControlOperation,
    params: NonNullable<ControlRequest['params']>,
    what: string,
  ): Promise<void> {
    const { status } = await control.send(operation, { params });
    if (status === 404) throw new Error(`${what} not found`);
  }

  return {
    async addService(options = {}) {
      checkFields(newServiceFields, options);
      const { status, body } = await put('add_service', toJson(newServiceFields, options));
      if (status === 409) throw new Error(`serviceId ${options.serviceId} is taken`);
      return String((body as Json).service_id);
    },
    removeService: (serviceId) =>
      removed('remove_service', { service_id: serviceId }, `service ${serviceId}`),
    async addEntity(options = {}) {
      checkFields(newEntityFields, options);
      const { status, body } = await put('add_entity', toJson(newEntityFields, options));
      // It says which of the two ids is taken.
      if (status === 409) throw new Error(String((body as Json).detail).replace(/\.$/, ''));
      return String((body as Json).entity_id);
    },
    removeEntity: (entityId) =>
      removed('remove_entity', { entity_id: entityId }, `entity ${entityId}`),
    async issueKey(options = {}) {
      checkFields(newKeyFields, options);
      const { status, body } = await put('issue_key', toJson(newKeyFields, options));
      if (status === 409) throw new Error('that key is there already');
      const { key_id, api_key } = body as Json;
      return { keyId: String(key_id), apiKey: String(api_key) };
    },
    removeKey: (keyId) => removed('remove_key', { key_id: keyId }, `key ${keyId}`),

    async sessions() {
      const { status, body } = await control.send('list_sessions');
      return status === 404 ? [] : withDates<SessionInfo[]>(body);
    },
    async readConversation(conversationId) {
      const params = { conversation_id: conversationId };
      const { status, body } = await control.send('read_conversation', { params });
      const isThere = status === 200;
      return withDates<ConversationInfo>(
        found(isThere ? body : undefined, `conversation ${conversationId}`),
      );
    },
    async closeConversation(conversationId) {
      const params = { conversation_id: conversationId };
      const { status } = await control.send('close_session', { params });
      if (status !== 204) throw new Error(`open conversation ${conversationId} not found`);
    },
    async scriptAgent(script) {
      if (script === null) {
        await put('remove_script');
        return;
      }
      checkFields(scriptFields, script);
      await checkPatterns(script.rules);
      await put('put_script', toJson(scriptFields, script));
    },
  };
}
