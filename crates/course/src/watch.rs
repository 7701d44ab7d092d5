use crate::check::{self, Verdict};
use crate::keys::{self, Wish};
use crate::progress::fingerprint;
use crate::runner::Runner;
use crate::{Course, Outcome, hint, overview};
use catalogue::Lesson;
use console::Term;
use std::collections::VecDeque;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, SystemTime};
use terminal::style::DIMMED;

/// How often the file is looked at. To read one small file costs nothing, and finds every save: on
/// network drives, in virtual machines, and where editors put another file in its place. A crate
/// that lets the system tell would cost a second build of tokio and of all that uses it.
const LOOK: Duration = Duration::from_millis(200);

/// How long a file must stay the same to count as saved: an editor may write it in pieces.
const SETTLED: Duration = Duration::from_millis(50);

enum Event {
    /// It is time to look at the file.
    Tick,
    Wish(Wish),
    Checked(Result<Verdict, String>),
}

/// When a file was saved last.
fn saved(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).and_then(|file| file.modified()).ok()
}

/// A watched exercise, and what is known of it.
struct Watch {
    course: Arc<Course>,
    lesson: Lesson,
    runner: Arc<Runner>,
    events: Sender<Event>,
    keys: bool,
    /// The file that was checked last, or is being checked.
    checked: Option<String>,
    /// When that file was saved, as far as the system tells.
    saved: Option<SystemTime>,
    checking: bool,
    checks: u32,
}

/// Checks an exercise at once and each time it is saved, until the learner has enough.
pub(crate) fn watch(course: Course, number: Option<u32>) -> Outcome {
    let lesson = course.exercise(number)?.clone();
    let (events, incoming) = mpsc::channel();
    let wishes = events.clone();
    // Who does not listen any more has ended.
    let keys = keys::read(move |wish| drop(wishes.send(Event::Wish(wish))));
    let mut watch = Watch {
        course: Arc::new(course),
        lesson,
        runner: Arc::default(),
        events,
        keys: keys.map_err(|error| format!("cannot read keys: {error}"))?,
        checked: None,
        saved: None,
        checking: false,
        checks: 0,
    };
    watch.begin();
    Ok(watch.follow(&incoming))
}

impl Watch {
    /// Turns to the lesson at hand.
    fn begin(&mut self) {
        let screen = &self.course.screen;
        let file = self.course.shown(&self.lesson.exercise());
        screen.say(&format!(
            "Open {file} in your editor. It is checked now, and each time you save it."
        ));
        self.checked = None;
        self.checks = 0;
        self.look();
    }

    /// Handles what happens, one thing at a time, so that nothing is printed into something else.
    fn follow(mut self, incoming: &Receiver<Event>) -> ExitCode {
        let mut later = VecDeque::new();
        loop {
            let event = match later.pop_front() {
                Some(wish) if !self.checking => Event::Wish(wish),
                Some(wish) => {
                    later.push_front(wish);
                    self.receive(incoming)
                }
                None => self.receive(incoming),
            };
            match event {
                Event::Tick if !self.checking => self.look(),
                Event::Tick => (),
                Event::Wish(wish @ (Wish::Quit | Wish::Interrupt)) => {
                    self.runner.end();
                    // A program that draws may have been ended in the middle of it.
                    let _ = Term::stdout().show_cursor();
                    return match wish {
                        Wish::Interrupt => ExitCode::from(130),
                        _ => ExitCode::SUCCESS,
                    };
                }
                Event::Wish(wish) if self.checking => later.push_back(wish),
                Event::Wish(wish) => self.fulfil(wish),
                Event::Checked(verdict) => {
                    self.checking = false;
                    if let Ok(Verdict::Solved) = verdict {
                        // Help that was asked for before is not wanted any more.
                        later.clear();
                    }
                    self.conclude(verdict);
                    // It may have been saved meanwhile.
                    self.look();
                }
            }
        }
    }

    fn receive(&self, incoming: &Receiver<Event>) -> Event {
        // It never disconnects: we hold a sender ourselves.
        incoming.recv_timeout(LOOK).unwrap_or(Event::Tick)
    }

    /// Checks the exercise if it is not the one that was checked last.
    fn look(&mut self) {
        let file = self.lesson.exercise();
        let mut seen = fingerprint(&file);
        if seen == self.checked {
            self.tell_of_a_save_without_a_change(&file);
            return;
        }
        loop {
            thread::sleep(SETTLED);
            let now = fingerprint(&file);
            if now == seen {
                break;
            }
            seen = now;
        }
        // Gone, or back to what it was.
        if seen.is_none() || seen == self.checked {
            return;
        }
        self.checked = seen;
        self.saved = saved(&file);
        self.checking = true;
        self.checks += 1;
        let line = format!("\n--- check {} ---", self.checks);
        anstream::println!("{DIMMED}{line}{DIMMED:#}");
        let (course, lesson) = (Arc::clone(&self.course), self.lesson.clone());
        let (runner, events) = (Arc::clone(&self.runner), self.events.clone());
        thread::spawn(move || {
            let verdict = check::check(&course, &lesson, &runner);
            // Who does not listen any more has ended.
            drop(events.send(Event::Checked(verdict)));
        });
    }

    /// Whoever saves a file waits for something to happen.
    fn tell_of_a_save_without_a_change(&mut self, file: &Path) {
        let now = saved(file);
        if now.is_some() && now != self.saved {
            self.saved = now;
            let screen = &self.course.screen;
            screen.say("Saved without a change: there is nothing new to check.");
        }
    }

    fn conclude(&self, verdict: Result<Verdict, String>) {
        let screen = &self.course.screen;
        let keys = match self.keys {
            true => "h hint · n next exercise · l list · q quit",
            false => "Ctrl-C ends it.",
        };
        let file = self.course.shown(&self.lesson.exercise());
        match verdict {
            Ok(Verdict::Solved) => {
                let number = self.lesson.number;
                let say = format!("Another solution: cargo course solution {number}");
                screen.say(&say);
            }
            Ok(Verdict::NotYet) => screen.say(&format!("Waiting for {file} to be saved.")),
            Err(what) => {
                terminal::complain("course", &what);
                screen.say(&format!("Waiting for {file} to be saved."));
            }
        }
        anstream::println!("{DIMMED}{}{DIMMED:#}", screen.spell(keys));
    }

    fn fulfil(&mut self, wish: Wish) {
        anstream::println!();
        let done = match wish {
            Wish::Hint => hint::give(&self.course, &self.lesson, "Press h again for more."),
            Wish::List => overview::list(&self.course).map(|_| ()),
            Wish::Next => {
                self.next();
                Ok(())
            }
            Wish::Help | Wish::Quit | Wish::Interrupt => {
                let keys = "Keys: h hint · n next exercise · l list · q quit";
                self.course.screen.say(keys);
                Ok(())
            }
        };
        if let Err(what) = done {
            terminal::complain("course", &what);
        }
    }

    /// Goes on to the exercise after this one, solved or not.
    fn next(&mut self) {
        let later = |lesson: &&Lesson| lesson.number > self.lesson.number && lesson.has_exercise();
        match self.course.lessons.iter().find(later) {
            Some(lesson) => {
                self.lesson = lesson.clone();
                let number = lesson.number;
                self.course.screen.say(&format!(
                    "Lesson {number} can be predicted and seen first, in another window: cargo course predict {number}"
                ));
                self.begin();
            }
            None => self.course.screen.say(&format!(
                "Exercise {} is the last one. Where you are: cargo course",
                self.lesson.number
            )),
        }
    }
}
