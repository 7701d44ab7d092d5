//! What is asked before a lesson runs, in a data file: `lessons/NN-slug/predict.json`. `cargo course
//! predict` asks it on the terminal, and the chapter of the lesson asks it on the page.
//!
//! The file holds questions, and never an answer. It names the place in the lesson's JSON record
//! where the answer is found once the lesson has run:
//!
//! ```json
//! {
//!   "schema": "meanwhile.predict/1",
//!   "questions": [
//!     {
//!       "name": "time",
//!       "ask": "How long does the async form take?",
//!       "answer": "/runs/async/timeline/metrics/time",
//!       "unit": "ticks",
//!       "choices": [6, 14, 28],
//!       "because": "Its loop waits for each answer before it sends the next request."
//!     }
//!   ]
//! }
//! ```
//!
//! `name` is what a chapter calls the question, to ask it where its answer is about to be seen. No other
//! question of the lesson has it.
//!
//! `answer` is a JSON pointer. A step into a list is the `name` or the `label` of one of its items, or
//! its position. Where a lesson has several ideas whose runs share a name, the step is both, `IDEA ·
//! NAME`. Among lanes, `first ended` and `last ended` are steps too. With the `unit`
//! `ticks`, a number is asked for and shown in seconds. Without `choices`, a number is asked for.
//! `because` is shown afterwards.
//!
//! A run that did not keep time says nothing of times, of orders, and of how many there were at
//! once. How many requests, connections and threads there were in all, it does say.

use serde_json::Value;
use std::fs;
use std::path::Path;

/// What is counted in all, so that a run says it also when it could not keep time.
const COUNTS: [&str; 3] = ["/metrics/requests", "/metrics/connections", "/new_threads"];

const SCHEMA: &str = "meanwhile.predict/1";

/// One question about a lesson.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// What a chapter calls it: lower case, digits and hyphens.
    pub name: String,
    /// What is asked.
    pub ask: String,
    /// What there is to choose from, as in the record; a number is asked for when it is empty.
    pub choices: Vec<Value>,
    /// What is said afterwards.
    pub because: String,
    /// Whether the answer is a number of ticks, for people: seconds.
    ticks: bool,
    answer: String,
}

/// Reads the questions of a lesson.
///
/// # Errors
///
/// One line on what is wrong, when the file cannot be read or is not as described above.
pub fn read(path: &Path) -> Result<Vec<Question>, String> {
    let text = fs::read_to_string(path);
    let text = text.map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let wrong = |what: &str| format!("{}: {what}", path.display());
    let document: Value = serde_json::from_str(&text).map_err(|error| wrong(&error.to_string()))?;
    all(&document).map_err(|what| wrong(&what))
}

/// The questions of a document.
fn all(document: &Value) -> Result<Vec<Question>, String> {
    if document["schema"] != SCHEMA {
        return Err(format!("its schema is not \"{SCHEMA}\""));
    }
    let questions = document["questions"].as_array();
    let questions = questions.filter(|questions| !questions.is_empty());
    let questions = questions.ok_or("it has no questions")?;
    let mut all: Vec<Question> = Vec::new();
    for (value, number) in questions.iter().zip(1..) {
        let question =
            Question::read(value).map_err(|what| format!("question {number}: {what}"))?;
        if all.iter().any(|other| other.name == question.name) {
            return Err(format!("two questions are called \"{}\"", question.name));
        }
        all.push(question);
    }
    Ok(all)
}

/// Whether a word can be the name of a question: `last-answer`.
fn is_name(word: &str) -> bool {
    let fits = |sign: char| matches!(sign, 'a'..='z' | '0'..='9' | '-');
    word.starts_with(|sign: char| sign.is_ascii_lowercase()) && word.chars().all(fits)
}

impl Question {
    fn read(value: &Value) -> Result<Self, String> {
        let known = ["name", "ask", "answer", "unit", "choices", "because"];
        let fields = value.as_object().ok_or("it is no object")?;
        if let Some(other) = fields.keys().find(|key| !known.contains(&key.as_str())) {
            return Err(format!("there is no field \"{other}\""));
        }
        let text = |key: &str| {
            let text = value[key].as_str().filter(|text| !text.is_empty());
            text.map(str::to_owned)
                .ok_or_else(|| format!("\"{key}\" is missing"))
        };
        let name = text("name")?;
        if !is_name(&name) {
            return Err(format!(
                "\"name\" is a word of small letters, digits and hyphens, not \"{name}\""
            ));
        }
        let choices = match &value["choices"] {
            Value::Null => Vec::new(),
            Value::Array(choices) if choices.len() > 1 => choices.clone(),
            _ => return Err("\"choices\" are a list of two or more".to_owned()),
        };
        let ticks = match &value["unit"] {
            Value::Null => false,
            unit if unit == "ticks" => true,
            _ => return Err("\"unit\" is \"ticks\", or left out".to_owned()),
        };
        Ok(Question {
            name,
            ask: text("ask")?,
            answer: text("answer")?,
            because: text("because")?,
            choices,
            ticks,
        })
    }

    /// Where in a record the answer is.
    pub fn pointer(&self) -> &str {
        &self.answer
    }

    /// The answer, as a lesson's record tells it; `None` when the record does not.
    pub fn answer<'a>(&self, record: &'a Value) -> Option<&'a Value> {
        let found = find(record, &self.answer)?;
        (!found.is_null()).then_some(found)
    }

    /// The run that is asked about.
    pub fn run<'a>(&self, record: &'a Value) -> Option<&'a Value> {
        let steps: Vec<&str> = self.answer.split('/').take(3).collect();
        find(record, &steps.join("/"))
    }

    /// Whether the run that is asked about kept time.
    pub fn is_steady(&self, record: &Value) -> bool {
        let run = self.run(record);
        run.is_none_or(|run| run["timeline"]["steady"] != false)
    }

    /// Whether the run that is asked about can tell the answer: it kept time, or none is needed.
    pub fn is_told(&self, record: &Value) -> bool {
        let is_count = COUNTS.iter().any(|count| self.answer.ends_with(count));
        is_count || self.is_steady(record)
    }

    /// A value of the record, as people read it.
    pub fn show(&self, value: &Value) -> String {
        match value.as_u64().filter(|_| self.ticks) {
            Some(ticks) => timeline::seconds(u32::try_from(ticks).unwrap_or(u32::MAX)),
            None => value.as_str().map_or(value.to_string(), str::to_owned),
        }
    }

    /// What somebody typed, as a value of the record; `None` when it is no answer.
    ///
    /// A choice is named by its letter, `a` for the first, or by itself: `0.6 s`, or `0.6`. Its place
    /// has no number, because choices are numbers themselves.
    pub fn understand(&self, typed: &str) -> Option<Value> {
        let typed = plain(typed);
        if self.choices.is_empty() {
            return self.number(&typed);
        }
        let letter = typed.trim_end_matches(['.', ')']);
        let named = self.choices.iter().zip('a'..='z').find(|(choice, name)| {
            *letter == name.to_string() || typed == self.show(choice).to_lowercase()
        });
        let named = named.map(|(choice, _)| choice.clone());
        named.or_else(|| {
            self.number(&typed)
                .filter(|number| self.choices.contains(number))
        })
    }

    /// Whether what was typed had more digits than an answer has: `0.93` for 0.9 s.
    pub fn is_rounded(&self, typed: &str) -> bool {
        let scaled = self.scaled(&plain(typed));
        scaled.is_some_and(|scaled| (scaled - scaled.round()).abs() > 1e-6)
    }

    /// A number in the unit that is asked for, with or without the unit.
    fn number(&self, typed: &str) -> Option<Value> {
        // A whole number of what the record counts, and small enough to be one.
        let whole = self.scaled(typed)?.round();
        (0.0..1e9)
            .contains(&whole)
            .then(|| Value::from(whole as u64))
    }

    /// A number of what the record counts.
    fn scaled(&self, typed: &str) -> Option<f64> {
        let number = typed.strip_suffix('s').filter(|_| self.ticks);
        let number: f64 = number.unwrap_or(typed).trim().parse().ok()?;
        let scale = if self.ticks { 10.0 } else { 1.0 };
        Some(number * scale)
    }
}

/// What was typed, as numbers are written here. Half of the world writes 0,6.
fn plain(typed: &str) -> String {
    typed.trim().replace(',', ".").to_lowercase()
}

/// Follows a path through a document.
fn find<'a>(document: &'a Value, path: &str) -> Option<&'a Value> {
    let steps = path.strip_prefix('/')?.split('/');
    steps.into_iter().try_fold(document, |value, step| {
        let step = step.replace("~1", "/").replace("~0", "~");
        match value {
            Value::Array(items) => item(items, &step),
            _ => value.get(&step),
        }
    })
}

/// The item of a list that a step means. A name that two of them have means none.
fn item<'a>(items: &'a [Value], step: &str) -> Option<&'a Value> {
    if let "first ended" | "last ended" = step {
        return ended(items, step == "last ended");
    }
    let is_called = |item: &&Value| {
        let text = |key: &str| item[key].as_str().unwrap_or_default();
        let whole = format!("{} · {}", text("idea"), text("name"));
        [text("name"), text("label"), &whole].contains(&step)
    };
    let mut called = items.iter().filter(is_called);
    match (called.next(), called.next()) {
        (Some(item), None) => Some(item),
        (None, _) => items.get(step.parse::<usize>().ok()?),
        _ => None,
    }
}

/// The lane whose last span ended before or after those of all others. A tie has no answer.
fn ended(lanes: &[Value], last: bool) -> Option<&Value> {
    let end = |lane: &Value| lane["spans"].as_array()?.last()?["end"].as_u64();
    let ends = lanes.iter().filter_map(|lane| Some((end(lane)?, lane)));
    let mut ends: Vec<_> = ends.collect();
    ends.sort_by_key(|(end, _)| *end);
    if last {
        ends.reverse();
    }
    match ends[..] {
        [(_, lane)] => Some(lane),
        [(one, lane), (other, _), ..] if one != other => Some(lane),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn question(unit: Option<&str>, choices: &[u64]) -> Question {
        let mut value = json!({
            "name": "time",
            "ask": "How long?",
            "answer": "/runs/async/timeline/lanes/article 4/spans/0/start",
            "because": "Because.",
        });
        if let Some(unit) = unit {
            value["unit"] = unit.into();
        }
        if !choices.is_empty() {
            value["choices"] = choices.into();
        }
        Question::read(&value).expect("it is as it should be")
    }

    #[test]
    fn the_answer_is_found_by_names_and_by_numbers() {
        let record = json!({"runs": [
            {"name": "blocking"},
            {"name": "async", "timeline": {
                "steady": false,
                "lanes": [{"label": "article 4", "spans": [{"start": 3}]}],
            }},
        ]});
        let question = question(Some("ticks"), &[]);
        assert_eq!(question.answer(&record), Some(&json!(3)));
        assert!(!question.is_steady(&record));
        assert_eq!(find(&record, "/runs/0/name"), Some(&json!("blocking")));
        for nowhere in ["/runs/3", "/runs/third", "/runs/0/name/x", "runs", ""] {
            assert_eq!(find(&record, nowhere), None, "{nowhere}");
        }
        // What a system does not tell is null in the record.
        let record = json!({"runs": [{"name": "async", "timeline": {"lanes": [
            {"label": "article 4", "spans": [{"start": null}]},
        ]}}]});
        assert_eq!(question.answer(&record), None);
    }

    #[test]
    fn a_name_of_two_runs_needs_their_idea() {
        let record = json!({"runs": [
            {"idea": "Gather", "name": "async", "is": 1},
            {"idea": "Group", "name": "async", "is": 2},
        ]});
        assert_eq!(find(&record, "/runs/async/is"), None);
        assert_eq!(find(&record, "/runs/Group · async/is"), Some(&json!(2)));
    }

    #[test]
    fn the_lane_that_ends_first_or_last_is_found_unless_there_are_two() {
        let lane = |label: &str, end: u64| json!({"label": label, "spans": [{"end": end}]});
        let record = json!([lane("a", 2), lane("b", 5), lane("c", 5), {"label": "d", "spans": []}]);
        assert_eq!(find(&record, "/first ended/label"), Some(&json!("a")));
        assert_eq!(find(&record, "/last ended/label"), None);
        assert_eq!(find(&json!([]), "/last ended/label"), None);
    }

    #[test]
    fn a_number_is_typed_in_the_unit_that_is_asked_for() {
        let seconds = question(Some("ticks"), &[]);
        for typed in ["1.2", " 1.2 s ", "1.2s", "1,2"] {
            assert_eq!(seconds.understand(typed), Some(json!(12)), "{typed}");
        }
        assert_eq!(seconds.show(&json!(12)), "1.2 s");
        let threads = question(None, &[]);
        assert_eq!(threads.understand("8"), Some(json!(8)));
        assert_eq!(threads.show(&json!(8)), "8");
        for typed in ["", "many", "-1", "99999999999999"] {
            assert_eq!(threads.understand(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_number_with_more_digits_is_rounded_and_said_to_be() {
        let seconds = question(Some("ticks"), &[]);
        for (typed, ticks) in [("0,93", 9), ("0.95 s", 10), ("1.04s", 10)] {
            assert_eq!(seconds.understand(typed), Some(json!(ticks)), "{typed}");
            assert!(seconds.is_rounded(typed), "{typed}");
        }
        for typed in ["0.9", "0,3 s", "1", "2.80", "soon"] {
            assert!(!seconds.is_rounded(typed), "{typed}");
        }
        assert!(question(None, &[]).is_rounded("7.6"));
    }

    #[test]
    fn a_run_that_did_not_keep_time_still_tells_what_it_counts_in_all() {
        let record = json!({"runs": [{"name": "async", "timeline": {"steady": false}}]});
        let asked = |path: &str| Question {
            answer: format!("/runs/async/{path}"),
            ..question(None, &[])
        };
        for (path, told) in [
            ("timeline/metrics/connections", true),
            ("new_threads", true),
            ("timeline/metrics/time", false),
            ("timeline/metrics/peak_in_flight", false),
            ("timeline/lanes/last ended/label", false),
        ] {
            assert_eq!(asked(path).is_told(&record), told, "{path}");
        }
    }

    #[test]
    fn a_choice_is_named_by_its_letter_or_by_itself() {
        let seconds = question(Some("ticks"), &[6, 28]);
        for typed in ["b", "B)", " b. ", "2.8", "2,8 s", "2.8s"] {
            assert_eq!(seconds.understand(typed), Some(json!(28)), "{typed}");
        }
        let threads = question(None, &[0, 1, 8]);
        assert_eq!(threads.understand("1"), Some(json!(1)));
        assert_eq!(threads.understand("a"), Some(json!(0)));
        for typed in ["2", "d", "all", "", "1 2"] {
            assert_eq!(threads.understand(typed), None, "{typed}");
        }
        let mut labels = question(None, &[]);
        labels.choices = vec![json!("article 4"), json!("article 7")];
        assert_eq!(labels.understand("Article 7"), Some(json!("article 7")));
    }

    #[test]
    fn no_two_questions_have_one_name() {
        let question =
            |name: &str| json!({"name": name, "ask": "?", "answer": "/x", "because": "So."});
        let read =
            |names: [&str; 2]| all(&json!({"schema": SCHEMA, "questions": names.map(question)}));
        assert_eq!(read(["first", "last-2"]).map(|all| all.len()), Ok(2));
        let twice = "two questions are called \"first\"".to_owned();
        assert_eq!(read(["first", "first"]), Err(twice));
    }

    #[test]
    fn what_is_wrong_with_a_question_is_said() {
        let mistake = |value: Value| Question::read(&value).expect_err("it is wrong");
        assert_eq!(mistake(json!({"ask": "?"})), "\"name\" is missing");
        assert_eq!(
            mistake(json!({"name": "a", "ask": "?"})),
            "\"answer\" is missing"
        );
        for name in ["How long", "Time", "-a", "3"] {
            assert_eq!(
                mistake(json!({"name": name, "ask": "?"})),
                format!("\"name\" is a word of small letters, digits and hyphens, not \"{name}\"")
            );
        }
        assert_eq!(
            mistake(json!({"ask": "?", "answr": "/x"})),
            "there is no field \"answr\""
        );
        assert_eq!(
            mistake(json!({"name": "a", "ask": "?", "choices": [1]})),
            "\"choices\" are a list of two or more"
        );
        assert_eq!(
            mistake(json!({"name": "a", "ask": "?", "unit": "hours"})),
            "\"unit\" is \"ticks\", or left out"
        );
    }
}
