//! What a link to a page shows elsewhere: a title, a sentence, and the race as a picture.

use crate::html::escape;
use crate::race;
use crate::record::Run;
use mdbook_driver::config::Config;
use std::fs;
use std::io;
use std::path::Path;
use timeline::{Outcome, Span};

/// The name of the picture in the built book.
const FILE: &str = "card.png";

/// The size that is wanted where links are shown, in pixels.
const WIDTH: u32 = 1200;
const HEIGHT: u32 = 630;

const MARGIN: u32 = 48;
const BAR: u32 = 9;
const LANE: u32 = 12;

/// The colours of the picture, by their number in it: those of the dark themes.
const COLORS: [[u8; 3]; 5] = [
    [0x16, 0x19, 0x23],
    [0x2c, 0x33, 0x45],
    [0x3f, 0xb6, 0x8b],
    [0xff, 0x8a, 0x80],
    [0xe0, 0xa9, 0x4a],
];
const GROUND: u8 = 0;
const LINE: u8 = 1;
const OK: u8 = 2;
const FAILED: u8 = 3;
const ABANDONED: u8 = 4;

/// Puts the picture into a built book, and into each page what names it. Without runs there is no
/// picture, and only words are put in.
pub(crate) fn put(built: &Path, config: &Config, runs: &[&Run]) -> io::Result<()> {
    if !runs.is_empty() {
        fs::write(built.join(FILE), png(&paint(runs))?)?;
    }
    for entry in fs::read_dir(built)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !name.ends_with(".html") {
            continue;
        }
        let page = fs::read_to_string(&path)?;
        // The frame that lists the chapters has no title: nobody links to it.
        let title = page
            .split_once("<title>")
            .and_then(|(_, rest)| rest.split_once("</title>"));
        if let Some((title, rest)) = title {
            let head = page.len() - rest.len();
            let tags = tags(config, &name, title, !runs.is_empty());
            fs::write(&path, format!("{}{tags}{rest}", &page[..head]))?;
        }
    }
    Ok(())
}

/// The tags of a page. Where the book is published, an address is told whole, as they who show links want
/// it: `site-url` of the configuration, or of its variable.
fn tags(config: &Config, page: &str, title: &str, picture: bool) -> String {
    let html = config.html_config().unwrap_or_default();
    let site = html.site_url.filter(|site| site.contains("://"));
    let address = |file: &str| match &site {
        Some(site) => escape(&format!("{}/{file}", site.trim_end_matches('/'))),
        None => file.to_owned(),
    };
    let book = escape(config.book.title.as_deref().unwrap_or_default());
    let description = escape(config.book.description.as_deref().unwrap_or_default());
    let mut tags = vec![
        ("property", "og:type", "website".to_owned()),
        ("property", "og:site_name", book),
        // It is escaped where it comes from.
        ("property", "og:title", title.to_owned()),
        ("property", "og:description", description),
    ];
    if site.is_some() {
        let page = if page == "index.html" { "" } else { page };
        tags.push(("property", "og:url", address(page)));
    }
    let kind = match picture {
        true => "summary_large_image",
        false => "summary",
    };
    tags.push(("name", "twitter:card", kind.to_owned()));
    if picture {
        let said = "Five timelines of the same eight requests, as a server saw them";
        tags.extend([
            ("property", "og:image", address(FILE)),
            ("property", "og:image:type", "image/png".to_owned()),
            ("property", "og:image:width", WIDTH.to_string()),
            ("property", "og:image:height", HEIGHT.to_string()),
            ("property", "og:image:alt", said.to_owned()),
        ]);
    }
    let tag = |(kind, name, content): &(&str, &str, String)| {
        format!("\n        <meta {kind}=\"{name}\" content=\"{content}\">")
    };
    tags.iter().map(tag).collect()
}

/// A picture, a number of a colour for each pixel.
struct Canvas(Vec<u8>);

impl Canvas {
    /// Paints what is wanted of a rectangle; what lies outside of the picture is left out.
    fn fill(
        &mut self,
        [left, top, right, bottom]: [u32; 4],
        color: impl Fn(u32, u32) -> Option<u8>,
    ) {
        for y in top..bottom.min(HEIGHT) {
            for x in left..right.min(WIDTH) {
                if let Some(color) = color(x, y) {
                    self.0[(y * WIDTH + x) as usize] = color;
                }
            }
        }
    }
}

/// The runs below each other, on one scale of time.
fn paint(runs: &[&Run]) -> Canvas {
    let end = race::end(runs);
    let x = |tick: u32| MARGIN + (WIDTH - 2 * MARGIN) * tick / end;
    let mut canvas = Canvas(vec![GROUND; (WIDTH * HEIGHT) as usize]);
    let room = (HEIGHT - 2 * MARGIN) / u32::try_from(runs.len()).unwrap_or(1).max(1);
    for (row, run) in (0..).zip(runs) {
        let lanes = &run.timeline.lanes;
        let height = LANE * u32::try_from(lanes.len()).unwrap_or(0);
        let top = MARGIN + room * row + room.saturating_sub(height) / 2;
        for tick in (0..end).step_by(5).chain([end]) {
            let left = x(tick);
            canvas.fill([left, top, left + 1, top + height], |_, _| Some(LINE));
        }
        for (lane, lane_top) in lanes.iter().zip((top..).step_by(LANE as usize)) {
            for span in &lane.spans {
                let right = x(span.end.unwrap_or(end)).max(x(span.start) + 3);
                bar(
                    &mut canvas,
                    span,
                    [x(span.start), lane_top, right, lane_top + BAR],
                );
            }
        }
    }
    canvas
}

/// A bar in the shape of its outcome: filled, hatched, or an open outline.
fn bar(canvas: &mut Canvas, span: &Span, place: [u32; 4]) {
    let [left, top, right, bottom] = place;
    let on_edge = move |x, y| x < left + 2 || x + 2 >= right || y < top + 2 || y + 2 >= bottom;
    match span.outcome {
        Outcome::Answered(_) if span.outcome.is_ok() => canvas.fill(place, |_, _| Some(OK)),
        Outcome::Answered(_) => canvas.fill(place, |x, y| {
            (on_edge(x, y) || (x + y) % 6 < 2).then_some(FAILED)
        }),
        _ => canvas.fill(place, |x, y| on_edge(x, y).then_some(ABANDONED)),
    }
}

fn png(canvas: &Canvas) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, WIDTH, HEIGHT);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(COLORS.concat());
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&canvas.0)?;
    writer.finish()?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canvas(outcome: Outcome) -> Canvas {
        let mut canvas = Canvas(vec![GROUND; (WIDTH * HEIGHT) as usize]);
        let span = Span {
            start: 0,
            end: Some(1),
            outcome,
        };
        bar(&mut canvas, &span, [10, 10, 40, 19]);
        canvas
    }

    fn share(canvas: &Canvas, color: u8) -> usize {
        canvas.0.iter().filter(|pixel| **pixel == color).count()
    }

    #[test]
    fn each_outcome_has_a_shape_of_its_own() {
        let all = 30 * 9;
        assert_eq!(share(&canvas(Outcome::Answered(200)), OK), all);
        let refused = share(&canvas(Outcome::Answered(429)), FAILED);
        assert!(all / 3 < refused && refused < all, "{refused} of {all}");
        let outline = share(&canvas(Outcome::Abandoned), ABANDONED);
        assert_eq!(outline, all - 26 * 5);
    }

    #[test]
    fn what_lies_outside_is_left_out() {
        let mut canvas = Canvas(vec![GROUND; (WIDTH * HEIGHT) as usize]);
        canvas.fill([WIDTH - 1, HEIGHT - 1, WIDTH + 9, HEIGHT + 9], |_, _| {
            Some(OK)
        });
        assert_eq!(share(&canvas, OK), 1);
    }
}
