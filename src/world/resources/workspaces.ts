/** What a workspace is made of, besides what is in it. */
import { ranges } from '../checks.ts';
import {
  type Fields,
  inJson,
  nullable,
  number,
  required,
  text,
  uuid,
  withDefault,
} from '../fields.ts';

/** A workspace's own settings. */
export interface WorkspaceSettings {
  /** Its UUID, in lower case. */
  readonly workspaceId: string;
  /** For people; empty when it has none. */
  readonly name: string;
  /** Idle time of text sessions started here, in seconds; null: they never end by idling. */
  readonly sessionIdleSeconds: number | null;
}

/** The fields of a workspace's settings. */
export const workspaceFields: Fields<WorkspaceSettings> = {
  workspaceId: required(uuid("The workspace's id.")),
  name: withDefault(text('Display name.'), '', 'empty'),
  sessionIdleSeconds: inJson(
    'text_session_idle_seconds',
    withDefault(
      nullable(number(ranges.someSeconds, 'Seconds without a turn that end a text session.')),
      null,
      'null, never',
    ),
  ),
};
