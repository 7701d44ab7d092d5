// Every word that the player, the sliders and the questions say by themselves, for who translates
// them. What is in braces is put in.
'use strict';

globalThis.meanwhile = {
  words: {
    seconds: '{n} s',
    play: 'Play',
    pause: 'Pause',
    next: 'Next moment',
    time: 'Time',
    speed: 'Speed',
    speeds: ['¼ speed', '½ speed', 'real speed', '2 × speed'],
    hint: 'Point at a bar, or go to one with Tab and the arrow keys: it tells its story.',
    figures: ['run', 'time', 'in flight', 'most'],
    ended: '{run}: {time}',
    finished: 'Finished. {runs}',

    answeredOf: '{n} of {all} answered',
    raced: '{way}: {time}, {count}, {told}',

    whatIf: 'What if',
    requests: 'Requests',
    latency: 'Slowest answer',
    limit: 'At once, at most',
    takes: 'The server takes',
    all: '{n} (all)',
    unlimited: 'all that come',
    recorded: 'As recorded',
    costs: 'What it would cost',
    columns: ['run', 'time', 'answered', 'refused', 'most in flight', 'connections', 'new threads'],
    lane: 'article {n}',
    wrong: '{run}, wrong',
    panel: '{run} · {way}',
    ways: {
      loop: 'one request after another',
      workers: 'threads that share one queue: {n}',
      permits: 'all futures, permits: {n}',
      threads: 'one thread for each request',
      futures: 'one future for each request',
      waves: 'waves of {n}',
      lazy: 'made together, awaited one by one',
      'no-permit': 'the permit is dropped before the request is sent',
    },
    answered: '{lane}: sent at {start}, answered after {took}, at {end}',
    refused: '{lane}: sent at {start}, refused at {end}: the server has its hands full',
    abandoned: '{lane}: sent at {start}, the client hung up at {end}',
    notSent: 'not sent',

    right: 'You said {said}. So it was.',
    other: 'You said {said}. The server saw something else:',
  },

  /** Puts values in for what is in braces. */
  say: (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]),
};
