/**
 * Every limit of the emulator, declared once. `docs/reliability.md` lists each with its behaviour at the
 * limit and the test that shows it; a test holds the two equal (decided).
 */
export const limits = {
  /** Bytes of a request's head: the request line and all headers (framework: h11 and httptools, 64 KiB). */
  headBytes: 64 * 1024,
  /** Bytes of a body on a contract route. Over it: 413. */
  bodyBytes: 1024 * 1024,
  /** Bytes of a body on a control-plane route, snapshots excepted. Over it: 413. */
  controlBodyBytes: 16 * 1024 * 1024,
  /** Bytes of a snapshot to load. Over it: 413. */
  snapshotBytes: 256 * 1024 * 1024,
  /** Levels of nesting in a JSON body of the control plane, a fixture, a value of the typed API. Over it: 422. */
  jsonDepth: 64,
  /** Levels of nesting in a snapshot: it includes contract bodies, which have up to 960 levels. Over it: 422. */
  snapshotDepth: 1_100,
  /** Characters of a text in a fixture or a control-plane body: names, ids, states, agent texts. Over it: 422. */
  textLength: 100_000,

  /** Seconds of any time span: 100 years of 365.25 days. Over it: 422. */
  spanSeconds: 3_155_760_000,
  /** Earliest time a clock can show, in milliseconds since 1970. Before it: 422. */
  clockEarliestMs: 0,
  /** Latest time a clock can show, in milliseconds since 1970: the year 9000. After it: 422. */
  clockLatestMs: Date.UTC(9000, 0, 1),
  /** Maximum speed of a clock relative to the host's. Over it: 422. */
  clockSpeed: 1_000_000,
  /** Milliseconds of a delay set by a fault rule or a `Prefer` header: one day. Over it: 422; `Prefer` is ignored. */
  delayMs: 86_400_000,
  /** Milliseconds that `POST /_emulator/wait` waits at most. Over it: 422. */
  waitMs: 600_000,

  /** Workspaces in a world. Over it: 422. */
  workspaces: 100_000,
  /** Services in a workspace. Over it: 422. */
  services: 100_000,
  /** Agents in a workspace that a fixture gives. Over it: 422. */
  agents: 10_000,
  /** Skills in a workspace. Over it: 422. */
  skills: 10_000,
  /** Entities in a workspace. Over it: 422. */
  entities: 100_000,
  /** API keys of a workspace. Over it: 422 (control plane), 503 (contract). */
  apiKeys: 10_000,
  /** Calls in a workspace, ended ones included. Over it: 422. */
  calls: 200_000,
  /** Calls in one request, each counted with its subscribers and timeline steps. Over it: 422. */
  placedAtOnce: 200_000,
  /** Steps of a call's timeline, including later changes of state. Over it: 422. */
  timelineSteps: 1_000,
  /** Subscribers of one call, simulated and live. Over it: 422. */
  subscribers: 1_000,
  /** Events that wait in one call's queue. Over it: inject is 503. */
  queuedEvents: 10_000,
  /** Received events that a call's record keeps; the oldest are dropped. */
  receivedEvents: 1_000,
  /** Units of work (calls, subscribers, records of a snapshot) between two turns of the event loop. */
  workAtOnce: 1_000,
  /** Conversations in a workspace. Over it: start is 503. */
  conversations: 100_000,
  /** Turns of one conversation. Over it: a turn is 503. */
  turns: 10_000,
  /** Turns of one conversation kept with their `Idempotency-Key`; the oldest are dropped. */
  keyedTurns: 100,
  /** Rules of an agent script. Over it: 422. */
  scriptRules: 1_000,
  /** Characters of a regular expression in an agent script. Over it: 422. */
  regexLength: 1_000,
  /** Instructions of all compiled regular expressions of an agent script together. Over it: 422. */
  regexInstructions: 2_000,
  /** Characters of a message that a regular expression is matched against; the rest is ignored. */
  regexText: 10_000,
  /** Fault rules of a workspace. Over it: 422. */
  faults: 1_000,
  /** Resources of a workspace that clients wrote to operations that are only shaped from a document. Over it: 503. */
  shapedRecords: 10_000,

  /** Requests of one workspace in the journal, and their bytes; the oldest are evicted and counted. */
  journalEntries: 10_000,
  journalBytes: 16 * 1024 * 1024,
  /** Bytes of the whole journal; the oldest entries of one of the largest workspaces are evicted and counted. */
  journalTotalBytes: 64 * 1024 * 1024,
  /** Bytes of a request or response body in the journal; of a longer body only the size is kept. */
  journalBodyBytes: 256 * 1024,
  /** Events of one workspace kept for replay and `wait`, and their bytes; a reader that comes too late gets `event: gap`. */
  events: 10_000,
  eventBytes: 16 * 1024 * 1024,
  /** Bytes of the events of all workspaces; over it, the oldest events of one of the largest workspaces are evicted. */
  eventTotalBytes: 64 * 1024 * 1024,
  /** Bytes waiting for a stalled reader of an event stream before it is disconnected. */
  streamBacklogBytes: 1024 * 1024,
  /** Milliseconds that a reader of an event stream may read nothing while data is waiting for it. */
  streamStalledMs: 30_000,
  /** Bytes of new events waiting for one live subscriber; at this limit it is disconnected at once. */
  streamReaderBytes: 16 * 1024 * 1024,
  /** Open event streams and waits. Over it: 503. */
  openStreams: 10_000,
  /** Bytes that wait for the client of a WebSocket. Over it: it is closed with 1013. */
  socketBacklogBytes: 1024 * 1024,
  /** Frames of a client of a WebSocket that wait for an earlier one; at the limit its socket is not read. */
  socketFrames: 100,
  /** Pipelined requests of one connection that wait for an earlier response; at the limit its socket is not read. */
  pipelinedRequests: 100,
  /** The same, while a request body is read. Over it: the connection is closed. */
  pipelinedRequestsAtMost: 10_000,
  /** Requests that wait on a delay or an agent. Over it: the delay is skipped and logged. */
  delayedRequests: 10_000,
  /** Bytes of log lines waiting for a stdout that nobody reads; later lines are dropped and counted. */
  logBacklogBytes: 1024 * 1024,
} as const;
