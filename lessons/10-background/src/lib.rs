//! Lesson 10: work in the background, and what becomes of it at the end, in both forms.

mod exercise;
pub mod heard;
pub mod hold;
pub mod start;

pub use exercise::exercise;

use kit::{Lesson, Reply, Run, Scenario};

/// A summary in the background, summaries that are saved there, and a save that panics.
pub fn lesson() -> Lesson {
    let lesson = Lesson::new(
        10,
        "Background",
        "Start now, collect later. What nobody holds may not survive.",
    );
    heard(hold(start(lesson)))
}

fn start(lesson: Lesson) -> Lesson {
    let scenario = Scenario::answering([("draft", 2), ("summary", 7), ("picture", 2)]);
    lesson
        .idea(
            "Start now, collect later",
            "When the draft is there, its summary is asked for in the background. Meanwhile the \
             program lays out the page, which takes 0.3 s of its own, and asks for a picture.",
        )
        .lasting(14)
        .scenario(scenario)
        .run(
            Run::blocking("a thread asks, this one works", start::blocking::page)
                .in_python("a pool of one thread", kit::python!("start/blocking.py")),
        )
        .run(
            Run::asynchronous(
                "a task asks, another thread works",
                start::asynchronous::page,
            )
            .in_python(
                "a task asks, another thread works",
                kit::python!("start/asynchronous.py"),
            ),
        )
        .run(
            Run::asynchronous("a future that nobody spawned", start::lazy::wrong_lazy)
                .in_python("a coroutine without a task", kit::python!("start/lazy.py"))
                .named("lazy")
                .wrong(),
        )
        .run(
            Run::asynchronous("a task that gets no turn", start::computes::wrong_computes)
                .in_python(
                    "a task that gets no turn",
                    kit::python!("start/computes.py"),
                )
                .named("computes")
                .wrong(),
        )
        .look_for(
            "1. Where does the summary begin? A thread begins when it is spawned. A task begins \
             when the one that spawned it awaits something. A future that nobody spawned begins \
             when it is awaited itself.",
        )
}

fn hold(lesson: Lesson) -> Lesson {
    let scenario = Scenario::articles(&[2, 3]);
    let saved = || Reply::ok().after(4);
    lesson
        .idea(
            "What nobody holds may not survive",
            "Two articles are summarised, one after the other. Each summary is saved in the \
             background, and at last the page is published.",
        )
        .scenario(
            scenario
                .follow_up("save article 1", saved())
                .follow_up("save article 2", saved())
                .follow_up("page", Reply::ok().after(2)),
        )
        .run(
            Run::blocking("threads, joined at the end", hold::blocking::publish)
                .in_python(
                    "a pool of threads, waited for at the end",
                    kit::python!("hold/blocking.py"),
                )
                .telling(),
        )
        .run(
            Run::asynchronous("tasks, awaited at the end", hold::asynchronous::publish)
                .in_python("a TaskGroup", kit::python!("hold/asynchronous.py"))
                .telling(),
        )
        .run(
            Run::blocking(
                "main returns, and its process ends",
                hold::forget::blocking::wrong_publish,
            )
            .in_own_process()
            .named("forgotten threads")
            .telling()
            .wrong(),
        )
        .run(
            Run::asynchronous(
                "the function returns, and its runtime ends",
                hold::forget::asynchronous::wrong_publish,
            )
            .in_python("the loop ends", kit::python!("hold/forget.py"))
            .named("forgotten tasks")
            .telling()
            .wrong(),
        )
        .run(
            Run::asynchronous(
                "spawned in the last lines",
                hold::last_line::wrong_last_line,
            )
            .named("last lines")
            .telling()
            .wrong(),
        )
        .look_for(
            "2. All of them say that they saved two articles. Threads end with their process \
             and tasks with their runtime, wherever they are: the server sees them hang up at \
             0.7 s. What was spawned in the last lines was not even sent. The first save ended \
             in time, which is why nobody notices in a test.",
        )
}

fn heard(lesson: Lesson) -> Lesson {
    let saying = |text| Reply::ok().saying(text);
    lesson
        .idea(
            "A panic that nobody hears",
            "Each summary is saved under its title, but the one of article 2 has none: its save \
             panics. The page is to be published when both are saved, and else an alarm is raised.",
        )
        .scenario(
            Scenario::new()
                .prompt("article 1", saying("Sun: it shines.").after(2))
                .prompt("article 2", saying("Rain falls all day.").after(3))
                .follow_up("save Sun", Reply::ok().after(4))
                .follow_up("save Rain", Reply::ok().after(4))
                .follow_up("page", Reply::ok().after(4))
                .follow_up("alarm", Reply::ok().after(1)),
        )
        .run(Run::blocking("threads, joined before the page", heard::blocking::publish).telling())
        .run(
            Run::asynchronous(
                "tasks, awaited before the page",
                heard::asynchronous::publish,
            )
            .in_python(
                "tasks, gathered before the page",
                kit::python!("heard/asynchronous.py"),
            )
            .telling(),
        )
        .run(
            Run::blocking(
                "threads that nobody joins",
                heard::unheard::blocking::wrong_publish,
            )
            .named("unheard threads")
            .telling()
            .wrong(),
        )
        .run(
            Run::asynchronous(
                "tasks that nobody awaits",
                heard::unheard::asynchronous::wrong_publish,
            )
            .in_python("tasks that nobody awaits", kit::python!("heard/unheard.py"))
            .named("unheard tasks")
            .telling()
            .wrong(),
        )
        .look_for(
            "3. Nobody saves the summary of article 2. Whoever joins a thread or awaits a task \
             gets its panic, and the alarm is raised. Where nobody does, the page is published, \
             and the program ends well.",
        )
}
