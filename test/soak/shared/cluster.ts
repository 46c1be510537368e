/** Processes of the built command that share one world, any of which may be gone at any moment. */
import { createJsonClient, type Json, type JsonClient } from '../client.ts';
import type { Random } from '../random.ts';
import { type InternalError, NEITHER, type Subject, startSubject } from '../subject.ts';

/** How long a client waits for a response: a little longer than any may take, which is 5 s. */
export const PATIENCE_MS = 6_000;
/** How long a process may take to start again while its store may be away. */
const STARTS_MS = 60_000;

/** A response; `unknown` when there was none, or a 503: the request may or may not have had its effect. */
export type Answer = { readonly status: number; readonly body: Json } | 'unknown';

/** A process, and those that were started after it in its place. */
export interface Member {
  readonly name: string;
  readonly state: 'serves' | 'stopped' | 'gone';
  /** Port of the process that serves now, or served last. */
  readonly port: number;
  /** Sends JSON to this process. */
  ask(method: string, path: string, body?: unknown): Promise<Answer>;
  /** Ends it with SIGKILL. */
  kill(): Promise<void>;
  /** Starts a process in place of one that was killed. */
  restart(): Promise<void>;
  /** SIGSTOP: its connections stay open, and nothing moves. */
  pause(): void;
  /** SIGCONT. */
  resume(): void;
  /** Calls back when it is killed or stopped. Returns a function that ends this. */
  onTrouble(call: (state: Member['state']) => void): () => void;
}

/** The processes of one world. */
export interface Cluster {
  readonly members: readonly Member[];
  /** One that serves. Resolves later when none does. */
  pick(random: Random): Promise<Member>;
  /** Sends JSON to one that serves. */
  ask(random: Random, method: string, path: string, body?: unknown): Promise<Answer>;
  /** As `ask`, again and again until there is a response: only for what may be done twice. */
  insist(
    random: Random,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Exclude<Answer, 'unknown'>>;
  /** Internal errors of all processes so far. */
  errors(): readonly InternalError[];
  /** Stops all. Resolves with whether SIGTERM was enough. */
  stop(): Promise<boolean>;
}

/** Resolves after so many milliseconds. */
export const after = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));

/** Starts so many processes, each with the same flags. */
export async function startCluster(count: number, flags: readonly string[]): Promise<Cluster> {
  const errors: InternalError[] = [];
  const stops: (() => Promise<boolean>)[] = [];

  async function startMember(name: string): Promise<Member> {
    let subject: Subject = await startSubject(flags);
    let client: JsonClient = createJsonClient(subject.port, 'demo-key', PATIENCE_MS);
    let state: Member['state'] = 'serves';
    let isStopping = false;
    const watchers = new Set<(state: Member['state']) => void>();
    function become(next: Member['state']): void {
      state = next;
      if (next !== 'serves') for (const call of [...watchers]) call(next);
    }
    /** A process that ends by itself is an error, which the log tells; another one takes its place. */
    function watch(): void {
      const { child } = subject;
      child.once('close', () => {
        if (isStopping || state === 'gone') return;
        become('gone');
        errors.push(...subject.takeErrors());
        member.restart().catch(() => undefined);
      });
    }
    stops.push(async () => {
      isStopping = true;
      client.close();
      const inTime = state === 'gone' || (await subject.stop());
      errors.push(...subject.takeErrors());
      return inTime;
    });
    const member: Member = {
      name,
      get state() {
        return state;
      },
      get port() {
        return subject.port;
      },
      async ask(method, path, body) {
        try {
          const response = await client.send(method, path, body);
          return response.status === 503 ? 'unknown' : response;
        } catch {
          return 'unknown';
        }
      },
      async kill() {
        become('gone');
        await subject.kill();
        client.close();
        errors.push(...subject.takeErrors());
      },
      async restart() {
        for (const until = Date.now() + STARTS_MS; !isStopping; ) {
          try {
            subject = await startSubject(flags);
            client = createJsonClient(subject.port, 'demo-key', PATIENCE_MS);
            watch();
            return become('serves');
          } catch (error) {
            const { message } = error as Error;
            if (message.startsWith(NEITHER)) {
              errors.push({ kind: 'exit', requestId: undefined, what: message });
            }
            // Its store may be away.
            if (Date.now() > until) throw error;
            await after(200);
          }
        }
      },
      pause() {
        subject.child.kill('SIGSTOP');
        become('stopped');
      },
      resume() {
        subject.child.kill('SIGCONT');
        become('serves');
      },
      onTrouble(call) {
        watchers.add(call);
        return () => void watchers.delete(call);
      },
    };
    watch();
    return member;
  }

  const members: Member[] = [];
  for (let at = 1; at <= count; at++) members.push(await startMember(`process ${at}`));
  const cluster: Cluster = {
    members,
    async pick(random) {
      for (;;) {
        const serving = members.filter(({ state }) => state === 'serves');
        if (serving.length > 0) return random.pick(serving);
        await after(20);
      }
    },
    async ask(random, method, path, body) {
      return (await cluster.pick(random)).ask(method, path, body);
    },
    async insist(random, method, path, body) {
      for (const until = Date.now() + STARTS_MS; ; ) {
        const answer = await cluster.ask(random, method, path, body);
        if (answer !== 'unknown') return answer;
        if (Date.now() > until)
          throw new Error(`${method} ${path}: no response in ${STARTS_MS} ms`);
        await after(50);
      }
    },
    errors: () => errors,
    async stop() {
      const inTime = await Promise.all(stops.map((stop) => stop()));
      return inTime.every(Boolean);
    },
  };
  return cluster;
}
