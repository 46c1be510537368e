/** The operations over a WebSocket. */
import { connectSession } from './connect-session.ts';
import { observeCall } from './observe-call.ts';
import type { SocketOperation } from './socket-operation.ts';
import { textStream } from './text-stream.ts';

/** Every operation over a WebSocket. */
export const socketOperations: readonly SocketOperation[] = [
  connectSession,
  textStream,
  observeCall,
];
