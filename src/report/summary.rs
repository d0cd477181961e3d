//! What a one-shot did, in a few lines.

use pipeline::run::{Counts, PollEnd, PollReport, SinkEnd, SinkReport, Summary};

use super::words::{bytes, note, problem, say, warning};

/// Says what a run did: problems first, then one line of counts, then one for each sink.
pub(crate) fn summary(summary: &Summary, quiet: bool) {
    summary.polls.iter().for_each(poll);
    summary.sinks.iter().for_each(sink_problem);
    for trouble in &summary.counts.troubles {
        warning(trouble, None);
    }
    if summary.counts.retried > 0 {
        let number = entries(summary.counts.retried);
        let unnamed = summary.counts.retried > summary.counts.troubles.len() as u64;
        warning(
            &format!("{number} could not be read and will be tried again"),
            unnamed.then_some("`--log debug` names all of them"),
        );
    }
    for sink in &summary.retained.gaps {
        warning(
            &format!("sink `{sink}` will never see some events: the hard disk limit dropped them"),
            Some("a `sink.gap` event says which; `[state] hard_max_size` is the limit"),
        );
    }
    if quiet {
        return;
    }
    if summary.stopped {
        say("stopped; what was received is settled, the next run goes on from here");
    }
    say(counts(&summary.counts, &summary.polls));
    for sink in &summary.sinks {
        say(format_args!("{} → {}", events(sink.delivered), sink.sink));
    }
    if summary.counts.deferred > 0 {
        say(format_args!(
            "{} wait until their hosts may be asked again",
            entries(summary.counts.deferred)
        ));
    }
    if summary.retained.segments > 0 {
        say(format_args!(
            "{} old journal segments dropped",
            summary.retained.segments
        ));
    }
}

fn poll(report: &PollReport) {
    for warned in &report.warnings {
        warning(
            &format!(
                "source `{}`: {}: {}",
                report.source, warned.what, warned.message
            ),
            None,
        );
    }
    for noted in &report.notes {
        note(&format!(
            "source `{}`: {}: {}",
            report.source, noted.what, noted.message
        ));
    }
    let unsaid = report.warned - report.warnings.len();
    if unsaid > 0 {
        warning(
            &format!("source `{}`: {unsaid} more warnings", report.source),
            Some("`--log warn` shows them all"),
        );
    }
    match &report.end {
        PollEnd::Failed { message, hint } => problem(
            &format!("source `{}`: {message}", report.source),
            hint.as_deref(),
        ),
        PollEnd::Deferred { message } => note(&format!("source `{}`: {message}", report.source)),
        PollEnd::Complete | PollEnd::Unchanged | PollEnd::Stopped => {}
    }
}

fn sink_problem(report: &SinkReport) {
    match &report.end {
        SinkEnd::Failed { message, hint } => problem(
            &format!("sink `{}`: {message}", report.sink),
            hint.as_deref(),
        ),
        SinkEnd::Stopped => warning(
            &format!(
                "sink `{}` was still delivering; the next run goes on there",
                report.sink
            ),
            None,
        ),
        SinkEnd::Complete | SinkEnd::Closed => {}
    }
}

fn counts(counts: &Counts, polls: &[PollReport]) -> String {
    let is_failed = |poll: &&PollReport| matches!(poll.end, PollEnd::Failed { .. });
    let failed = polls.iter().filter(is_failed).count();
    let mut parts = vec![
        format!("{} polled", plural(polls.len() as u64, "source", "sources")),
        format!("{} listed", entries(counts.listed)),
        format!("{} new", plural(counts.originals, "item", "items")),
        plural(counts.copies, "copy", "copies"),
        plural(counts.updated, "update", "updates"),
    ];
    if counts.polls.unchanged > 0 {
        parts.insert(1, format!("{} unchanged", counts.polls.unchanged));
    }
    if failed > 0 {
        parts.insert(1, format!("{failed} failed"));
    }
    if counts.pages > 0 {
        parts.push(format!(
            "{} read ({})",
            plural(counts.pages, "page", "pages"),
            bytes(counts.page_bytes)
        ));
    }
    if counts.sighted > 0 {
        parts.push(plural(counts.sighted, "sighting", "sightings"));
    }
    parts.extend(
        counts
            .dropped
            .iter()
            .map(|(reason, number)| format!("{number} dropped as {reason}")),
    );
    if counts.pending > 0 {
        parts.push(format!("{} pending", counts.pending));
    }
    parts.join(" · ")
}

fn entries(number: u64) -> String {
    plural(number, "entry", "entries")
}

fn events(number: u64) -> String {
    plural(number, "event", "events")
}

fn plural(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
