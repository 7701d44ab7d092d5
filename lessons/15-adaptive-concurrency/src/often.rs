//! Which questions are asked, and how often.

use std::iter::repeat_n;

/// All questions in their order, and all of them again, so many times.
pub fn often(questions: &[String], times: usize) -> impl Iterator<Item = &String> {
    repeat_n(questions, times).flatten()
}
