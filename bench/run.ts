/** `npm run bench`: measures the built emulator and prints what was seen. */
import { measureStreams } from './streams.ts';

const streams = await measureStreams();
const { residentMb } = streams;
process.stdout.write(`
${streams.streams} streams at once, ${streams.frames} frames, paced to ${streams.pacedMs} ms:
  all whole after ${streams.slowestMs.toFixed(0)} ms, the median first frame after ${streams.medianFirstFrameMs.toFixed(0)} ms
  resident memory ${residentMb.before.toFixed(0)} MB before, ${residentMb.during.toFixed(0)} during, ${residentMb.after.toFixed(0)} after
`);
