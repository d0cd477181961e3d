//! What a one-shot did, in a few lines.

use pipeline::run::{
    BackEnd, BackReport, PollEnd, PollReport, Remarks, SinkEnd, SinkReport, Summary,
};

use super::times::moment;
use super::words::{bytes, note, problem, say, warning};
use connectors::Warning;
use item::SourceId;

/// Says what a run did: problems first, then one line of counts, then one for each sink.
pub(crate) fn summary(summary: &Summary, quiet: bool) {
    summary.polls.iter().for_each(poll);
    summary.back.iter().for_each(back_problems);
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
    summary.back.iter().for_each(back);
    say(counts(summary));
    for sink in &summary.sinks {
        say(format_args!("{} → {}", events(sink.delivered), sink.sink));
    }
    if summary.counts.deferred > 0 {
        say(format_args!(
            "{} wait until their hosts may be asked again",
            entries(summary.counts.deferred)
        ));
    }
    if summary.retained.emptied > 0 {
        say(format_args!(
            "{} rewritten without words that are older than their sources' `keep`",
            plural(
                summary.retained.emptied as u64,
                "journal segment",
                "journal segments"
            )
        ));
    }
    if summary.retained.segments > 0 {
        say(format_args!(
            "{} old journal segments dropped",
            summary.retained.segments
        ));
    }
}

/// What was said of single entries or pages of a source.
fn remarks(source: &SourceId, said: &Remarks) {
    let Remarks {
        warnings,
        warned,
        notes,
    } = said;
    let of = |said: &Warning| format!("source `{source}`: {}: {}", said.what, said.message);
    for warned in warnings {
        warning(&of(warned), None);
    }
    for noted in notes {
        note(&of(noted));
    }
    let unsaid = warned.saturating_sub(warnings.len());
    if unsaid > 0 {
        warning(
            &format!("source `{source}`: {unsaid} more warnings"),
            Some("`--log debug` shows them all"),
        );
    }
}

fn back_problems(report: &BackReport) {
    remarks(&report.source, &report.remarks);
    if let BackEnd::Failed { message, hint } = &report.end {
        problem(
            &format!("source `{}`: the way back: {message}", report.source),
            hint.as_deref(),
        );
    }
}

/// How far back a source was read.
fn back(report: &BackReport) {
    let since = moment(report.since);
    let reached = match report.reached {
        Some(reached) => format!("to {}", moment(reached)),
        None => "to entries without dates".to_owned(),
    };
    let far = match &report.end {
        BackEnd::Reached => format!("reads back to {since}"),
        BackEnd::Exhausted => format!("reads back {reached}, and lists nothing before"),
        BackEnd::Stopped | BackEnd::Failed { .. } => {
            format!("reads back {reached}; the same command goes on from there to {since}")
        }
        BackEnd::Deferred { message } => {
            format!("reads back {reached}; the same command goes on from there later: {message}")
        }
    };
    say(format_args!(
        "source `{}` {far} · {} · {} listed · {} of them new",
        report.source,
        plural(report.steps, "step", "steps"),
        entries(report.listed),
        report.brought
    ));
}

fn poll(report: &PollReport) {
    remarks(&report.source, &report.remarks);
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
    if report.set_aside > 0 {
        let (set_aside, sink) = (events(report.set_aside), &report.sink);
        warning(
            &format!(
                "sink `{sink}`: its receiver refuses {set_aside}; they are set aside in its file of dead letters"
            ),
            Some(&format!(
                "`newsloom replay --dead --to {sink}` offers them again"
            )),
        );
    }
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

fn counts(summary: &Summary) -> String {
    let Summary { counts, polls, .. } = summary;
    // A way back tells of itself what it listed.
    let is_back = !summary.back.is_empty();
    let is_failed = |poll: &&PollReport| matches!(poll.end, PollEnd::Failed { .. });
    let failed = polls.iter().filter(is_failed).count();
    let mut parts = Vec::new();
    if !is_back {
        parts.push(format!(
            "{} polled",
            plural(polls.len() as u64, "source", "sources")
        ));
    }
    if failed > 0 {
        parts.push(format!("{failed} failed"));
    }
    if counts.polls.unchanged > 0 {
        parts.push(format!("{} unchanged", counts.polls.unchanged));
    }
    if !is_back {
        parts.push(format!("{} listed", entries(counts.listed)));
    }
    parts.extend([
        format!("{} new", plural(counts.originals, "item", "items")),
        plural(counts.copies, "copy", "copies"),
        plural(counts.updated, "update", "updates"),
    ]);
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
    if counts.withdrawn > 0 {
        parts.push(format!("{} withdrawn", counts.withdrawn));
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

pub(crate) fn events(number: u64) -> String {
    plural(number, "event", "events")
}

fn plural(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
