// Sliders for a scenario: how many requests, how slow, how many at once.
//
//   <what-if data-latencies="5 3 4" data-limit="3" data-runs="blocking, async">
//
// The attributes are those of a recorded run, and where the sliders begin.
'use strict';

{
  const { seconds, schedule, cost } = globalThis.meanwhile;
  const LANE = 26;
  const [LEFT, PLOT, RIGHT, HEAD] = [110, 560, 40, 38];
  const MOST_REQUESTS = 16;
  const MOST_TICKS = 20;
  let count = 0;

  const escape = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.codePointAt(0)};`);

  /** One panel, in the shape that crates/timeline draws. */
  function draw({ heading, spans }, top, end) {
    const x = (tick) => LEFT + (PLOT * tick) / end;
    const bottom = top + HEAD + LANE * spans.length;
    const step = [1, 2, 5, 10, 20, 50, 100].find((ticks) => end / ticks <= 12) ?? end;
    const ticks = [];
    for (let tick = 0; tick < end; tick += step) {
      ticks.push(tick);
    }
    const axis = [...ticks, end].map((tick) => {
      const near = tick !== end && x(end) - x(tick) <= 50;
      const name = tick === 0 ? '0' : (tick / 10).toFixed(1) + (tick === end ? ' s' : '');
      const text = `<text class="timeline-muted" x="${x(tick)}" y="${bottom + 16}" text-anchor="middle">${name}</text>`;
      return `<line x1="${x(tick)}" x2="${x(tick)}" y1="${top + HEAD}" y2="${bottom}"/>${near ? '' : text}`;
    });
    const lanes = spans.map(({ lane, start, end: over }, row) => {
      const y = top + HEAD + LANE * row;
      const story = `${lane}: sent at ${seconds(start)}, answered after ${seconds(over - start)}, at ${seconds(over)}`;
      return `<text x="${LEFT - 14}" y="${y + 18}" text-anchor="end">${lane}</text>`
        + `<g class="timeline-span timeline-ok" data-lane="${lane}" data-start="${start}" data-end="${over}" data-outcome="ok">`
        + `<title>${story}</title><rect x="${x(start)}" y="${y + 5}" width="${x(over) - x(start)}" height="16" rx="2"/></g>`;
    });
    return `<g class="timeline-panel"><text class="timeline-heading" x="12" y="${top + 26}">${escape(heading)}</text>`
      + `${axis.join('')}${lanes.join('')}</g>`;
  }

  function picture(id, panels) {
    const end = Math.max(...panels.map(({ time }) => time));
    const height = (panel) => HEAD + LANE * panel.spans.length + 30;
    let top = 0;
    const drawn = panels.map((panel) => {
      const svg = draw(panel, top, end);
      top += height(panel);
      return svg;
    });
    const width = LEFT + PLOT + RIGHT;
    return `<svg class="timeline" role="img" aria-labelledby="${id}" viewBox="0 0 ${width} ${top}" `
      + `width="100%" style="max-width:${width}px" data-end="${end}"><title id="${id}">What if</title>${drawn.join('')}</svg>`;
  }

  class WhatIf extends HTMLElement {
    connectedCallback() {
      if (this.controls) {
        return;
      }
      this.own = this.dataset.latencies.split(' ').map(Number);
      this.slowest = Math.max(...this.own);
      this.runs = this.dataset.runs.split(', ');
      count += 1;
      this.ids = `what-if-${count}`;
      this.innerHTML = `<fieldset><legend>What if</legend>
        ${this.#slider('requests', 'Requests', MOST_REQUESTS)}
        ${this.#slider('latency', 'Slowest answer', MOST_TICKS)}
        ${this.#slider('limit', 'At once, at most', this.own.length)}
        <button type="button">As recorded</button></fieldset>
        <div class="table-wrapper"><table><caption>What it would cost</caption><thead><tr><th scope="col">run</th>
        <th scope="col">time</th><th scope="col">most in flight</th><th scope="col">connections</th>
        <th scope="col">new threads</th></tr></thead><tbody></tbody></table></div>`;
      this.controls = Object.fromEntries(['requests', 'latency', 'limit'].map((name) =>
        [name, this.querySelector(`[name=${name}]`)]));
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

    #slider(name, label, max) {
      const id = `${this.ids}-${name}`;
      return `<label for="${id}">${label}</label>
        <input type="range" id="${id}" name="${name}" min="1" max="${max}" step="1">
        <output for="${id}"></output>`;
    }

    #reset() {
      const { requests, latency, limit } = this.controls;
      requests.value = this.own.length;
      latency.value = this.slowest;
      limit.max = this.own.length;
      limit.value = this.dataset.limit;
      this.#draw();
    }

    #changed(slider) {
      const { requests, limit } = this.controls;
      if (slider === requests) {
        // What was "all of them" stays so.
        const all = limit.value === limit.max;
        limit.max = requests.value;
        limit.value = all ? requests.value : limit.value;
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
      const { requests, latency, limit } = this.controls;
      const all = limit.value === limit.max && limit.max !== '1';
      const named = [
        [requests, requests.value],
        [latency, seconds(Number(latency.value))],
        [limit, all ? `${limit.value} (all)` : limit.value],
      ];
      for (const [slider, text] of named) {
        slider.setAttribute('aria-valuetext', text);
        slider.nextElementSibling.value = text;
      }
      const spans = schedule(this.latencies(), Number(limit.value));
      const panels = this.runs.map((run) => ({ heading: run, spans, ...cost(run, spans) }));
      this.querySelector('tbody').innerHTML = panels.map(({ heading, time, most, connections, threads }) =>
        `<tr><th scope="row">${escape(heading)}</th><td>${seconds(time)}</td><td>${most}</td>`
        + `<td>${connections}</td><td>${threads}</td></tr>`).join('');
      this.player.querySelector('.timeline-scroll').innerHTML = picture(`${this.ids}-title`, panels);
      if (this.player.panels) {
        this.player.load();
      }
    }
  }

  customElements.define('what-if', WhatIf);
}
