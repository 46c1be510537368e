/** Starts the page. */
import { render } from 'preact';
import { App } from './app.tsx';
import { startStream } from './state/stream.ts';

startStream();
render(<App />, document.body);
