// Plays the timelines of a picture. All of its panels start together, on one clock.
//
//   <timeline-player> ... <svg class="timeline">, as crates/timeline draws it ... </timeline-player>
//
// Without this script the picture stands still and is complete.
'use strict';

{
  const { words, say, seconds, inFlight, mostInFlight } = globalThis.meanwhile;
  const TICK = 100;
  const SPEEDS = [0.25, 0.5, 1, 2];
  const calm = matchMedia('(prefers-reduced-motion: reduce)');

  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  /** A request, read from its bar. */
  function span(element) {
    const { start, end, lane, outcome } = element.dataset;
    const bar = element.querySelector('rect');
    return {
      lane,
      outcome,
      start: Number(start),
      end: outcome === 'in flight' ? Infinity : Number(end),
      element,
      bar,
      width: bar.getAttribute('width'),
    };
  }

  /** Draws requests as they were at a time: how one ends is not known before. A tick is `scale` wide. */
  function drawAt(spans, time, last, scale) {
    for (const { element, bar, width, start, end } of spans) {
      const waiting = start <= time && time < end && time < last;
      element.classList.toggle('timeline-later', time < start);
      element.classList.toggle('timeline-playing', waiting);
      bar.setAttribute('width', waiting ? Math.max(3, (time - start) * scale) : width);
    }
  }

  /**
   * Time that goes on, in ticks, from a press to the next. Where the reader wants it calm, nothing moves by
   * itself: each press goes on to the next moment at which something happens.
   */
  class Clock {
    time = 0;
    end = 0;
    speed = SPEEDS[0];
    /** Milliseconds of a tick. */
    tick = TICK;
    #frame = 0;

    /** `show` is called with each time that is to be shown, and `rest` when it stops by itself. */
    constructor({ show, rest }) {
      Object.assign(this, { show, rest });
    }

    get plays() {
      return this.#frame !== 0;
    }

    /** What a press does next. */
    get name() {
      return this.plays ? words.pause : calm.matches ? words.next : words.play;
    }

    stop() {
      cancelAnimationFrame(this.#frame);
      this.#frame = 0;
    }

    /** Goes on, from the start where it is over. */
    press(spans) {
      if (this.plays) {
        this.stop();
        this.show(this.time);
        return;
      }
      const from = this.time >= this.end ? 0 : this.time;
      if (calm.matches) {
        const moments = spans.flatMap(({ start, end }) => [start, end]);
        const later = moments.filter((moment) => moment > this.time && moment < this.end);
        this.show(this.time >= this.end ? 0 : Math.min(this.end, ...later));
        this.rest();
        return;
      }
      let before = performance.now();
      const step = (now) => {
        const time = Math.max(this.time, this.time + ((now - before) / this.tick) * this.speed);
        before = now;
        if (time >= this.end) {
          this.stop();
          this.show(this.end);
          this.rest();
        } else {
          this.#frame = requestAnimationFrame(step);
          this.show(time);
        }
      };
      this.#frame = requestAnimationFrame(step);
      this.show(from);
    }
  }

  /** What a panel shows, read from its elements. */
  function read(panel) {
    const lines = [...panel.querySelectorAll(':scope > line')];
    const at = (line, name) => Number(line.getAttribute(name));
    const [first, last] = [lines[0], lines.at(-1)];
    const lanes = [];
    for (const child of panel.children) {
      if (child.matches('text[text-anchor=end]')) {
        lanes.push({ spans: [] });
      } else if (child.matches('.timeline-span')) {
        lanes.at(-1).spans.push(span(child));
      } else if (child.matches('.timeline-muted:not([text-anchor])')) {
        lanes.at(-1).story = child;
      }
    }
    const spans = lanes.flatMap((lane) => lane.spans);
    const marks = [...panel.querySelectorAll('.timeline-mark')];
    const times = [
      ...spans.flatMap(({ start, end }) => [start, end]),
      ...marks.map((mark) => Number(mark.dataset.tick)),
    ].filter(Number.isFinite);
    const head = document.createElementNS('http://www.w3.org/2000/svg', 'line');
    head.setAttribute('class', 'timeline-playhead');
    head.setAttribute('y1', at(first, 'y1') - 4);
    head.setAttribute('y2', at(first, 'y2') + 4);
    panel.append(head);
    const names = pinned(panel);
    return {
      names,
      heading: panel.querySelector('.timeline-heading').textContent,
      left: at(first, 'x1'),
      width: at(last, 'x1') - at(first, 'x1'),
      end: Math.max(0, ...times),
      lanes,
      spans,
      marks,
      lost: [...panel.querySelectorAll('.timeline-lost')],
      ghosts: [...panel.querySelectorAll('.timeline-ghost')],
      steps: [...panel.querySelectorAll('.timeline-step')],
      // What is said of all of a strip is known when it is over.
      told: [...panel.querySelectorAll(':is(.timeline-load, .timeline-track) > .timeline-muted')],
      head,
    };
  }

  /**
   * The names of the lanes, on a plate of their own over everything else: where the picture is wider
   * than the page, they stay while the rest is scrolled.
   */
  function pinned(panel) {
    const labels = [...panel.querySelectorAll('text[text-anchor=end]')];
    const heading = panel.querySelector('.timeline-heading');
    const make = (name) => document.createElementNS('http://www.w3.org/2000/svg', name);
    const [names, plate] = [make('g'), make('rect')];
    names.setAttribute('class', 'timeline-names');
    plate.setAttribute('class', 'timeline-plate');
    names.append(plate, ...labels);
    panel.append(names);
    const [right, ...ys] = labels.flatMap((label, index) => {
      const at = (name) => Number(label.getAttribute(name));
      return index === 0 ? [at('x'), at('y')] : [at('y')];
    });
    plate.setAttribute('width', (right ?? 0) + 8);
    plate.setAttribute('y', Math.min(...ys) - 20);
    plate.setAttribute('height', Math.max(0, Math.max(...ys) - Math.min(...ys) + 28));
    return [names, heading];
  }

  let pictures = 0;

  /** What cuts a shape off at the time that is shown. */
  function upToNow(svg) {
    const make = (name) => document.createElementNS('http://www.w3.org/2000/svg', name);
    const [clip, rect] = [make('clipPath'), make('rect')];
    pictures += 1;
    clip.id = `up-to-now-${pictures}`;
    rect.setAttribute('height', svg.viewBox.baseVal.height);
    clip.append(rect);
    svg.append(clip);
    return clip;
  }

  class TimelinePlayer extends HTMLElement {
    #told = null;
    #clock = new Clock({
      show: (time) => {
        this.show(time);
        this.#follow();
      },
      rest: () => this.#tell(),
    });

    connectedCallback() {
      if (this.querySelector('.player-controls')) {
        return;
      }
      this.play = make('button', { type: 'button', className: 'player-play' });
      this.play.addEventListener('click', () => this.#pressed());
      this.scrub = make('input', { type: 'range', min: 0, step: 1 });
      this.scrub.setAttribute('aria-label', words.time);
      this.scrub.addEventListener('input', () => {
        this.#stop();
        this.#tellOf(null);
        this.show(Number(this.scrub.value));
      });
      const speed = make('select', {}, ...SPEEDS.map((value, index) =>
        make('option', { value, textContent: words.speeds[index] })));
      speed.setAttribute('aria-label', words.speed);
      speed.addEventListener('change', () => { this.#clock.speed = Number(speed.value); });
      speed.hidden = calm.matches;
      this.figures = make('tbody');
      this.story = make('p', { className: 'player-story', textContent: words.hint });
      this.status = make('p', { className: 'player-status' });
      this.status.setAttribute('role', 'status');
      const names = words.figures.map((textContent) => make('th', { scope: 'col', textContent }));
      this.table = make('table', { className: 'player-figures' },
        make('thead', {}, make('tr', {}, ...names)), this.figures);
      // The figures and the story of a bar share one place, so that nothing moves when they change.
      this.prepend(make('div', { className: 'player-bar' },
        make('div', { className: 'player-controls' }, this.play, this.scrub, speed),
        make('div', { className: 'player-told' }, this.table, this.story)));
      this.append(this.status);
      this.querySelector('.timeline-scroll').addEventListener('scroll', () => this.#pin());
      addEventListener('beforeprint', () => this.finish());
      this.load();
      this.#wait();
    }

    /** The questions that this picture answers: those before it, after the heading or the picture before. */
    #questions() {
      const found = [];
      let before = this.closest('figure')?.previousElementSibling;
      while (before && !before.matches('h1, h2, h3, figure')) {
        if (before.matches('.predict') && before.querySelector('input')) {
          found.push(before);
        }
        before = before.previousElementSibling;
      }
      return found;
    }

    /** Shows nothing until the reader has said what will be seen, or wants to see it, and then plays. */
    #wait() {
      const open = new Set(this.#questions());
      if (open.size === 0) {
        return;
      }
      this.#tellOf(words.guess);
      this.show(0);
      this.classList.add('player-waits');
      for (const question of open) {
        question.addEventListener('change', () => {
          const waits = this.#clock.time === 0 && !this.#clock.plays;
          if (open.delete(question) && open.size === 0 && waits) {
            if (calm.matches) {
              this.finish();
            } else {
              this.#pressed();
            }
          }
        });
      }
    }

    #seconds(ticks) {
      return seconds((ticks * this.#clock.tick) / TICK);
    }

    /** Takes the picture that is there now, and shows all of it. */
    load() {
      this.#stop();
      const svg = this.querySelector('svg');
      this.panels = [...svg.querySelectorAll('.timeline-panel')].map(read);
      this.now = upToNow(svg);
      this.end = Number(svg.dataset.end);
      // A run that was not on scripted ticks has ticks of its own, in milliseconds.
      this.#clock.tick = Number(svg.dataset.tick ?? TICK);
      this.#clock.end = this.end;
      this.scrub.max = this.end;
      this.figures.replaceChildren(...this.panels.map((panel) => {
        panel.cells = [0, 1, 2].map(() => make('td'));
        return make('tr', {}, make('th', { scope: 'row', textContent: panel.heading }), ...panel.cells);
      }));
      this.#listen(svg);
      this.#tellOf(null);
      this.style.setProperty('--panels', this.panels.length);
      this.finish();
    }

    /** Keeps the names of the lanes where they are while the picture is scrolled. */
    #pin() {
      const scroll = this.querySelector('.timeline-scroll');
      const svg = scroll.querySelector('svg');
      const scale = svg.viewBox.baseVal.width / svg.clientWidth;
      const pinned = scroll.scrollLeft > 0;
      for (const part of this.panels.flatMap(({ names }) => names)) {
        part.setAttribute('transform', `translate(${scroll.scrollLeft * scale})`);
        part.classList.toggle('timeline-pinned', pinned);
      }
    }

    /** The story of a bar is told for as long as somebody is at it. */
    #tellOf(story) {
      this.#told = story;
      this.story.textContent = story ?? words.hint;
      this.#show();
    }

    /** At rest the picture says it all, and its costs stand below: figures are there while it plays. */
    #show() {
      const figures = this.#clock.time < this.end && this.#told === null;
      this.table.hidden = !figures;
      this.story.hidden = figures;
    }

    /** Every bar and every mark can be pointed at and gone to. One of them is in the order of Tab. */
    #listen(svg) {
      svg.setAttribute('role', 'group');
      this.bars = this.panels.flatMap(({ spans, ghosts, steps, marks, lost }) =>
        [...spans.map((span) => span.element), ...ghosts, ...lost, ...steps, ...marks]);
      this.bars.forEach((bar) => {
        const story = bar.querySelector('title').textContent;
        bar.setAttribute('role', 'img');
        bar.setAttribute('aria-label', story);
        bar.setAttribute('tabindex', -1);
        bar.addEventListener('pointerenter', () => this.#tellOf(story));
        bar.addEventListener('focus', () => this.#tellOf(story));
        // A story is left to be read, unless the figures are wanted again.
        const leave = () => {
          if (this.#clock.time < this.end) {
            this.#tellOf(null);
          }
        };
        bar.addEventListener('pointerleave', leave);
        bar.addEventListener('blur', leave);
        bar.addEventListener('keydown', (event) => {
          const shown = this.#shown();
          const index = shown.indexOf(bar);
          const moves = {
            ArrowRight: index + 1, ArrowDown: index + 1, ArrowLeft: index - 1, ArrowUp: index - 1,
            Home: 0, End: shown.length - 1,
          };
          if (event.key in moves) {
            // Elsewhere, arrow keys turn the page.
            event.stopPropagation();
            event.preventDefault();
            const next = shown[moves[event.key]] ?? bar;
            this.#stopAt(next);
            next.focus();
          }
        });
      });
    }

    /** The bars that are there at the time that is shown. */
    #shown() {
      return this.bars.filter((bar) => !bar.classList.contains('timeline-later'));
    }

    /** Has Tab stop at this bar, of all bars. */
    #stopAt(bar) {
      this.stop?.setAttribute('tabindex', -1);
      this.stop = bar;
      bar?.setAttribute('tabindex', 0);
    }

    /** Shows what had happened at a time, in ticks. */
    show(time) {
      this.#clock.time = time;
      this.classList.remove('player-waits');
      for (const panel of this.panels) {
        const scale = panel.width / this.end;
        for (const { spans, story } of panel.lanes) {
          drawAt(spans, time, this.end, scale);
          const over = spans.every(({ end }) => end <= time) || time >= this.end;
          story?.classList.toggle('timeline-later', !over || (spans.length === 0 && time < panel.end));
        }
        for (const mark of [...panel.marks, ...panel.lost]) {
          mark.classList.toggle('timeline-later', time < Number(mark.dataset.tick));
        }
        // Outlines stand there from the start: the right run is what this one is measured by.
        for (const step of panel.steps) {
          const [start, end] = [step.dataset.start, step.dataset.end].map(Number);
          step.classList.toggle('timeline-later', time < start);
          // One that goes on is drawn up to now.
          const goesOn = start <= time && time < end && time < this.end;
          if (goesOn) {
            step.setAttribute('clip-path', `url(#${this.now.id})`);
          } else {
            step.removeAttribute('clip-path');
          }
        }
        for (const told of panel.told) {
          told.classList.toggle('timeline-later', time < panel.end && time < this.end);
        }
        this.now.firstChild.setAttribute('width', panel.left + time * scale);
        const x = panel.left + time * scale;
        panel.head.setAttribute('x1', x);
        panel.head.setAttribute('x2', x);
        panel.head.classList.toggle('timeline-later', time >= this.end);
        const figures = [
          this.#seconds(Math.min(time, panel.end)),
          inFlight(panel.spans, time),
          mostInFlight(panel.spans, time),
        ];
        panel.cells.forEach((cell, index) => { cell.textContent = figures[index]; });
        panel.cells[0].parentElement.classList.toggle('player-done', time >= panel.end);
      }
      if (!this.stop?.isConnected || this.stop.classList.contains('timeline-later')) {
        this.#stopAt(this.#shown()[0]);
      }
      this.scrub.value = time;
      this.scrub.setAttribute('aria-valuetext', this.#seconds(Math.floor(time)));
      this.#show();
      this.#name();
    }

    /** Shows all of it. */
    finish() {
      this.#stop();
      this.#tellOf(null);
      this.show(this.end);
    }

    #name() {
      this.play.textContent = this.#clock.name;
    }

    #pressed() {
      if (!this.#clock.plays) {
        this.status.textContent = '';
        this.#tellOf(null);
      }
      this.#clock.press(this.panels.flatMap(({ spans }) => spans));
    }

    /** Where the picture is wider than the page, what happens now stays in sight. */
    #follow() {
      const scroll = this.querySelector('.timeline-scroll');
      const [head, frame] = [this.panels[0].head, scroll].map((part) => part.getBoundingClientRect());
      if (head.left > frame.right - frame.width / 4) {
        scroll.scrollLeft += head.left - (frame.right - frame.width / 4);
      } else if (head.left < frame.left) {
        scroll.scrollLeft = 0;
      }
    }

    #stop() {
      this.#clock.stop();
    }

    /** For who does not see the figures change. */
    #tell() {
      const runs = this.panels.map((panel) =>
        say(words.ended, { run: panel.heading, time: this.#seconds(Math.min(this.#clock.time, panel.end)) })).join('. ');
      this.status.textContent = this.#clock.time >= this.end ? say(words.finished, { runs }) : runs;
    }
  }

  Object.assign(globalThis.meanwhile, { make, span, drawAt, Clock });
  customElements.define('timeline-player', TimelinePlayer);
}
