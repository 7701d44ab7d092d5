// What a server sees of requests that wait for a slot: the model behind "what if".
// A test holds it against the recorded runs of the real programs.
'use strict';

globalThis.meanwhile = {
  /** A number of ticks as the lessons print it. */
  seconds: (ticks) => `${(ticks / 10).toFixed(1)} s`,

  /**
   * Sends requests in their order, never more than `limit` at once. A slot that frees is taken in
   * the same tick.
   *
   * @param {number[]} latencies ticks that each request takes
   * @param {number} limit
   * @returns {{lane: string, start: number, end: number}[]} one span for each request
   */
  schedule(latencies, limit) {
    const free = new Array(Math.min(limit, latencies.length)).fill(0);
    return latencies.map((ticks, index) => {
      const slot = free.indexOf(Math.min(...free));
      const start = free[slot];
      free[slot] = start + ticks;
      return { lane: `article ${index + 1}`, start, end: start + ticks };
    });
  },

  /** How many spans have begun at a time and have not ended. */
  inFlight: (spans, time) =>
    spans.filter(({ start, end }) => start <= time && time < end).length,

  /** The most of them up to a time. */
  mostInFlight: (spans, time) =>
    Math.max(0, ...spans.filter(({ start }) => start <= time)
      .map(({ start }) => meanwhile.inFlight(spans, start))),

  /** What the right forms of lessons 1 to 3 cost. */
  cost(form, spans) {
    const time = Math.max(...spans.map(({ end }) => end));
    const most = meanwhile.mostInFlight(spans, time);
    // One request after another needs no thread beyond the caller's; more at once need one each.
    const threads = form === 'blocking' && most > 1 ? most : 0;
    // A connection carries one request at a time, and is used again.
    return { time, most, connections: most, threads };
  },
};
