// Plays the race of the first page: several runs, a strip each, on one clock.
//
//   <timeline-race> ... <li class="race-lane"><svg>, as crates/timeline draws it ... </timeline-race>
//
// Without this script the race is over and its result stands there.
'use strict';

{
  const { words, say, seconds, make, span, drawAt, Clock } = globalThis.meanwhile;
  // Slow enough to see who is ahead, fast enough to wait for the last.
  const SPEED = 0.5;

  /** What a strip shows, and the words beside it. */
  function read(element) {
    const svg = element.querySelector('svg');
    const find = (name) => element.querySelector(`.race-${name}`);
    return {
      element,
      spans: [...svg.querySelectorAll('.timeline-span')].map(span),
      scale: svg.viewBox.baseVal.width / Number(svg.dataset.end),
      end: Number(element.dataset.end),
      way: element.querySelector('a').textContent,
      time: find('time'),
      count: find('count'),
      told: find('told').textContent,
      all: element.dataset.all,
    };
  }

  class TimelineRace extends HTMLElement {
    #clock = new Clock({ show: (time) => this.show(time), rest: () => this.#tell() });

    connectedCallback() {
      if (this.play) {
        return;
      }
      this.lanes = [...this.querySelectorAll('.race-lane')].map(read);
      this.end = Number(this.dataset.end);
      Object.assign(this.#clock, { end: this.end, speed: SPEED });
      this.play = make('button', { type: 'button', className: 'player-play' });
      this.play.addEventListener('click', () => this.#pressed());
      this.status = make('p', { className: 'player-status' });
      this.status.setAttribute('role', 'status');
      this.prepend(make('div', { className: 'player-controls' }, this.play));
      this.append(this.status);
      addEventListener('beforeprint', () => this.finish());
      this.finish();
    }

    /** Shows the race as it was at a time, in ticks. */
    show(time) {
      this.#clock.time = time;
      for (const { element, spans, scale, end, time: clock, count, all } of this.lanes) {
        drawAt(spans, time, this.end, scale);
        element.classList.toggle('race-running', time < end);
        clock.textContent = seconds(Math.floor(Math.min(time, end)));
        const answered = spans.filter((it) => it.outcome === 'ok' && it.end <= time).length;
        count.textContent = say(words.answeredOf, { n: answered, all });
      }
      this.play.textContent = this.#clock.name;
    }

    /** Shows its end. */
    finish() {
      this.#clock.stop();
      this.show(this.end);
    }

    #pressed() {
      this.status.textContent = '';
      this.#clock.press(this.lanes.flatMap(({ spans }) => spans));
    }

    /** For who does not see the strips grow: what is over by now. */
    #tell() {
      const over = this.lanes.filter(({ end }) => end <= this.#clock.time);
      const runs = over.map(({ way, time, count, told }) =>
        say(words.raced, { way, time: time.textContent, count: count.textContent, told })).join('. ');
      this.status.textContent = this.#clock.time >= this.end ? say(words.finished, { runs }) : runs;
    }
  }

  customElements.define('timeline-race', TimelineRace);
}
