//! Events become lanes and spans, and those become text, SVG and JSON: in one program.

mod common;
mod ghost;
mod json;
mod load;
mod model;
mod svg;
mod text;
mod ticks;
mod tracks;
