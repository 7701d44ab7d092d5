//! Events become lanes and spans, and those become text, SVG and JSON: in one program.

mod clock;
mod common;
mod ghost;
mod json;
mod load;
mod model;
mod streams;
mod svg;
mod text;
mod ticks;
mod tracks;
