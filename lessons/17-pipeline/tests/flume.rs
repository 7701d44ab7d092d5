//! `flume` draws the same as the channels of `std` and of `tokio`, in both forms.

mod steadily;

use lesson_17::{bounded, six_articles, with_flume};
use steadily::steadily;

#[test]
fn threads_draw_the_same() {
    let paper = six_articles();
    let with_flume = steadily(&paper, with_flume::blocking::publish);
    assert_eq!(with_flume, steadily(&paper, bounded::blocking::publish));
}

#[test]
fn futures_draw_the_same() {
    let paper = six_articles();
    let with_flume = steadily(&paper, with_flume::asynchronous::publish);
    assert_eq!(with_flume, steadily(&paper, bounded::asynchronous::publish));
}
