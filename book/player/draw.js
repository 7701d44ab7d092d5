// Draws lanes and bars in the shape of crates/timeline, which the player reads and the styles know.
'use strict';

{
  const { seconds } = globalThis.meanwhile;
  const escape = (text) => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0)};`);

  /** A span in one sentence, in the words of crates/timeline. */
  function story({ lane, start, end, outcome, status }) {
    const sent = `${lane}: sent at ${seconds(start)}`;
    if (outcome === 'in flight') {
      return `${sent}, still in flight`;
    }
    const how = { abandoned: 'the client hung up', 'cut off': 'cut off by the server' }[outcome]
      ?? `answered${status ? ` ${status}` : ''}`;
    return `${sent}, ${how} after ${seconds(end - start)}, at ${seconds(end)}`;
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

    /** A span of a lane. `hatch` is the id of the pattern of those that failed; `brief`, it tells no story. */
    bar(span, { x, y, width, height, hatch, brief }) {
      const { lane, start, end, outcome } = span;
      const failed = outcome === 'failed' || outcome === 'cut off';
      const kind = { 'in flight': 'flight', 'cut off': 'failed' }[outcome] ?? outcome;
      return `<g class="timeline-span timeline-${kind}"`
        + ` data-lane="${escape(lane)}" data-start="${start}" data-end="${end}" data-outcome="${outcome}">`
        + (brief ? '' : `<title>${escape(story(span))}</title>`)
        + `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="2"${failed ? ` fill="url(#${hatch})"` : ''}/>`
        + (failed ? `<path d="M${x + width} ${y - 3}V${y + height + 3}" stroke-width="3" fill="none"/>` : '')
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
