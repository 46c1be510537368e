/** A fixture as TypeScript knows it: generated from `fixture.ts` by `npm run generate`. */

/**
 * A world for sessions-emulator.
 */
export interface Fixture {
  /**
   * Where an editor finds the schema of this file.
   */
  $schema?: string;
  /**
   * The workspaces of the world.
   *
   * @maxItems 100000
   *
   * Items: A workspace: nothing in it is seen from another.
   */
  workspaces: {
    /**
     * The workspace's id.
     */
    workspace_id: string;
    /**
     * For people.
     */
    name?: string;
    /**
     * Seconds without a turn that end a text session. Never when left out.
     */
    text_session_idle_seconds?: number | null;
    /**
     * @maxItems 100000
     *
     * Items: A service that calls and text sessions belong to.
     */
    services?: {
      /**
       * The service's id.
       */
      service_id: string;
      /**
       * For people.
       */
      name?: string;
    }[];
    /**
     * @maxItems 100000
     *
     * Items: An entity of the world model.
     */
    entities?: {
      /**
       * The entity's id.
       */
      entity_id: string;
      /**
       * 'source:resource_type:id', such as 'charmhealth:Patient:67890'. None when left out.
       */
      canonical_id?: string | null;
      /**
       * For people.
       */
      name?: string;
      /**
       * How long after loading the canonical id is not found yet. 0 when left out.
       */
      projection_lag_seconds?: number;
    }[];
    /**
     * @maxItems 200000
     *
     * Items: A voice call. Times are relative to loading, so that a fixture never ages.
     */
    calls?: {
      /**
       * The call's id. 'CA' and 32 hex digits when left out.
       */
      call_sid?: string;
      /**
       * One of the services of this workspace. None when null or left out.
       */
      service_id?: string | null;
      /**
       * The caller's number, E.164.
       */
      caller_id: string;
      /**
       * inbound when left out.
       */
      direction?: 'inbound' | 'outbound';
      /**
       * Empty when left out.
       */
      scenario?: string;
      /**
       * Seconds before loading that it began. 0 when left out.
       */
      started_seconds_ago?: number;
      /**
       * Seconds until it ends by itself. Never when left out.
       */
      length_seconds?: number | null;
      /**
       * The states it passes through.
       *
       * @maxItems 1000
       *
       * Items: One step of a call's timeline.
       */
      timeline?: {
        /**
         * Seconds from the call's start.
         */
        at_seconds: number;
        /**
         * The state it is in from then on.
         */
        state: string;
      }[];
      /**
       * Simulated agents that listen: how many, or each. 0 when left out.
       */
      subscribers?:
        | number
        | {
            /**
             * The subscriber's id. Generated when left out.
             */
            subscriber_id?: string;
            /**
             * Seconds from a delivery to the response that incorporates it. 1 when left out.
             */
            response_delay_seconds?: number;
          }[];
    }[];
    /**
     * @maxItems 10000
     *
     * Items: A key that opens this workspace.
     */
    api_keys?: {
      /**
       * The key a client sends as its Bearer token.
       */
      api_key: string;
      /**
       * For people.
       */
      name?: string;
      /**
       * member when left out.
       */
      role?: string;
      /**
       * None when left out.
       *
       * @maxItems 10000
       *
       * Items: What it may do.
       */
      permissions?: string[];
      /**
       * Seconds from loading until it opens nothing any more. Never when left out.
       */
      expires_in_seconds?: number | null;
    }[];
    /**
     * What the agent of this workspace says.
     */
    agent_script?: {
      /**
       * The first whose match fits decides. Without one the agent quotes the message.
       *
       * @maxItems 1000
       *
       * Items: One rule.
       */
      rules: {
        /**
         * How the rule recognises a message.
         */
        match:
          | {
              /**
               * The whole message.
               */
              exact: string;
            }
          | {
              /**
               * A part of the message.
               */
              contains: string;
            }
          | {
              /**
               * A regular expression in RE2 syntax, without flags: no look-around, no back-references.
               */
              regex: string;
            };
        /**
         * What the agent does.
         */
        reply: {
          /**
           * What the agent says. The message, quoted, when left out.
           */
          text?: string;
          /**
           * @maxItems 1000
           *
           * Items: A tool that the agent says it has called.
           */
          tool_calls?: {
            /**
             * The tool's name.
             */
            tool_name: string;
            /**
             * {} when left out.
             */
            input?: {
              [k: string]: unknown;
            };
            /**
             * Empty when left out.
             */
            result?: string;
            /**
             * true when left out.
             */
            succeeded?: boolean;
            /**
             * How long it says it took. Not known when left out.
             */
            duration_ms?: number | null;
          }[];
          /**
           * Milliseconds of the clock before each token of a stream. 0 when left out.
           */
          token_delay_ms?: number;
          /**
           * What a stream shows of the thinking, before anything else.
           */
          thinking?: {
            /**
             * Its number.
             */
            tier: number;
            /**
             * Its name.
             */
            tier_name: string;
          };
          /**
           * Work that goes on behind: the text is only an acknowledgement, this is the answer.
           */
          background?: {
            /**
             * The final answer.
             */
            text: string;
            /**
             * Seconds of the clock until it is there.
             */
            after_seconds: number;
          };
          /**
           * The agent fails: a stream ends with an error frame after the text, a plain turn is a 503.
           */
          error?: {
            /**
             * What the frame says.
             */
            message: string;
            /**
             * unknown when left out.
             */
            code?: 'upstream_error' | 'stream_interrupted' | 'client_error' | 'unknown';
            /**
             * false when left out.
             */
            retryable?: boolean;
            /**
             * The status of what failed, if any.
             */
            status_code?: number | null;
          };
        };
      }[];
    };
  }[];
}

/** One workspace of a fixture. */
export type WorkspaceFixture = Fixture['workspaces'][number];
/** A script as data. */
export type AgentScript = NonNullable<WorkspaceFixture['agent_script']>;
