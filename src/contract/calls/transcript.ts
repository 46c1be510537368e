/** Get the transcript of a call: `GET /v1/{workspace_id}/operators/calls/{call_sid}/transcript`. */
import { respond } from '../documents/neighbours.ts';
import type { Operation } from '../operation.ts';
import { refused } from '../outcome.ts';
import { readBegunCall } from './begun.ts';
import { callTranscript } from './call-json.ts';

/** What agents said in a call, active or ended, oldest first. */
export const readTranscript: Operation = {
  name: 'read_transcript',
  document: 'neighbours',
  method: 'GET',
  path: '/v1/{workspace_id}/operators/calls/{call_sid}/transcript',
  body: null,
  details: { 404: 'Call not found.' },
  async run({ world, workspaceId, params }) {
    const found = await readBegunCall(world, workspaceId, params.call_sid as string);
    if (found === undefined) return refused(404);
    return respond('CallTranscriptResponse', callTranscript(workspaceId, found.call, found.now));
  },
};
