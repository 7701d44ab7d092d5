// What a server sees, live: the last half minute of each client, and of all of them together.
//
// The server sends all that there is to draw, some times a second; the page keeps nothing. Paused, the
// picture becomes one for the player.
'use strict';

{
  const { draw, say, words: { live: words, seconds } } = globalThis.meanwhile;
  const TICK = 100;
  const HATCH = 'live-hatch';
  /** How far a picture is drawn beyond now: it moves on by itself until the next one comes. */
  const AHEAD = 2000;
  /** How long a picture stands, in milliseconds: what moves needs no new one. */
  const STANDS = 380;
  const GAP = 14;
  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  const find = (selector) => document.querySelector(selector);
  const [load, lanes, button, status] = ['.live-load', '.live-lanes', '.live-controls button', '[role=status]'].map(find);
  const figures = [...document.querySelectorAll('[data-of]')];

  /** How all of them are, in one line. */
  const inWords = (totals) => say(words.state, totals);

  /** What stands right of a client's lane, under its name: nothing where there is none. */
  const ENDS = Object.entries(words.ends);
  const END = 66;
  const ends = (client, x, y) => `<g class="live-ends">${ENDS.map(([of], column) =>
    `<text x="${x + END * (column + 1)}" y="${y}" text-anchor="end">${client ? client[of] || '' : ENDS[column][1]}</text>`).join('')}</g>`;

  /** Sizes for the room that there is, in the units of a picture, in which letters have 14. */
  function layout(element, count) {
    const scale = Math.min(1.6, Math.max(1, element.clientWidth / 1320));
    const width = element.clientWidth / scale;
    const columns = count > 12 && width > 1000 ? 2 : 1;
    const rows = Math.ceil(count / columns);
    const room = (innerHeight - element.getBoundingClientRect().top - scrollY) / scale - 64;
    const lane = Math.min(34, Math.max(22, Math.floor(room / Math.max(1, rows))));
    return { width, columns, rows, lane, columnWidth: (width - (columns - 1) * 2 * GAP) / columns };
  }

  /** Where a time is in a plot, cut off where it begins or, in one that moves, soon before. */
  function scaleOf({ now, window }, left, plot, still = false) {
    const start = now - window;
    return (at) => left + (Math.max(still ? 0 : -AHEAD, at - start) / window) * plot;
  }

  const marksOf = ({ window }, left, plot, name) => [0, 1, 2, 3].map((third) => {
    const before = Math.round((window * (3 - third)) / 3000);
    return [left + (plot * third) / 3, name(before)];
  });
  const ago = (n) => (n === 0 ? words.now : say(words.ago, { n }));

  /** The number in flight over time, as a filled shape of a height. */
  function area({ before, columns }, x, end, most, bottom, height) {
    const y = (number) => bottom - (height * number) / Math.max(1, most);
    let path = `M${x(0)} ${bottom}V${y(before)}`;
    for (const [at, peak, after] of columns) {
      path += `H${x(at)}V${y(peak)}H${x(at + 100)}V${y(after)}`;
    }
    return `<path class="live-area" d="${path}H${x(end)}V${bottom}Z"/>`;
  }

  /** Upright strokes where something happened, as high as there was much of it. */
  function strokes(kind, columns, index, x, bottom, height) {
    const most = Math.max(...columns.map((column) => column[index]), 1);
    const path = columns.filter((column) => column[index] > 0)
      .map((column) => `M${x(column[0] + 100)} ${bottom}v${-Math.max(4, (height * column[index]) / most)}`);
    return path.length > 0 ? `<path class="live-strokes live-${kind}" d="${path.join('')}"/>` : '';
  }

  /** What moves while the picture stands. */
  const moving = (clip, content) => `<g clip-path="url(#${clip})"><g class="live-moving">${content}</g></g>`;
  const clipPath = (id, x, y, width, height) =>
    `<clipPath id="${id}"><rect x="${x}" y="${y}" width="${width}" height="${height}"/></clipPath>`;

  /** All clients together: in flight over time, and below it who was refused, who failed and who hung up. */
  function drawLoad(state) {
    const { width } = layout(load, 1);
    const narrow = width < 560;
    const [left, right, high, row] = [narrow ? 76 : 110, narrow ? 18 : 30, 70, 18];
    const plot = width - left - right;
    const x = scaleOf(state, left, plot);
    const { columns, before } = state.load;
    const most = Math.max(before, ...columns.map(([, peak]) => peak), 1);
    const { ends } = words;
    const rows = [[ends.refused, 'failed', 3], [ends.failed, 'failed', 4], [ends.hung_up, 'abandoned', 5]];
    const bottom = 14 + high;
    const end = bottom + rows.length * row + 6;
    const content = [
      area(state.load, x, state.now + AHEAD, most, bottom, high),
      ...rows.map(([, kind, index], place) => strokes(kind, columns, index, x, bottom + 4 + (place + 1) * row, row - 6)),
    ].join('');
    const names = rows.map(([name], place) => draw.label(name, left - GAP, bottom + (place + 1) * row));
    const top = `<text x="${left - GAP}" y="20" text-anchor="end" class="live-most">${most}</text>`;
    const pieces = clipPath('live-load-clip', left, 8, plot, end) + moving('live-load-clip', content)
      + draw.axis(marksOf(state, left, plot, ago), 8, end) + top
      + draw.label(words.inFlight, left - GAP, bottom - 4) + names.join('');
    const title = say(words.load, { window: state.window / 1000, most });
    load.innerHTML = draw.picture({ id: 'live-load-title', title, width, height: end + 24, end: state.window / TICK }, pieces);
  }

  /** A client's requests, or how many there were where they cannot be told apart. */
  function drawLane(client, { state, x, y, height, still }) {
    const start = state.now - state.window;
    const end = state.now + (still ? 0 : AHEAD);
    if (client.load) {
      const { columns, before } = client.load;
      const most = Math.max(before, ...columns.map(([, peak]) => peak), 1);
      return area(client.load, x, end, most, y + height, height)
        + strokes('failed', columns.map((it) => [it[0], it[3] + it[4]]), 1, x, y + height, height)
        + strokes('abandoned', columns, 5, x, y + height, height);
    }
    const rows = Math.max(1, ...client.spans.map(({ row }) => row + 1));
    const bar = Math.max(2, Math.floor(height / rows) - (rows > 1 ? 1 : 0));
    return client.spans.map((span) => {
      const tick = (at) => Math.max(0, at - (still ? start : 0)) / TICK;
      const told = {
        ...span, chunks: span.chunks.map(x), lane: say(words.request, { client: client.name, request: span.label }), start: tick(span.start), end: tick(span.end ?? state.now),
      };
      const place = { x: x(span.start), y: y + (height / rows) * span.row, width: Math.max(3, x(span.end ?? end) - x(span.start)), height: bar };
      return draw.bar(told, { ...place, hatch: HATCH, brief: !still });
    }).join('');
  }

  /** The lanes of all clients: moving, or for the player. */
  function pictureOfLanes(state, element, still) {
    const { width, columns, rows, lane, columnWidth } = layout(element, state.lanes.length);
    const narrow = columnWidth < 560;
    const name = Math.min(narrow ? 108 : 150, 16 + 9 * Math.max(...state.lanes.map((one) => one.name.length), 6));
    const story = narrow ? 18 : END * ENDS.length + GAP;
    const plot = columnWidth - name - GAP - story;
    const [first, bar] = [34, lane - 6];
    const panels = Array.from({ length: columns }, (_, column) => {
      const left = column * (columnWidth + 2 * GAP) + name + GAP;
      const x = scaleOf(state, left, plot, still);
      const clients = state.lanes.slice(column * rows, (column + 1) * rows);
      const bottom = first + lane * clients.length;
      const named = still ? (before) => say(seconds, { n: state.window / 1000 - before }) : ago;
      const from = column * rows + 1;
      const heading = columns === 1 ? words.clients : say(words.someClients, { from, to: from + clients.length - 1 });
      const contents = clients.map((client, row) =>
        drawLane(client, { state, x, y: first + lane * row + 3, height: bar, still }));
      const drawn = clients.map((client, row) => {
        const y = first + lane * row;
        return draw.label(client.name, left - GAP, y + lane / 2 + 5)
          + (still ? contents[row] : '')
          + (narrow ? '' : ends(client, left + plot, y + lane / 2 + 5));
      });
      return clipPath(`live-clip-${column}`, left, 0, plot, bottom)
        + draw.panel(heading, left - GAP - name + 4, 20, (still ? '' : moving(`live-clip-${column}`, contents.join('')))
          + draw.axis(marksOf(state, left, plot, named), first, bottom)
          + (narrow ? '' : ends(null, left + plot, 22)) + drawn.join(''));
    });
    const height = first + lane * Math.min(rows, state.lanes.length) + 26;
    return draw.picture({ id: 'live-lanes-title', title: inWords(state.totals), width, height, end: state.window / TICK },
      draw.hatch(HATCH) + panels.join(''));
  }

  function drawTable({ lanes: clients }) {
    const cell = (text) => `<td>${text}</td>`;
    find('details tbody').innerHTML = clients.map((client) => `<tr><th scope="row">${draw.escape(client.name)}</th>${
      ['in_flight', 'requests', 'ok', 'refused', 'failed', 'hung_up'].map((of) => cell(client[of])).join('')}</tr>`).join('');
  }

  const live = { state: null, plots: [], since: 0, drawn: -Infinity, paused: false, lost: true };

  function show() {
    const { state } = live;
    drawLoad(state);
    lanes.innerHTML = state.lanes.length === 0
      ? `<p class="live-nobody">${words.nobody}</p>`
      : `<div class="timeline-scroll">${pictureOfLanes(state, lanes, false)}</div>`;
    if (find('details').open) {
      drawTable(state);
    }
    live.plots = [...document.querySelectorAll('.live-moving')].map((group) => {
      const clip = group.parentElement.getAttribute('clip-path').slice(5, -1);
      return { group, width: Number(document.getElementById(clip).firstChild.getAttribute('width')) };
    });
    live.drawn = performance.now();
    live.since = live.drawn;
  }

  /** Between two messages the picture moves on: what is in flight grows, what is over goes left. */
  function slide() {
    if (live.state && !live.paused && !live.lost && !calm.matches) {
      const gone = Math.min(AHEAD, performance.now() - live.since);
      for (const { group, width } of live.plots) {
        group.setAttribute('transform', `translate(${(-gone / live.state.window) * width} 0)`);
      }
    }
    requestAnimationFrame(slide);
  }

  function pause() {
    live.paused = !live.paused;
    button.textContent = live.paused ? words.goOn : words.pause;
    if (!live.paused) {
      status.textContent = live.lost ? status.textContent : words.live;
      show();
      return;
    }
    status.textContent = words.paused;
    if (live.state.lanes.length > 0) {
      const player = document.createElement('timeline-player');
      player.innerHTML = `<div class="timeline-scroll">${pictureOfLanes(live.state, lanes, true)}</div>`;
      lanes.replaceChildren(player);
    }
    drawTable(live.state);
  }

  const source = new EventSource('/live');
  source.addEventListener('message', ({ data }) => {
    const state = JSON.parse(data);
    if (live.lost) {
      live.lost = false;
      button.disabled = false;
      status.textContent = live.paused ? status.textContent : words.live;
    }
    if (live.paused) {
      return;
    }
    live.state = state;
    // Nobody looks at a page in the background; and for some, little is to move.
    const stood = performance.now() - live.drawn;
    if (document.hidden || (calm.matches && stood < 1000)) {
      return;
    }
    for (const figure of figures) {
      figure.textContent = state.totals[figure.dataset.of].toLocaleString('en');
    }
    if (stood >= STANDS) {
      show();
    }
  });
  source.addEventListener('error', () => {
    live.lost = true;
    status.textContent = words.gone;
  });
  button.addEventListener('click', pause);
  find('details').addEventListener('toggle', () => live.state && drawTable(live.state));
  addEventListener('resize', () => live.state && !live.paused && show());
  requestAnimationFrame(slide);
}
