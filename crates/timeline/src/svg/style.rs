use std::fmt::Write;
use unicode_width::UnicodeWidthChar;

/// Colours that the page may set, and what they are elsewhere.
const COLORS: [(&str, &str); 7] = [
    ("fg", "#222"),
    ("bg", "#fff"),
    ("muted", "#666"),
    ("ok", "#1a7f5a"),
    ("failed", "#b3261e"),
    ("abandoned", "#8a5a00"),
    ("ghost", "#5b3fb5"),
];

/// `fill:@ok` stands for the colour `ok`.
const CSS: &str = "\
.timeline{font:14px system-ui,sans-serif}\
.timeline text{fill:@fg}\
.timeline text.timeline-muted{fill:@muted}\
.timeline text.timeline-heading{font-weight:600}\
.timeline line{stroke:@muted;stroke-opacity:.35}\
.timeline .timeline-ok rect{fill:@ok}\
.timeline .timeline-failed rect{stroke:@failed;stroke-width:1.5}\
.timeline .timeline-failed path,.timeline pattern path{stroke:@failed}\
.timeline .timeline-abandoned rect{fill:none;stroke:@abandoned;stroke-width:1.5;stroke-dasharray:5 3}\
.timeline .timeline-flight rect{fill:none;stroke:@muted;stroke-width:1.5;stroke-dasharray:2 3}\
.timeline .timeline-chunk{stroke:@bg;stroke-opacity:1;stroke-width:1.5}\
.timeline .timeline-failed .timeline-chunk{stroke:@failed}\
.timeline .timeline-abandoned .timeline-chunk{stroke:@abandoned}\
.timeline .timeline-flight .timeline-chunk{stroke:@muted}\
.timeline rect.timeline-nobody{fill:@bg;stroke:@muted;stroke-width:1.5}\
.timeline .timeline-mark line{stroke:@fg;stroke-opacity:.8;stroke-width:1.5;stroke-dasharray:4 3}\
.timeline .timeline-mark text{font-style:italic}\
.timeline .timeline-ghost rect{fill:none;stroke:@ghost;stroke-width:1.5}\
.timeline .timeline-lost path{fill:none;stroke:@ghost;stroke-width:1.5}\
.timeline .timeline-lost text{font-weight:600}\
.timeline .timeline-step rect:not(.timeline-over){fill:@muted;fill-opacity:.4}\
.timeline .timeline-over{stroke:@failed}\
.timeline .timeline-step path{fill:none;stroke:@muted;stroke-width:1.5}\
.timeline .timeline-arrivals rect{fill:@fg}\
.timeline .timeline-refusals rect{fill:@failed}\
.timeline .timeline-hang-ups rect{fill:@abandoned}\
.timeline .timeline-limit path{fill:none;stroke:@fg;stroke-width:2}\
.timeline .timeline-track text{font-size:13px}";

/// The style sheet that every [`document`](super::document) holds, for a page whose scripts draw in the
/// same shapes. Viewers that do not know `var()` skip that declaration and keep the one
/// before it.
pub fn css() -> String {
    let mut css = CSS.to_owned();
    for (name, color) in COLORS {
        for property in ["fill", "stroke"] {
            let themed = format!("{property}:{color};{property}:var(--timeline-{name},{color})");
            css = css.replace(&format!("{property}:@{name}"), &themed);
        }
    }
    css
}

/// About how wide a text is in a font of 14 px, rather too much than too little.
pub(super) fn text_width(text: &str) -> u32 {
    let width = |c: char| match c.width().unwrap_or(1) {
        0 => 0,
        1 if c.is_uppercase() || matches!(c, 'm' | 'w' | '@' | '%' | '—') => 12,
        1 => 8,
        _ => 16,
    };
    text.chars().map(width).sum()
}

/// Escapes for text and for attributes. Characters that XML cannot hold are replaced; line breaks
/// are kept from being read as spaces.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => {
                let _ = write!(escaped, "&#{};", u32::from(c));
            }
            '\0'..='\x1f' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            _ => escaped.push(c),
        }
    }
    escaped
}
