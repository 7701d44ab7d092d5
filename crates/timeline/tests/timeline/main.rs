//! Events become lanes and spans, and those become text, SVG and JSON: in one program.

mod clock;
mod common;
mod json;
mod model;
mod streams;
mod svg;
mod text;
mod ticks;
