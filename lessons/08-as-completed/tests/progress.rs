//! What a program tells of its progress, on a terminal and elsewhere.

use lesson_8::progress::Progress;

fn shown(is_terminal: bool) -> String {
    let mut out = Vec::new();
    let mut progress = Progress::new(&mut out, is_terminal, 3);
    for (done, what) in (1..).zip(["a long summary", "short", "last"]) {
        progress.show(done, what).expect("there is room in memory");
    }
    String::from_utf8(out).expect("it is text")
}

#[test]
fn a_pipe_gets_a_line_for_each_step_and_no_control_characters() {
    let lines = "1 of 3: a long summary\n2 of 3: short\n3 of 3: last\n";
    assert_eq!(shown(false), lines);
}

#[test]
fn a_terminal_has_one_line_that_is_drawn_over() {
    let shown = shown(true);
    let drawn: Vec<&str> = shown.split('\r').skip(1).collect();
    assert_eq!(drawn[0], "[#..] 1 of 3: a long summary");
    // What is shorter covers what was longer.
    assert_eq!(drawn[1], "[##.] 2 of 3: short         ");
    assert_eq!(drawn[2], "[###] 3 of 3: last          \n");
    assert_eq!(drawn.len(), 3, "{shown:?}");
}
