// What a server sees of requests that wait for a slot: the model behind "what if".
// A test holds it against the recorded runs of the real programs.
'use strict';

{
  const meanwhile = globalThis.meanwhile;

  // The ways to go about it, as the lessons' forms do: how many requests at once, of how many.
  const WAYS = {
    loop: { atOnce: () => 1, threads: () => 0 },
    workers: { atOnce: (limit) => limit },
    permits: { atOnce: (limit) => limit },
    threads: { atOnce: (_, count) => count },
    futures: { atOnce: (_, count) => count },
    waves: { atOnce: (limit) => limit, inWaves: true },
    lazy: { atOnce: () => 1 },
    'no-permit': { atOnce: (_, count) => count },
  };
  // How long the server takes to say no, in ticks.
  const REFUSAL = 1;

  /** How many spans have begun at a time and have not ended. */
  const inFlight = (spans, time) =>
    spans.filter(({ start, end }) => start <= time && time < end).length;

  /** The most of them up to a time. */
  const mostInFlight = (spans, time) => {
    const changes = spans.filter(({ start, end }) => start <= time && start < end)
      .flatMap(({ start, end }) => [[start, 1], [end, -1]]);
    // Where one ends in the tick in which another begins, they did not meet.
    changes.sort(([a, up], [b, down]) => a - b || up - down);
    let [now, most] = [0, 0];
    for (const [, change] of changes.filter(([at]) => at <= time)) {
      now += change;
      most = Math.max(most, now);
    }
    return most;
  };

  Object.assign(meanwhile, {
    /** A number of ticks as the lessons print it. */
    seconds: (ticks) => meanwhile.say(meanwhile.words.seconds, { n: (ticks / 10).toFixed(1) }),
    inFlight,
    mostInFlight,

    /** Whether the limit of the client changes anything in this way. */
    hasLimit: (way) => WAYS[way].atOnce(1, 2) !== WAYS[way].atOnce(2, 2),

    /**
     * Sends requests in their order, and takes a slot that frees in the same tick.
     *
     * The server refuses whoever comes while it works on as many as it takes. A refusal is an error: it
     * ends the async forms, which hang up on all that is in flight. Nobody stops a thread: a blocking
     * worker ends with its own error, and the others go on.
     *
     * @param {number[]} latencies ticks that each request takes
     * @param {{form: string, way: string, limit: number, takes?: number}} how
     * @returns {{index: number, start: number, end: number, outcome: string}[]} one span for each
     *   request that is sent; the outcome is `ok`, `failed` or `abandoned`
     */
    schedule(latencies, { form, way, limit, takes = Infinity }) {
      const { atOnce, inWaves } = WAYS[way];
      const slots = Math.max(1, Math.min(atOnce(limit, latencies.length), latencies.length));
      const free = new Array(slots).fill(0);
      const spans = [];
      for (const [index, ticks] of latencies.entries()) {
        if (inWaves && index % slots === 0) {
          // The next wave waits for the slowest of this one.
          free.fill(Math.max(...free));
        }
        const slot = free.indexOf(Math.min(...free));
        const start = free[slot];
        if (start === Infinity) {
          break;
        }
        const works = spans.filter((span) => span.outcome === 'ok' && span.end > start).length;
        const outcome = works < takes ? 'ok' : 'failed';
        const end = start + (outcome === 'ok' ? ticks : REFUSAL);
        spans.push({ index, start, end, outcome });
        free[slot] = outcome === 'ok' ? end : Infinity;
      }
      const failed = spans.filter(({ outcome }) => outcome === 'failed');
      const first = form === 'async' ? Math.min(...failed.map(({ end }) => end)) : Infinity;
      return spans.filter(({ start }) => start < first).map((span) =>
        (span.end > first ? { ...span, end: first, outcome: 'abandoned' } : span));
    },

    /** What a form cost, by its spans. */
    cost({ form, way, limit }, spans, count) {
      const time = Math.max(0, ...spans.map(({ end }) => end));
      const most = mostInFlight(spans, time);
      const { atOnce, threads = atOnce } = WAYS[way];
      const counted = (name) => spans.filter(({ outcome }) => outcome === name).length;
      return {
        time,
        answered: counted('ok'),
        refused: counted('failed'),
        most,
        // A connection carries one request at a time, and is used again.
        connections: most,
        // A future has no thread of its own: the caller's polls them all.
        threads: form === 'blocking' ? Math.min(threads(limit, count), count) : 0,
      };
    },
  });
}
