use super::Panel;
use crate::{Timeline, names};

/// The picture in words, for readers who do not see it.
pub(super) fn panels(panels: &[Panel<'_>]) -> String {
    let panels: Vec<String> = panels.iter().map(panel).collect();
    panels.join(" ")
}

fn panel(panel: &Panel<'_>) -> String {
    let timeline = panel.timeline;
    let figures = names::figures(
        panel.heading,
        timeline.end(),
        &timeline.metrics(),
        timeline.resolution,
    );
    let mut told = vec![figures];
    if let (Some(ghost), Some(against)) = (panel.ghost, panel.against()) {
        told.push(names::ghost(ghost.heading, ghost.timeline.end()));
        told.push(names::sentence(&against.told()));
    }
    told.extend(lanes(timeline));
    let moments = timeline.moments();
    told.extend(
        moments
            .iter()
            .map(|mark| names::at(&mark.name, mark.tick, timeline.resolution) + "."),
    );
    if timeline.shows_load() {
        let load = timeline.load_story();
        told.push(format!("{}: {load}.", names::IN_FLIGHT));
    }
    let tracks = timeline.tracks.iter();
    told.extend(tracks.map(|track| format!("{}: {}.", track.name(), track.story())));
    told.join(" ")
}

fn lanes(timeline: &Timeline) -> Vec<String> {
    let mut told = Vec::new();
    for (row, lane) in timeline.lanes.iter().enumerate() {
        let spans = lane.spans.iter().enumerate();
        told.extend(spans.map(|(index, span)| {
            let story = timeline.span_story(span, &lane.label);
            story + &timeline.chunk_story(row, index) + "."
        }));
        if lane.spans.is_empty() {
            told.push(format!("{}: {}.", lane.label, timeline.story(lane)));
        }
    }
    told
}
