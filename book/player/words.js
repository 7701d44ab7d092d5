// Every word that the player, the sliders, the questions and the live page say by themselves, for who translates
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
    guess: 'Answer the question above, and it plays. Or press Play.',
    figures: ['run', 'time', 'in flight', 'most'],
    ended: '{run}: {time}',
    finished: 'Finished. {runs}',

    // A request, by how it ended, in the words that crates/timeline has for it.
    story: {
      'in flight': '{lane}: sent at {start}, still in flight',
      abandoned: '{lane}: sent at {start}, the client hung up after {took}, at {end}',
      'cut off': '{lane}: sent at {start}, cut off by the server after {took}, at {end}',
      status: '{lane}: sent at {start}, answered {status} after {took}, at {end}',
      answered: '{lane}: sent at {start}, answered after {took}, at {end}',
    },

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
    refused: '{lane}: sent at {start}, refused at {end}: the server has its hands full',
    notSent: 'not sent',

    // The page of `cargo witness serve`.
    live: {
      state: 'Clients: {clients}. In flight: {in_flight}. Ok: {ok}. Refused: {refused}. Failed: {failed}. Hung up: {hung_up}.',
      load: 'In flight over the last {window} seconds, at most {most}',
      ends: { ok: 'ok', refused: '429', failed: 'failed', hung_up: 'hung up' },
      inFlight: 'in flight',
      now: 'now',
      ago: '{n} s ago',
      clients: 'Clients',
      someClients: 'Clients {from} to {to}',
      nobody: 'Nobody has asked yet.',
      request: '{client}, {request}',
      pause: 'Pause',
      goOn: 'Go on',
      live: 'Live.',
      paused: 'Paused. The server goes on.',
      gone: 'The server is gone. What it saw last stays here; the page looks for it again by itself.',
    },

    right: 'You said {said}. So it was.',
    other: 'You said {said}. The server saw something else:',
  },

  /** Puts values in for what is in braces. */
  say: (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]),
};
