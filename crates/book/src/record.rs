use catalogue::{Catalogue, Lesson, Snapshot};
use serde_json::Value;
use std::fmt::Display;
use timeline::{Timeline, seconds};

/// What a lesson printed and recorded when its snapshots were taken.
pub(crate) struct Record {
    pub(crate) title: String,
    pub(crate) runs: Vec<Run>,
    /// All of it, as it was recorded.
    pub(crate) json: Value,
    text: String,
}

/// One run of it.
pub(crate) struct Run {
    pub(crate) name: String,
    /// `blocking` or `async`.
    pub(crate) form: String,
    pub(crate) heading: String,
    pub(crate) wrong: bool,
    pub(crate) idea: Option<String>,
    /// The right run of the same idea that a wrong one is compared with.
    pub(crate) ghost: Option<String>,
    /// Threads that it started.
    pub(crate) threads: Option<u64>,
    /// What its function told when it had ended.
    pub(crate) told: Vec<String>,
    pub(crate) timeline: Timeline,
}

impl Record {
    /// Reads the snapshots of a lesson.
    ///
    /// # Errors
    ///
    /// A sentence that says which snapshot is missing or is none.
    pub(crate) fn read(lesson: &Lesson) -> Result<Self, String> {
        let file = lesson.snapshot_file(Snapshot::Json);
        let none = |why: &dyn Display| format!("{}: {why}", file.display());
        let json: Value = serde_json::from_str(&lesson.snapshot(Snapshot::Json)?)
            .map_err(|error| none(&error))?;
        Ok(Record {
            runs: runs(&json).map_err(|error| none(&error))?,
            title: format!("Lesson {} · {}", json["lesson"], text(&json["title"])),
            json,
            text: lesson.snapshot(Snapshot::Text)?,
        })
    }

    /// Reads the snapshots of the race on the first page.
    ///
    /// # Errors
    ///
    /// As for a lesson.
    pub(crate) fn race(catalogue: &Catalogue) -> Result<Self, String> {
        let none = |why: &dyn Display| format!("the record of the race: {why}");
        let json: Value =
            serde_json::from_str(&catalogue.race(Snapshot::Json)?).map_err(|error| none(&error))?;
        Ok(Record {
            runs: runs(&json).map_err(|error| none(&error))?,
            title: text(&json["title"]),
            json,
            text: catalogue.race(Snapshot::Text)?,
        })
    }

    /// The runs of these names, in this order. A name that several ideas share needs the idea.
    ///
    /// # Errors
    ///
    /// A sentence that names the run, and those that there are.
    pub(crate) fn runs<'a>(
        &self,
        names: impl IntoIterator<Item = &'a str>,
        idea: Option<&str>,
    ) -> Result<Vec<&Run>, String> {
        let there = || {
            self.runs
                .iter()
                .filter(|run| idea.is_none() || run.idea.as_deref() == idea)
        };
        let find = |name: &str| {
            let found: Vec<&Run> = there().filter(|run| run.name == name).collect();
            match found[..] {
                [run] => Ok(run),
                [] => {
                    let names: Vec<&str> = there().map(|run| run.name.as_str()).collect();
                    let names = names.join(", ");
                    Err(format!(
                        "unknown timeline {name}: the runs of {} are {names}",
                        self.title
                    ))
                }
                _ => Err(format!(
                    "several ideas have a run {name}: say which with idea=\"...\""
                )),
            }
        };
        names.into_iter().map(find).collect()
    }

    /// The right run that stands behind one as its ghost: the one that a page names, otherwise the one
    /// that the lesson does. `none` is no run.
    ///
    /// # Errors
    ///
    /// A sentence that says what a page may name.
    pub(crate) fn ghost(&self, run: &Run, named: Option<&str>) -> Result<Option<&Run>, String> {
        let name = match named {
            Some("none") => return Ok(None),
            Some(name) => name,
            None => match &run.ghost {
                Some(name) => name,
                None => return Ok(None),
            },
        };
        let ghost = self.runs([name], run.idea.as_deref())?[0];
        if ghost.wrong || ghost.name == run.name {
            return Err(format!(
                "{name} is no right run to compare {} with",
                run.name
            ));
        }
        Ok(Some(ghost))
    }

    /// What its forms told when they had ended, a line each: of all runs, or of one.
    pub(crate) fn told(&self, run: Option<&Run>) -> String {
        let lines = self.output(run).lines();
        let told = lines.filter_map(|line| line.strip_prefix("  > "));
        told.collect::<Vec<_>>().join("\n")
    }

    /// What it printed: of all runs, or of one.
    pub(crate) fn output(&self, run: Option<&Run>) -> &str {
        let Some(run) = run else {
            return self.text.trim_end();
        };
        let text = &self.text;
        let block = text
            .split("\n\n")
            .find(|block| block.lines().next() == Some(&run.heading));
        block.unwrap_or(text).trim_end()
    }
}

fn runs(json: &Value) -> Result<Vec<Run>, timeline::JsonError> {
    let runs = json["runs"].as_array().map_or(&[][..], Vec::as_slice);
    runs.iter().map(Run::read).collect()
}

fn text(json: &Value) -> String {
    json.as_str().unwrap_or_default().to_owned()
}

impl Run {
    fn read(json: &Value) -> Result<Self, timeline::JsonError> {
        Ok(Run {
            name: text(&json["name"]),
            form: text(&json["form"]),
            heading: text(&json["heading"]),
            wrong: json["wrong"] == true,
            idea: json["idea"].as_str().map(str::to_owned),
            ghost: json["ghost"]["run"].as_str().map(str::to_owned),
            threads: json["new_threads"].as_u64(),
            told: json["told"]
                .as_array()
                .map_or(&[][..], Vec::as_slice)
                .iter()
                .map(text)
                .collect(),
            timeline: Timeline::from_json(&json["timeline"])?,
        })
    }

    /// A figure of the run by its name, as it is printed.
    ///
    /// # Errors
    ///
    /// A sentence that says what can be asked.
    pub(crate) fn figure(&self, of: &str) -> Result<String, String> {
        let metrics = self.timeline.metrics();
        let lane = |label: &str| {
            let lane = self.timeline.lanes.iter().find(|lane| lane.label == label);
            let spans = lane
                .map(|lane| &lane.spans)
                .filter(|spans| !spans.is_empty());
            spans.ok_or_else(|| format!("the run {} has no request {label}", self.name))
        };
        if let Some(label) = of.strip_prefix("start of ") {
            return Ok(seconds(lane(label)?[0].start));
        }
        if let Some(label) = of.strip_prefix("end of ") {
            let end = lane(label)?.iter().filter_map(|span| span.end).max();
            return Ok(end.map_or("never".to_owned(), seconds));
        }
        Ok(match of {
            "time" => seconds(metrics.time),
            "requests" => metrics.requests.to_string(),
            "failed" => metrics.failed.to_string(),
            "hung up" => metrics.abandoned.to_string(),
            "most in flight" => metrics.peak_in_flight.to_string(),
            "connections" => metrics.connections.to_string(),
            "new threads" => self
                .threads
                .map_or("unknown".to_owned(), |threads| threads.to_string()),
            "first ended" => self.ended(|ends| ends.into_iter().min())?,
            "last ended" => self.ended(|ends| ends.into_iter().max())?,
            _ => {
                return Err(format!(
                    "unknown figure {of}: there are time, requests, failed, hung up, most in flight, \
                     connections, new threads, first ended, last ended, start of LANE and end \
                     of LANE"
                ));
            }
        })
    }

    /// The lane whose last request ended at a tick; an order with a tie in it is none.
    fn ended(&self, pick: fn(Vec<u32>) -> Option<u32>) -> Result<String, String> {
        let lanes = self.timeline.lanes.iter();
        let ends = lanes.filter_map(|lane| Some((lane.spans.last()?.end?, &lane.label)));
        let ends: Vec<(u32, &String)> = ends.collect();
        let tick = pick(ends.iter().map(|(end, _)| *end).collect());
        let labels: Vec<&String> = ends
            .iter()
            .filter(|(end, _)| Some(*end) == tick)
            .map(|(_, label)| *label)
            .collect();
        match labels[..] {
            [label] => Ok(label.clone()),
            _ => Err(format!(
                "in the run {}, {} requests end there",
                self.name,
                labels.len()
            )),
        }
    }
}
