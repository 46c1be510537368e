/** A fixture as TypeScript knows it: generated from `fixture-schema.ts` by `npm run generate`. */

/** A world for sessions-emulator. */
export interface Fixture {
  /** URL or path of the JSON Schema, for editors. */
  $schema?: string;
  /**
   * The workspaces of the world.
   *
   * @maxItems 100000
   *
   * Items: A workspace. Workspaces are isolated from each other.
   */
  workspaces: {
    /** The workspace's id. */
    workspace_id: string;
    /** Display name. Default: empty. */
    name?: string;
    /** Seconds without a turn that end a text session. Default: null, never. */
    text_session_idle_seconds?: number | null;
    /**
     * @maxItems 100000
     *
     * Items: A service that calls and text sessions belong to.
     */
    services?: {
      /** The service's id. */
      service_id: string;
      /** Display name. Default: empty. */
      name?: string;
    }[];
    /**
     * @maxItems 100000
     *
     * Items: An entity of the world model.
     */
    entities?: {
      /** The entity's id. */
      entity_id: string;
      /** 'source:resource_type:id', such as 'charmhealth:Patient:67890'. Default: null, none. */
      canonical_id?: string | null;
      /** Display name. Default: empty. */
      name?: string;
      /** Phone number, E.164. Default: null, none. */
      phone?: string | null;
      /** E-mail address. Default: null, none. */
      email?: string | null;
      /** Seconds after it is added or loaded during which lists, searches and its canonical id do not find it. Default: 0. */
      projection_lag_seconds?: number;
    }[];
    /**
     * @maxItems 200000
     *
     * Items: A voice call. Times are relative to loading, so that a fixture does not go out of date.
     */
    calls?: {
      /** The call's id. Default: 'CA' and 32 hex digits. */
      call_sid?: string;
      /** A service of this workspace. Default: null, no service. */
      service_id?: string | null;
      /** The caller's number, E.164. */
      caller_id: string;
      /** Who called whom. Default: inbound. */
      direction?: 'inbound' | 'outbound';
      /** Name of the scenario. Default: empty. */
      scenario?: string;
      /** Seconds until it ends by itself. Default: null, never. */
      length_seconds?: number | null;
      /** How many seconds ago it began, when it is placed or loaded. Default: 0. */
      started_seconds_ago?: number;
      /**
       * State changes, in order of time. Default: none.
       *
       * @maxItems 1000
       *
       * Items: One step of a call's timeline.
       */
      timeline?: {
        /** Seconds from the call's start. */
        at_seconds: number;
        /** State from that time on. */
        state: string;
      }[];
      /** Simulated agents that subscribe: a number, or a list. Default: 0. */
      subscribers?:
        | number
        | {
            /** The subscriber's id. Default: generated. */
            subscriber_id?: string;
            /** Seconds from a delivery to the response that incorporates it. Default: 1. */
            response_delay_seconds?: number;
          }[];
      /** Response delay in seconds of subscribers without their own. Default: 1. */
      response_delay_seconds?: number;
    }[];
    /**
     * @maxItems 10000
     *
     * Items: An API key of this workspace.
     */
    api_keys?: {
      /** The key a client sends as its Bearer token. */
      api_key: string;
      /** Display name. Default: null, none. */
      name?: string | null;
      /** viewer, member, admin or owner. Default: owner. */
      role?: string;
      /**
       * The permissions that the real API shows. Default: none.
       *
       * @maxItems 10000
       *
       * Items: Name of a permission.
       */
      permissions?: string[];
      /** Seconds from when it is added or loaded until it expires. Default: null, never. */
      expires_in_seconds?: number | null;
    }[];
    /** The replies of this workspace's agent. */
    agent_script?: {
      /**
       * The first matching rule is used. If none matches, the agent quotes the message.
       *
       * @maxItems 1000
       *
       * Items: One rule.
       */
      rules: {
        /** Which messages the rule matches. */
        match:
          | {
              /** The whole message. */
              exact: string;
            }
          | {
              /** Part of the message. */
              contains: string;
            }
          | {
              /** A regular expression in RE2 syntax, without flags: no look-around, no back-references. */
              regex: string;
            };
        /** The agent's reply. */
        reply: {
          /** Text of the reply. Default: the message, quoted. */
          text?: string;
          /**
           * @maxItems 1000
           *
           * Items: A tool call that the agent reports.
           */
          tool_calls?: {
            /** The tool's name. */
            tool_name: string;
            /** Default: {}. */
            input?: {
              [k: string]: unknown;
            };
            /** Default: empty. */
            result?: string;
            /** Default: true. */
            succeeded?: boolean;
            /** Reported duration in milliseconds. Default: null, not known. */
            duration_ms?: number | null;
          }[];
          /** Milliseconds of the clock before each token of a stream. Default: 0. */
          token_delay_ms?: number;
          /** The thinking frame, which a stream sends first. */
          thinking?: {
            /** Its number. */
            tier: number;
            /** Its name. */
            tier_name: string;
          } | null;
          /** Background work: `text` is only an acknowledgement, this is the final reply. */
          background?: {
            /** The final reply. */
            text: string;
            /** Seconds of the clock until it is ready. */
            after_seconds: number;
          } | null;
          /** The agent fails: a stream sends an error frame after the text; a synchronous turn responds with 503. */
          error?: {
            /** Message of the error frame. */
            message: string;
            /** Default: unknown. */
            code?: 'upstream_error' | 'stream_interrupted' | 'client_error' | 'unknown';
            /** Default: false. */
            retryable?: boolean;
            /** Status of the failed upstream request, if any. Default: null. */
            status_code?: number | null;
          } | null;
        };
      }[];
    };
  }[];
}

/** One workspace of a fixture. */
export type WorkspaceFixture = Fixture['workspaces'][number];
/** A script as data. */
export type AgentScript = NonNullable<WorkspaceFixture['agent_script']>;
