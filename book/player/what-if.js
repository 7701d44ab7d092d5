// Sliders for a scenario: how many requests, how slow, how many at once, how many the server takes.
//
//   <what-if data-latencies="5 3 4" data-limit="3" data-takes="3"
//     data-runs="blocking|blocking|workers|; no permit|async|no-permit|wrong">
//
// The attributes are those of recorded runs, each with its name, form and way, and where the sliders
// begin.
'use strict';

{
  const { words, say, seconds, schedule, cost, hasLimit } = globalThis.meanwhile;
  const [LEFT, PLOT, RIGHT, HEAD, FOOT] = [110, 560, 70, 38, 30];
  // So many lanes at their full height; more of them share the room of these, so that no picture
  // grows under the slider.
  const ROOMY = 8;
  const LANE = 26;
  const MOST_REQUESTS = 200;
  const MOST_TICKS = 20;
  let count = 0;

  const escape = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.codePointAt(0)};`);
  const lane = (index) => say(words.lane, { n: index + 1 });

  function story({ index, start, end, outcome }) {
    const told = { ok: words.answered, failed: words.refused, abandoned: words.abandoned }[outcome];
    const values = { start: seconds(start), end: seconds(end), took: seconds(end - start) };
    return say(told, { lane: lane(index), ...values });
  }

  /** One panel, in the shape that crates/timeline draws. */
  function draw({ heading, spans }, requests, { id, top, end }) {
    const x = (tick) => (LEFT + (PLOT * tick) / end).toFixed(1);
    const height = LANE * Math.min(1, ROOMY / requests);
    const bar = Math.max(1, height * (requests > ROOMY ? 0.8 : 16 / LANE));
    // A name needs the height of its letters.
    const named = Math.ceil(16 / height);
    const first = top + HEAD;
    const bottom = first + Math.round(height * requests);
    const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((ticks) => end / ticks <= 12) ?? end;
    const ticks = [];
    for (let tick = 0; tick < end; tick += step) {
      ticks.push(tick);
    }
    const axis = [...ticks, end].map((tick) => {
      const near = tick !== end && x(end) - x(tick) <= 50;
      const name = tick === 0 ? '0' : tick === end ? seconds(tick) : (tick / 10).toFixed(1);
      const text = `<text class="timeline-muted" x="${x(tick)}" y="${bottom + 16}" text-anchor="middle">${name}</text>`;
      return `<line x1="${x(tick)}" x2="${x(tick)}" y1="${first}" y2="${bottom}"/>${near ? '' : text}`;
    });
    const lanes = Array.from({ length: requests }, (_, index) => {
      const y = first + height * index;
      const middle = Math.round(y + height / 2 + 5);
      const name = index % named === 0 ? lane(index) : '';
      const label = `<text x="${LEFT - 14}" y="${middle}" text-anchor="end">${name}</text>`;
      const span = spans[index];
      if (!span) {
        const told = name && words.notSent;
        return `${label}<text class="timeline-muted" x="${LEFT + PLOT + 14}" y="${middle}">${told}</text>`;
      }
      const { start, end: over, outcome } = span;
      const failed = outcome === 'failed';
      const [from, to] = [y + (height - bar) / 2, y + (height + bar) / 2].map((y) => y.toFixed(1));
      const stroke = height < LANE ? ' stroke-width="0.5"' : '';
      return `${label}<g class="timeline-span timeline-${outcome}" data-lane="${lane(index)}" `
        + `data-start="${start}" data-end="${over}" data-outcome="${outcome}"><title>${story(span)}</title>`
        + `<rect x="${x(start)}" y="${from}" width="${(x(over) - x(start)).toFixed(1)}" height="${bar.toFixed(1)}"`
        + `${height < LANE ? '' : ' rx="2"'}${failed ? ` fill="url(#${id}-hatch)"` : ''}${stroke}/>`
        + (failed ? `<path d="M${x(over)} ${from}V${to}" stroke-width="3" fill="none"/>` : '') + '</g>';
    });
    return `<g class="timeline-panel"><text class="timeline-heading" x="12" y="${top + 26}">${escape(heading)}</text>`
      + `${axis.join('')}${lanes.join('')}</g>`;
  }

  function picture(id, panels, requests) {
    const end = Math.max(1, ...panels.map(({ time }) => time));
    const height = HEAD + LANE * Math.min(requests, ROOMY) + FOOT;
    const drawn = panels.map((panel, index) => draw(panel, requests, { id, top: index * height, end }));
    const width = LEFT + PLOT + RIGHT;
    return `<svg class="timeline" role="img" aria-labelledby="${id}-title" viewBox="0 0 ${width} ${height * panels.length}" `
      + `width="100%" style="max-width:${width}px" data-end="${end}"><title id="${id}-title">${words.whatIf}</title>`
      + `<defs><pattern id="${id}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">`
      + `<path d="M1 0V6" stroke-width="2"/></pattern></defs>${drawn.join('')}</svg>`;
  }

  class WhatIf extends HTMLElement {
    connectedCallback() {
      if (this.controls) {
        return;
      }
      const { latencies, runs } = this.dataset;
      this.own = latencies.split(' ').map(Number);
      this.slowest = Math.max(...this.own);
      this.runs = runs.split('; ').map((run) => {
        const [name, form, way, wrong] = run.split('|');
        return { name: wrong ? say(words.wrong, { run: name }) : name, form, way };
      });
      count += 1;
      this.ids = `what-if-${count}`;
      const names = ['requests', 'latency', 'limit', 'takes']
        .filter((name) => name !== 'limit' || this.runs.some(({ way }) => hasLimit(way)));
      const most = { requests: MOST_REQUESTS, latency: MOST_TICKS };
      const sliders = names.map((name) => this.#slider(name, most[name] ?? this.own.length));
      const columns = words.columns.map((name) => `<th scope="col">${name}</th>`);
      this.innerHTML = `<fieldset><legend>${words.whatIf}</legend>${sliders.join('')}
        <button type="button">${words.recorded}</button></fieldset>
        <div class="table-wrapper"><table><caption>${words.costs}</caption>
        <thead><tr>${columns.join('')}</tr></thead><tbody></tbody></table></div>`;
      this.controls = Object.fromEntries(names.map((name) => [name, this.querySelector(`[name=${name}]`)]));
      this.player = document.createElement('timeline-player');
      this.player.innerHTML = '<div class="timeline-scroll"></div>';
      this.addEventListener('input', (event) => {
        if (event.target.closest('fieldset')) {
          this.#changed(event.target);
        }
      });
      this.querySelector('button').addEventListener('click', () => this.#reset());
      this.#reset();
      this.append(this.player);
    }

    #slider(name, max) {
      const id = `${this.ids}-${name}`;
      return `<label for="${id}">${words[name]}</label>
        <input type="range" id="${id}" name="${name}" min="1" max="${max}" step="1">
        <output for="${id}"></output>`;
    }

    #reset() {
      const { requests, latency, limit, takes } = this.controls;
      requests.value = this.own.length;
      latency.value = this.slowest;
      for (const [slider, value] of [[limit, this.dataset.limit], [takes, this.dataset.takes]]) {
        if (slider) {
          slider.max = this.own.length;
          slider.value = value ?? slider.max;
        }
      }
      this.#draw();
    }

    #changed(slider) {
      const { requests, limit, takes } = this.controls;
      if (slider === requests) {
        for (const slider of [limit, takes].filter(Boolean)) {
          // What was "all of them" stays so.
          const all = slider.value === slider.max;
          slider.max = requests.value;
          slider.value = all ? requests.value : slider.value;
        }
      }
      this.#draw();
    }

    /** How long each request takes: as recorded, stretched to the slowest, and over again. */
    latencies() {
      const factor = Number(this.controls.latency.value) / this.slowest;
      return Array.from({ length: Number(this.controls.requests.value) }, (_, index) =>
        Math.max(1, Math.round(this.own[index % this.own.length] * factor)));
    }

    #draw() {
      const { requests, latency, limit, takes } = this.controls;
      const all = (slider) => slider.value === slider.max && slider.max !== '1';
      const named = [
        [requests, requests.value],
        [latency, seconds(Number(latency.value))],
        [limit, limit && (all(limit) ? say(words.all, { n: limit.value }) : limit.value)],
        [takes, all(takes) ? words.unlimited : takes.value],
      ];
      for (const [slider, text] of named.filter(([slider]) => slider)) {
        slider.setAttribute('aria-valuetext', text);
        slider.nextElementSibling.value = text;
      }
      const latencies = this.latencies();
      const atOnce = Number(limit?.value ?? this.own.length);
      const panels = this.runs.map(({ name, form, way }) => {
        const how = { form, way, limit: atOnce, takes: all(takes) ? Infinity : Number(takes.value) };
        const spans = schedule(latencies, how);
        const heading = say(words.panel, { run: name, way: say(words.ways[way], { n: atOnce }) });
        return { name, heading, spans, ...cost(how, spans, latencies.length) };
      });
      this.querySelector('tbody').innerHTML = panels.map((panel) => {
        const { time, answered, refused, most, connections, threads } = panel;
        const figures = [seconds(time), answered, refused, most, connections, threads];
        return `<tr><th scope="row">${escape(panel.name)}</th>${figures.map((figure) => `<td>${figure}</td>`).join('')}</tr>`;
      }).join('');
      this.player.querySelector('.timeline-scroll').innerHTML =
        picture(this.ids, panels, latencies.length);
      if (this.player.panels) {
        this.player.load();
      }
      this.dispatchEvent(new Event('drawn', { bubbles: true }));
    }
  }

  customElements.define('what-if', WhatIf);
}
