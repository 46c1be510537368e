/**
 * Loaded before the command (`--require`): tells its parent, when asked, what the process holds after a
 * garbage collection. It changes nothing else.
 */
process.on('message', () => {
  globalThis.gc();
  globalThis.gc();
  const resources = process.getActiveResourcesInfo();
  const { heapUsed, rss } = process.memoryUsage();
  const sockets = resources.filter((one) => one === 'TCPSocketWrap').length;
  const timers = resources.filter((one) => one === 'Timeout').length;
  process.send({ heapUsed, rss, sockets, timers });
});
// The command must still be able to end by itself.
process.channel.unref();
