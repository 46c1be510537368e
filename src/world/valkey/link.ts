/**
 * The connection to the server: runs scripts, and says whether the server can be used. A command is never sent again
 * by the client; a batch may be, because the server knows its number.
 */
import { type StoreState, StoreUnavailable } from '../ports/store.ts';
import type { RedisClient } from './client.ts';
import type { Keys } from './keys.ts';
import { type Script, scriptOf } from './script.ts';

/** The part of a client of `@redis/client` that is used here. */
export type Client = Pick<RedisClient, 'isReady' | 'off' | 'on' | 'sendCommand'>;

/** Why nothing can be done after `close`. */
const CLOSED = 'the store is closed';
/** Milliseconds to wait for a connection that was just lost, before requests are refused. */
const BLIP_MS = 250;
/** How often a command is sent again before requests are refused. */
const RESENT_MOST = 10;
/** Milliseconds to wait for a reply, before requests are refused. */
const PATIENCE_MS = 1_000;
/** What is longer takes longer: for so many characters, one millisecond more. */
const CHARACTERS_PER_MS = 5_000;
/** Milliseconds to wait for a whole workspace or world. */
export const LOAD_MS = 30_000;
/** The wait is counted in so many steps, so that time in which this process itself was busy counts for one of them. */
const STEPS = 5;

/** What a server replies when it cannot do what was asked; any other error is ours. */
const AWAY =
  /^(OOM|READONLY|MISCONF|LOADING|MASTERDOWN|CLUSTERDOWN|BUSY|NOAUTH|WRONGPASS|NOPERM|NOREPLICAS|MOVED|TRYAGAIN)\b/;

const ok: StoreState = { status: 'ok' };

/** Whether the server replied with an error. Otherwise the reply is lost, and it is not known what the server did. */
const isReply = ({ message }: Error): boolean => /^[A-Z]{2,}\b/.test(message);

/** What a server replied, without the line of a script where it happened and the full stop. */
const withoutPlace = ({ message }: Error): string =>
  message.replace(/ script: .*/s, '').replace(/\.$/, '');

/** A connection. */
export class Link {
  readonly #client: Client;
  readonly #keys: Keys;
  readonly #note: (line: string) => void;
  readonly #scripts = new Map<string, Script>();
  #state: StoreState = ok;
  #isClosed = false;
  /** Whether the connection, which was just lost, is back soon. One wait for all commands. */
  #back: Promise<boolean> | undefined;
  /** Called with an error when the server cannot be used any more. */
  readonly #waiting = new Set<(error: StoreUnavailable) => void>();

  constructor(client: Client, keys: Keys, note: (line: string) => void) {
    this.#client = client;
    this.#keys = keys;
    this.#note = note;
  }

  get state(): StoreState {
    return this.#state;
  }

  /** The server has lost the world: nothing can be done until the process is started again. */
  lose(why: string): StoreUnavailable {
    this.#become({ status: 'lost', why });
    return new StoreUnavailable(why);
  }

  /** Runs a script with the keys of the world. Sent again if the connection is lost and comes back at once. */
  async run(
    text: string,
    args: readonly string[],
    patienceMs = PATIENCE_MS,
  ): Promise<readonly unknown[]> {
    let length = 0;
    for (const one of args) length += one.length;
    const patience = patienceMs + length / CHARACTERS_PER_MS;
    const reply = await this.#steadily(() => this.#evaluate(text, args), patience);
    return Array.isArray(reply) ? reply : [reply];
  }

  /** Sends a command that may be sent twice. */
  command(args: readonly string[], patienceMs = PATIENCE_MS): Promise<unknown> {
    return this.#steadily(() => this.#client.sendCommand(args), patienceMs);
  }

  /** From now on nothing is sent or logged. */
  close(): void {
    this.#isClosed = true;
    this.#state = { status: 'unavailable', why: CLOSED };
    this.#endWaits(this.#state.why);
  }

  #endWaits(why: string): void {
    for (const end of this.#waiting) end(new StoreUnavailable(why));
  }

  async #steadily(send: () => Promise<unknown>, patienceMs: number): Promise<unknown> {
    for (let sent = 0; ; sent++) {
      if (this.#isClosed) throw new StoreUnavailable(CLOSED);
      try {
        const reply = await this.#inTime(send(), patienceMs);
        if (this.#state.status === 'unavailable') this.#become(ok);
        return reply;
      } catch (thrown) {
        const error = thrown as Error;
        if (error instanceof StoreUnavailable) throw error;
        if (isReply(error)) {
          if (!AWAY.test(error.message)) throw error;
          throw this.#away(`the server replied: ${withoutPlace(error)}`);
        }
        if (sent === RESENT_MOST || !(await this.#isBackSoon()))
          throw this.#away(`no connection (${error.message})`);
      }
    }
  }

  async #evaluate(text: string, args: readonly string[]): Promise<unknown> {
    const script = this.#scripts.get(text) ?? scriptOf(text);
    this.#scripts.set(text, script);
    const { shared } = this.#keys;
    const rest = [String(shared.length), ...shared, ...args];
    try {
      return await this.#client.sendCommand(['EVALSHA', script.hash, ...rest]);
    } catch (error) {
      // The server does not know the script yet, or was started again.
      if (!(error as Error).message.startsWith('NOSCRIPT')) throw error;
      return this.#client.sendCommand(['EVAL', script.text, ...rest]);
    }
  }

  #inTime(reply: Promise<unknown>, patienceMs: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      let step = 0;
      const timer = setInterval(() => {
        if (++step < STEPS) return;
        clearInterval(timer);
        reject(this.#away(`the server has not replied for ${Math.round(patienceMs)} ms`));
      }, patienceMs / STEPS);
      this.#waiting.add(reject);
      const ended = (): void => {
        clearInterval(timer);
        this.#waiting.delete(reject);
      };
      reply.then(
        (value) => {
          ended();
          resolve(value);
        },
        (error: unknown) => {
          ended();
          reject(error);
        },
      );
    });
  }

  #isBackSoon(): Promise<boolean> {
    if (this.#client.isReady) return Promise.resolve(true);
    if (this.#state.status !== 'ok') return Promise.resolve(false);
    this.#back ??= this.#waitForBack().finally(() => {
      this.#back = undefined;
    });
    return this.#back;
  }

  #waitForBack(): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (isBack: boolean) => () => {
        clearTimeout(timer);
        this.#client.off('ready', back);
        resolve(isBack);
      };
      const back = done(true);
      const timer = setTimeout(done(false), BLIP_MS);
      this.#client.on('ready', back);
    });
  }

  #away(why: string): StoreUnavailable {
    this.#become({ status: 'unavailable', why });
    return new StoreUnavailable(why);
  }

  #become(state: StoreState): void {
    if (this.#state.status === state.status || this.#state.status === 'lost') return;
    if (this.#isClosed) return;
    this.#state = state;
    if (state.status !== 'ok') this.#endWaits(state.why);
    this.#note(
      state.status === 'ok'
        ? 'The store is back.'
        : `The store cannot be used: ${state.why}. Requests get 503 until it can.`,
    );
  }
}
