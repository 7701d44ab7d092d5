// Draws lanes and bars in the shape of crates/timeline, which the player reads and the styles know.
'use strict';

{
  const { words, say, seconds } = globalThis.meanwhile;
  const escape = (text) => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);

  /** A span in one sentence, in the words of crates/timeline. */
  function story({ lane, start, end, outcome, status }) {
    const answered = status ? 'status' : 'answered';
    const told = words.story[outcome] ?? words.story[answered];
    return say(told, { lane, status, start: seconds(start), took: seconds(end - start), end: seconds(end) });
  }

  meanwhile.draw = {
    escape,
    story,

    /** Upright lines between two heights, and what is written under them: `[x, name]`, or no name. */
    axis: (marks, top, bottom) => marks.map(([x, name]) =>
      `<line x1="${x}" x2="${x}" y1="${top}" y2="${bottom}"/>`
      + (name ? `<text class="timeline-muted" x="${x}" y="${bottom + 16}" text-anchor="middle">${escape(name)}</text>` : '')
    ).join(''),

    /** What a lane is called, ending at x. */
    label: (name, x, y) => `<text x="${x}" y="${y}" text-anchor="end">${escape(name)}</text>`,

    /**
     * A span of a lane. `hatch` is the id of the pattern of those that failed; `brief`, it tells no story; `thin`,
     * it is too low for a stroke around it. A span that has been `told` is told in those words,
     * and has `chunks` where parts of its answer came.
     */
    bar(span, { x, y, width, height, hatch, brief, thin }) {
      const { lane, start, end, outcome } = span;
      const failed = outcome === 'failed' || outcome === 'cut off';
      const overhang = thin ? 0 : 3;
      const kind = { 'in flight': 'flight', 'cut off': 'failed' }[outcome] ?? outcome;
      return `<g class="timeline-span timeline-${kind}"`
        + ` data-lane="${escape(lane)}" data-start="${start}" data-end="${end}" data-outcome="${outcome}">`
        + (brief ? '' : `<title>${escape(span.told ?? story(span))}</title>`)
        + `<rect x="${x}" y="${y}" width="${width}" height="${height}"`
        + `${thin ? ' stroke-width="0.5"' : ' rx="2"'}${failed ? ` fill="url(#${hatch})"` : ''}/>`
        + (span.chunks ?? []).map((x) => `<line class="timeline-chunk" x1="${x}" x2="${x}" y1="${y}" y2="${y + height}"/>`).join('')
        + (failed ? `<path d="M${x + width} ${y - overhang}V${y + height + overhang}" stroke-width="3" fill="none"/>` : '')
        + '</g>';
    },

    /** The pattern of what failed. */
    hatch: (id) => `<defs><pattern id="${id}" width="6" height="6" patternUnits="userSpaceOnUse"`
      + ' patternTransform="rotate(45)"><path d="M1 0V6" stroke-width="2"/></pattern></defs>',

    panel: (heading, x, y, content) =>
      `<g class="timeline-panel"><text class="timeline-heading" x="${x}" y="${y}">${escape(heading)}</text>${content}</g>`,

    /** A picture of panels, `end` ticks long. */
    picture: ({ id, title, width, height, end, most }, content) =>
      `<svg class="timeline" role="img" aria-labelledby="${id}" viewBox="0 0 ${width} ${height}" width="100%"`
      + `${most ? ` style="max-width:${most}px"` : ''} data-end="${end}"><title id="${id}">${escape(title)}</title>${content}</svg>`,
  };
}
