//! Timelines as one SVG picture that stands alone.
//!
//! It scales with its container, carries a title and a description for screen readers, and takes
//! its colours from CSS variables when the page around it sets them: `--timeline-fg`,
//! `--timeline-bg`, `--timeline-muted`, `--timeline-ok`, `--timeline-failed`, `--timeline-abandoned`,
//! `--timeline-ghost`. Each outcome has a shape of its own as well: filled, hatched with a thick end, or an
//! open outline, dashed when the client hung up and dotted while the request is in flight. What was
//! answered when its caller had returned is hollow from that moment on. A line across a span is a part of
//! a streamed answer.
//!
//! Behind the lanes of a run there may be those of the right one, as outlines: its ghost. Under the lanes
//! stands the load where it says something: requests in flight, the server's limit as a line, and tracks.
//! A legend at the end names the shapes.
//!
//! A run with more lanes than are read is drawn by [`summary`], as numbers over time.
//!
//! Every span is a `<g class="timeline-span">` with `data-lane`, `data-start`, `data-end` (ticks) and
//! `data-outcome`, where its answer was streamed with `data-chunks` (ticks) too; the picture of a run
//! that is not on scripted ticks has a `data-tick` (milliseconds). Every moment of the client a `<g
//! class="timeline-mark">` with `data-tick`, every outline a `<g class="timeline-ghost">` and every
//! step of a strip a `<g class="timeline-step">` with `data-start` and `data-end`, and the time lost a
//! `<g class="timeline-lost">` with `data-tick`, so that a script can bring the picture to life without
//! parsing geometry. Each of them has a `<title>`.

mod compact;
mod describe;
mod legend;
mod panel;
mod span;
mod strip;
mod style;
mod summary;

pub use compact::compact;

use crate::{Against, Resolution, Shape, Timeline};
use std::collections::BTreeSet;
pub use style::css;
use style::{escape, text_width};
pub use summary::summary;

/// One timeline with its heading. All panels of a picture share one scale of time.
#[derive(Debug, Clone, Copy)]
pub struct Panel<'a> {
    heading: &'a str,
    timeline: &'a Timeline,
    ghost: Option<Ghost<'a>>,
}

/// The right run, outlined behind another.
#[derive(Debug, Clone, Copy)]
struct Ghost<'a> {
    heading: &'a str,
    timeline: &'a Timeline,
}

impl<'a> Panel<'a> {
    /// A timeline, with a line above its lanes.
    pub fn new(heading: &'a str, timeline: &'a Timeline) -> Self {
        Panel {
            heading,
            timeline,
            ghost: None,
        }
    }

    /// The same with the right run as an outline behind it, and the time lost or won.
    pub fn ghost(self, heading: &'a str, timeline: &'a Timeline) -> Self {
        Panel {
            ghost: Some(Ghost { heading, timeline }),
            ..self
        }
    }

    fn end(&self) -> u32 {
        let ghost = self.ghost.map_or(0, |ghost| ghost.timeline.end());
        self.timeline.end().max(ghost)
    }

    fn against(&self) -> Option<Against> {
        self.ghost
            .map(|ghost| self.timeline.against(ghost.timeline))
    }
}

const LANE: u32 = 26;
const BAR: u32 = 16;
const PLOT: u32 = 560;
const MARGIN: u32 = 12;
/// Space between the labels and the plot, and between the plot and the stories.
const GAP: u32 = 14;

/// The shapes in these panels, in the order of a legend.
pub fn shapes(panels: &[Panel<'_>]) -> BTreeSet<Shape> {
    let timelines = panels.iter().flat_map(|panel| panel.timeline.shapes());
    let ghost = panels.iter().any(|panel| panel.ghost.is_some());
    timelines.chain(ghost.then_some(Shape::Ghost)).collect()
}

/// Draws the panels under each other, and under them a legend of all their shapes. `id` makes the ids
/// inside unique on a page with several pictures; `title` says what the picture is about.
pub fn document(id: &str, title: &str, panels: &[Panel<'_>]) -> String {
    explaining(id, title, panels, &shapes(panels))
}

/// The same with a legend of some shapes only: a page explains each where it comes first.
pub fn explaining(id: &str, title: &str, panels: &[Panel<'_>], shapes: &BTreeSet<Shape>) -> String {
    let end = panels.iter().map(Panel::end).max().unwrap_or(0).max(1);
    let labels = panels
        .iter()
        .flat_map(|panel| panel::labels(panel.timeline));
    let stories = panels.iter().flat_map(panel::stories);
    let labels = labels.map(|label| text_width(&label)).max();
    // Even without a story, half of the last time of the axis stands right of the plot.
    let right = stories.map(|story| text_width(&story)).max();
    let right = right.unwrap_or(0).max(20);
    let headings = panels.iter().map(|panel| text_width(panel.heading));
    let left = MARGIN + labels.unwrap_or(0) + GAP;
    let width = left + PLOT + GAP + right + MARGIN;
    let width = width.max(headings.max().unwrap_or(0) + 2 * MARGIN);
    // Loads are compared as times are: all panels share one scale.
    let loads = panels.iter().filter(|panel| panel.timeline.shows_load());
    let height = loads.map(|panel| panel.timeline.height()).max();
    let height = height.unwrap_or(0).max(1);
    let mut body = String::new();
    let mut top = MARGIN;
    for panel in panels {
        let frame = Frame {
            id,
            left,
            top,
            end,
            height,
        };
        top = panel::draw(&mut body, panel, frame);
    }
    top = legend::draw(&mut body, id, shapes, top, width);
    let resolution = panels.first().map(|panel| panel.timeline.resolution);
    let tick = match resolution.unwrap_or_default() {
        scripted if scripted == Resolution::default() => String::new(),
        other => format!(" data-tick=\"{}\"", other.tick().as_millis()),
    };
    let hatch = format!(
        "<defs><pattern id=\"{}-hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate(45)\"><path d=\"M1 0V6\" stroke-width=\"2\"/></pattern></defs>\n",
        escape(id)
    );
    let told = describe::panels(panels);
    let data = format!("data-end=\"{end}\"{tick}");
    shell((id, title, &told), (width, top), &data, &(hatch + &body))
}

/// A picture of a size around what is drawn, with what it is about and what is to be said of it.
fn shell(
    (id, title, description): (&str, &str, &str),
    (width, height): (u32, u32),
    data: &str,
    body: &str,
) -> String {
    let (id, title, css) = (escape(id), escape(title), css());
    let description = escape(description);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"timeline\" role=\"img\" \
         viewBox=\"0 0 {width} {height}\" width=\"100%\" style=\"max-width:{width}px\" \
         aria-labelledby=\"{id}-title {id}-desc\" {data}>\n\
         <title id=\"{id}-title\">{title}</title>\n<desc id=\"{id}-desc\">{description}</desc>\n\
         <style>{css}</style>\n{body}</svg>\n"
    )
}

#[derive(Clone, Copy)]
struct Frame<'a> {
    id: &'a str,
    left: u32,
    top: u32,
    end: u32,
    /// The highest number of the strips.
    height: u32,
}

impl Frame<'_> {
    fn x(self, tick: u32) -> f64 {
        f64::from(self.left) + f64::from(PLOT) * f64::from(tick) / f64::from(self.end)
    }

    /// Where the stories begin.
    fn stories(self) -> u32 {
        self.left + PLOT + GAP
    }
}
