/** A program of one module that does nothing for a while: what it loads, everything loads. */
setInterval(() => undefined, 1000);
