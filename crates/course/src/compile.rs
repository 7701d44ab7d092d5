use crate::runner::{self, Notice, Runner};
use crate::{Course, cannot};
use anstream::{AutoStream, ColorChoice};
use catalogue::Lesson;
use serde_json::Value;
use std::io::{self, BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::Stdio;
use std::thread;

/// Lines of an error that are read.
const SCREEN: usize = 30;

/// What became of an exercise that was built.
pub(crate) enum Build {
    /// A program, and what the compiler warns of, a line each.
    Program(PathBuf, Vec<String>),
    /// The learner's code is refused: the first error as the compiler tells it, and a line on it.
    Refused { told: String, advice: String },
    /// Cargo could not even try; this is what it said.
    Failed(String),
}

/// Something that the compiler says.
struct Message {
    level: String,
    text: String,
    code: Option<String>,
    place: Option<(String, u64)>,
    rendered: String,
}

/// Builds the exercise of a lesson.
pub(crate) fn build(course: &Course, lesson: &Lesson, runner: &Runner) -> Result<Build, String> {
    let _notice = Notice::of(lesson.package());
    let format = match AutoStream::choice(&io::stdout()) {
        ColorChoice::Never => "json",
        _ => "json-diagnostic-rendered-ansi",
    };
    let mut cargo = runner::cargo();
    cargo
        .current_dir(&course.root)
        .args(["build", "-q", "-p", &lesson.package()])
        .args(["--example", &lesson.exercise_name()])
        .args(["--message-format", format])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = cargo.spawn().map_err(cannot("start", "cargo".as_ref()))?;
    // Both pipes are read at once: one that is full would stop cargo.
    let said = child.stderr.take().map(|mut pipe| {
        thread::spawn(move || {
            let mut said = Vec::new();
            let _ = pipe.read_to_end(&mut said);
            String::from_utf8_lossy(&said).into_owned()
        })
    });
    let mut messages = Vec::new();
    let mut program = None;
    let lines = child.stdout.take().map(|pipe| BufReader::new(pipe).lines());
    for line in lines.into_iter().flatten().map_while(Result::ok) {
        // A line that is not JSON comes from a build script's print, not from cargo.
        let line: Value = serde_json::from_str(&line).unwrap_or_default();
        if line["reason"] == "compiler-message" {
            messages.push(Message::read(&line["message"]));
        } else if line["reason"] == "compiler-artifact"
            && line["target"]["name"] == lesson.exercise_name()
        {
            program = line["executable"].as_str().map(PathBuf::from);
        }
    }
    let status = runner
        .wait(child)
        .map_err(cannot("run", "cargo".as_ref()))?;
    let said = said.and_then(|thread| thread.join().ok());
    if let Some(refused) = refused(course, lesson, &messages) {
        return Ok(refused);
    }
    match program {
        Some(program) if status.success() => {
            let mut warnings: Vec<_> = messages.iter().filter_map(Message::warning).collect();
            warnings.sort();
            let warnings = warnings.into_iter();
            let line = |(line, text)| format!("line {line}: {text}");
            Ok(Build::Program(program, warnings.map(line).collect()))
        }
        _ => Ok(Build::Failed(said.unwrap_or_default())),
    }
}

/// The first error is shown whole: those after it are often its children.
fn refused(course: &Course, lesson: &Lesson, messages: &[Message]) -> Option<Build> {
    // The last message only counts the others.
    let errors = messages
        .iter()
        .filter(|message| message.level == "error" && !message.text.starts_with("aborting due to"));
    let errors: Vec<&Message> = errors.collect();
    let first = errors.first()?;
    let place = match &first.place {
        Some((file, line)) => format!("line {line} of {file}"),
        None => course.shown(&lesson.exercise()),
    };
    let more = match errors.len() {
        1 => String::new(),
        2 => " One more error may go away with it.".to_owned(),
        n => format!(" {} more errors may go away with it.", n - 1),
    };
    let code = first.code.as_deref().filter(|code| code.starts_with('E'));
    let explain = code.map(|code| format!(" About it: rustc --explain {code}"));
    let explain = explain.unwrap_or_default();
    let mut advice = format!("It does not compile yet: see {place}.{more}{explain}");
    if let Some(known) = EXPLAINED.iter().find(|known| known.is(first)) {
        let Explained { why, anchor, .. } = known;
        let page = "the page \"What the compiler asks\" of the book (cargo run -p book)";
        advice.push_str(&format!(
            "\n{why} More on it: compiler.html#{anchor}, {page}."
        ));
    }
    let told = shortened(first.rendered.trim_end(), lesson);
    Some(Build::Refused { told, advice })
}

/// An error that learners of the exercises meet, and the page that leads on.
#[derive(Debug)]
pub struct Explained {
    /// Its code, or words of an error that has none.
    error: &'static str,
    why: &'static str,
    /// Where on the page `compiler.md` it is explained.
    pub anchor: &'static str,
}

/// Said of both errors that a borrow too short comes with.
const OUTLIVES: &str = "A task or a thread may outlive what it borrows here: give it values of its own, or use a scope.";

/// All errors that have a sentence of their own.
pub const EXPLAINED: &[Explained] = &[
    Explained {
        error: "E0521",
        why: OUTLIVES,
        anchor: "static",
    },
    Explained {
        error: "E0597",
        why: OUTLIVES,
        anchor: "static",
    },
    Explained {
        error: "E0373",
        why: "A closure or a block that outlives this function has to own what it uses: write move before it.",
        anchor: "async-move",
    },
    Explained {
        error: "E0382",
        why: "A value has one owner: what was given away is gone here. Clone it before.",
        anchor: "moved",
    },
    Explained {
        error: "E0027",
        why: "A pattern names all fields of a variant, or ends with two dots.",
        anchor: "fields",
    },
    Explained {
        error: "E0728",
        why: "Only an async function or block can wait with .await.",
        anchor: "await",
    },
    Explained {
        error: "cannot be sent between threads safely",
        why: "What a spawned task holds across an .await may move to another thread with it.",
        anchor: "send",
    },
    Explained {
        error: "The default runtime flavor is `multi_thread`",
        why: "Say which runtime: #[tokio::main(flavor = \"current_thread\")].",
        anchor: "runtime-flavour",
    },
];

impl Explained {
    fn is(&self, message: &Message) -> bool {
        message.code.as_deref() == Some(self.error) || message.text.contains(self.error)
    }
}

/// An error that tells a whole story is cut where a screen ends.
fn shortened(told: &str, lesson: &Lesson) -> String {
    let lines = told.lines().count();
    if lines <= SCREEN {
        return told.to_owned();
    }
    let kept: Vec<&str> = told.lines().take(SCREEN).collect();
    format!(
        "{}\n... and {} more lines: cargo build -p {} --example {}",
        kept.join("\n"),
        lines - SCREEN,
        lesson.package(),
        lesson.exercise_name()
    )
}

impl Message {
    fn read(message: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let spans = message["spans"].as_array().map_or(&[][..], Vec::as_slice);
        let primary = spans.iter().find(|span| span["is_primary"] == true);
        Message {
            level: text(&message["level"]),
            text: text(&message["message"]),
            code: message["code"]["code"].as_str().map(str::to_owned),
            place: primary
                .and_then(|span| Some((text(&span["file_name"]), span["line_start"].as_u64()?))),
            rendered: text(&message["rendered"]),
        }
    }

    /// A warning and its line; that of a future that nobody awaits is worth reading.
    fn warning(&self) -> Option<(u64, &str)> {
        let (_, line) = self.place.as_ref()?;
        (self.level == "warning").then_some((*line, &self.text))
    }
}
