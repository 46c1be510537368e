/** Reads a list over and over, in a process of its own: `readers.ts PORT PATH CONNECTIONS`. */
import { asks } from '../client.ts';
import { drain } from '../drain.ts';

const [port, path = '/', connections] = process.argv.slice(2);
await drain(Number(port), asks('GET', path), { connections: Number(connections), seconds: 3600 });
