/** The types for services, entities, keys, sessions and the agent of an embedded workspace. */
import type { ConversationInfo, SessionInfo } from '../observe/workspace-info.ts';
import type { Script } from '../world/model/script.ts';
import type { Entity, Service } from '../world/resources/catalog.ts';
import type { KeyOptions } from '../world/resources/keys.ts';

/** A service to add. Every field has a default; that of `serviceId` is a generated UUID. */
export type ServiceOptions = Partial<Service>;

/** An entity to add. Every field has a default; that of `entityId` is a generated UUID. */
export type EntityOptions = Partial<Entity>;

/** A key that was issued. */
export interface IssuedKey {
  /** Its id, for `removeKey`. */
  readonly keyId: string;
  /** The key itself, which a client sends as its bearer token. */
  readonly apiKey: string;
}

/** The methods for services, entities, keys, sessions and the agent of a workspace. */
export interface WorkspaceCatalog {
  /**
   * Adds a service.
   *
   * @returns its id, in lower case
   * @throws `TypeError` or `RangeError` for a `serviceId` that is not a UUID, or a `name` that is not a text
   * @throws `Error` when the `serviceId` is taken, or the workspace has 100,000 services
   */
  addService(options?: ServiceOptions): Promise<string>;
  /**
   * Removes a service. Calls and sessions that use it continue.
   *
   * @throws `Error` when it does not exist
   */
  removeService(serviceId: string): Promise<void>;
  /**
   * Adds an entity.
   *
   * @returns its id, in lower case
   * @throws `TypeError` or `RangeError` for a value of the wrong type or out of range
   * @throws `Error` when the `entityId` or the `canonicalId` is taken, or the workspace has 100,000 entities
   * @example
   * ```ts
   * // The client must retry: for 5 seconds the entity is not found by its canonical id.
   * await workspace.addEntity({
   *   canonicalId: 'charmhealth:Patient:67890',
   *   projectionLagSeconds: 5,
   * });
   * ```
   */
  addEntity(options?: EntityOptions): Promise<string>;
  /**
   * Removes an entity. A session that uses it continues.
   *
   * @throws `Error` when it does not exist
   */
  removeEntity(entityId: string): Promise<void>;
  /**
   * Issues an API key for the workspace, besides `apiKey`.
   *
   * @throws `TypeError` or `RangeError` for a value of the wrong type or out of range
   * @throws `Error` when the workspace has that `token` already, or 10,000 keys
   * @example
   * ```ts
   * const { apiKey } = await workspace.issueKey({ lifeSeconds: 60 });
   * await workspace.clock.advance(60); // With `auth: 'keys'` the key is a 401 now.
   * ```
   */
  issueKey(options?: KeyOptions): Promise<IssuedKey>;
  /**
   * Removes a key.
   *
   * @param keyId the id of the key, not the key itself
   * @throws `Error` when it does not exist
   */
  removeKey(keyId: string): Promise<void>;
  /** Lists the text sessions: of each pair of service and entity the last one, active or not. */
  sessions(): Promise<SessionInfo[]>;
  /**
   * Reads a conversation with its turns, open or closed.
   *
   * @throws `Error` when it does not exist
   */
  readConversation(conversationId: string): Promise<ConversationInfo>;
  /**
   * Closes a conversation, as its client would.
   *
   * @throws `Error` when it is not open
   */
  closeConversation(conversationId: string): Promise<void>;
  /**
   * Sets what the agent of the text sessions says. Without a script it quotes the message.
   *
   * @param script the rules, of which the first that matches decides; null removes the script
   * @throws `TypeError` or `RangeError` for a script that cannot be followed, such as one with a broken
   * regular expression
   * @example
   * ```ts
   * await workspace.scriptAgent({
   *   rules: [{ match: { contains: 'refill' }, reply: { text: 'Which medication?' } }],
   * });
   * ```
   */
  scriptAgent(script: Script | null): Promise<void>;
}
