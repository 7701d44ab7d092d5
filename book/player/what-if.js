// Sliders for a scenario: how many requests, how slow, how many at once, how many the server takes.
//
//   <what-if data-latencies="5 3 4" data-limit="3" data-takes="3"
//     data-runs="blocking|blocking|workers|; no permit|async|no-permit|wrong">
//
// The attributes are those of recorded runs, each with its name, form and way, and where the sliders
// begin.
'use strict';

{
  const { words, say, seconds, schedule, cost, hasLimit, draw } = globalThis.meanwhile;
  const [LEFT, PLOT, RIGHT, HEAD, FOOT] = [110, 560, 70, 38, 30];
  // So many lanes at their full height; more of them share the room of these, so that no picture
  // grows under the slider.
  const ROOMY = 8;
  const LANE = 26;
  const MOST_REQUESTS = 200;
  const MOST_TICKS = 20;
  let count = 0;

  const lane = (index) => say(words.lane, { n: index + 1 });

  /** A request as it is drawn. That the server refuses what comes on top is this model's own story. */
  function drawn({ index, start, end, outcome }) {
    const span = { lane: lane(index), start, end, outcome };
    const values = { lane: span.lane, start: seconds(start), end: seconds(end) };
    return outcome === 'failed' ? { ...span, told: say(words.refused, values) } : span;
  }

  /** Where lines stand, and what is written under them. */
  function marks(end, x) {
    const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((ticks) => end / ticks <= 12) ?? end;
    const ticks = Array.from({ length: Math.ceil(end / step) }, (_, index) => index * step);
    return [...ticks, end].map((tick) => {
      const near = tick !== end && x(end) - x(tick) <= 50;
      const name = tick === 0 ? '0' : tick === end ? seconds(tick) : (tick / 10).toFixed(1);
      return [x(tick), near ? '' : name];
    });
  }

  /** One panel, in the shape that crates/timeline draws. */
  function panel({ heading, spans }, requests, { hatch, top, end }) {
    const rounded = (number) => Math.round(number * 10) / 10;
    const x = (tick) => rounded(LEFT + (PLOT * tick) / end);
    const height = LANE * Math.min(1, ROOMY / requests);
    const bar = Math.max(1, height * (requests > ROOMY ? 0.8 : 16 / LANE));
    // A name needs the height of its letters.
    const named = Math.ceil(16 / height);
    const first = top + HEAD;
    const bottom = first + Math.round(height * requests);
    const lanes = Array.from({ length: requests }, (_, index) => {
      const y = first + height * index;
      const middle = Math.round(y + height / 2 + 5);
      const name = index % named === 0 ? lane(index) : '';
      const label = draw.label(name, LEFT - 14, middle);
      const span = spans[index];
      if (!span) {
        const told = name && words.notSent;
        return `${label}<text class="timeline-muted" x="${LEFT + PLOT + 14}" y="${middle}">${told}</text>`;
      }
      const place = { x: x(span.start), width: rounded(x(span.end) - x(span.start)), y: rounded(y + (height - bar) / 2), height: rounded(bar) };
      return label + draw.bar(drawn(span), { ...place, hatch, thin: height < LANE });
    });
    return draw.panel(heading, 12, top + 26, draw.axis(marks(end, x), first, bottom) + lanes.join(''));
  }

  function picture(id, panels, requests) {
    const end = Math.max(1, ...panels.map(({ time }) => time));
    const height = HEAD + LANE * Math.min(requests, ROOMY) + FOOT;
    const hatch = `${id}-hatch`;
    const drawn = panels.map((one, index) => panel(one, requests, { hatch, top: index * height, end }));
    const width = LEFT + PLOT + RIGHT;
    return draw.picture({ id: `${id}-title`, title: words.whatIf, width, height: height * panels.length, end, most: width },
      draw.hatch(hatch) + drawn.join(''));
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
        return `<tr><th scope="row">${draw.escape(panel.name)}</th>${figures.map((figure) => `<td>${figure}</td>`).join('')}</tr>`;
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
