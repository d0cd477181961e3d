//! The counts in the text format of Prometheus.

use std::{fmt::Write as _, sync::Arc};

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};

use item::StateAlarm;

use crate::{
    api::{SinkStatus, Status, rows},
    problem::Problem,
    room::Room,
    source::SourceRow,
};

const FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

pub(crate) async fn metrics(State(room): State<Arc<Room>>) -> Result<Response, Problem> {
    let text = room.read(text).await?;
    Ok(([(header::CONTENT_TYPE, FORMAT)], text).into_response())
}

fn text(room: &Room) -> Result<String, Problem> {
    let status = Status::of(room)?;
    let mut out = String::new();
    gauges(&mut out, &status);
    for (name, count) in &status.run {
        let name = format!("{name}_total");
        one(&mut out, &name, "Since the run began.", "counter", *count);
    }
    let dropped = Series {
        name: "dropped_total",
        help: "Entries that were dropped, by reason.",
        kind: "counter",
        label: "reason",
    };
    let reasons = status.dropped.iter();
    dropped.write(&mut out, reasons.map(|(reason, count)| (*reason, *count)));
    of_sources(&mut out, &rows(room)?);
    of_sinks(&mut out, &status.sinks);
    of_alarms(&mut out, &status);
    Ok(out)
}

fn gauges(out: &mut String, status: &Status) {
    let mut gauge = |name: &str, help: &str, value: u64| one(out, name, help, "gauge", value);
    gauge("items", "Items that are known.", status.items);
    gauge("entries", "Entries that are known.", status.entries);
    gauge("pending", "Entries that wait to be read.", status.pending);
    gauge(
        "last_event",
        "Sequence of the last durable event.",
        status.last_event,
    );
    let followers = u64::try_from(status.followers).unwrap_or(u64::MAX);
    gauge(
        "stream_followers",
        "Connections that follow the stream.",
        followers,
    );
    let disk = status.disk_bytes.values().sum();
    gauge("disk_bytes", "What the state weighs on the disk.", disk);
    if let Some(free) = status.disk_free_bytes {
        gauge("disk_free_bytes", "What is free on that disk.", free);
    }
    let seconds = u64::try_from(status.started.as_second()).unwrap_or_default();
    gauge("start_time_seconds", "When the run began (epoch).", seconds);
    let configuration = &status.configuration;
    let is_good = u64::from(configuration.failed.is_none());
    let help = "Whether the configuration, when it was last read, could be used.";
    gauge("config_last_reload_successful", help, is_good);
    let loaded = u64::try_from(configuration.loaded.as_second()).unwrap_or_default();
    let help = "When a configuration that could be used was last read (epoch).";
    gauge("config_last_reload_success_seconds", help, loaded);
    if let Some(bytes) = status.memory_bytes {
        gauge("memory_bytes", "Resident memory of the process.", bytes);
    }
}

fn of_sources(out: &mut String, sources: &[SourceRow]) {
    type Value = fn(&SourceRow) -> Option<u64>;
    let series: [(&str, &str, &str, Value); 7] = [
        (
            "source_failures",
            "Failed polls in a row.",
            "gauge",
            |row| Some(u64::from(row.health.failures)),
        ),
        (
            "source_paused",
            "Whether somebody paused it.",
            "gauge",
            |row| Some(u64::from(row.paused.is_some())),
        ),
        (
            "source_alarms",
            "What it needs a person for: alarms that last.",
            "gauge",
            |row| u64::try_from(row.health.alarms.len()).ok(),
        ),
        (
            "source_unread_seconds",
            "For how long of the last week it could not be read.",
            "gauge",
            |row| u64::try_from(row.unread.as_secs()).ok(),
        ),
        (
            "source_pending",
            "Entries of a source that wait.",
            "gauge",
            |row| u64::try_from(row.pending).ok(),
        ),
        (
            "source_entries_total",
            "Entries that a source listed.",
            "counter",
            |row| Some(row.health.entries_seen),
        ),
        (
            "source_last_success_seconds",
            "Last good poll (epoch).",
            "gauge",
            |row| u64::try_from(row.health.last_success?.as_second()).ok(),
        ),
    ];
    for (name, help, kind, value) in series {
        let series = Series {
            name,
            help,
            kind,
            label: "source",
        };
        let values = sources.iter();
        let values = values.filter_map(|row| Some((row.id.as_str(), value(row)?)));
        series.write(out, values);
    }
}

fn of_sinks(out: &mut String, sinks: &[SinkStatus]) {
    type Value = fn(&SinkStatus) -> u64;
    let series: [(&str, &str, &str, Value); 6] = [
        (
            "sink_events_behind",
            "Durable events that a sink has not dealt with.",
            "gauge",
            |sink| sink.events_behind,
        ),
        (
            "sink_seconds_behind",
            "How long the oldest of them has waited.",
            "gauge",
            |sink| sink.seconds_behind,
        ),
        (
            "sink_open",
            "Whether a sink takes events in this run.",
            "gauge",
            |sink| u64::from(sink.open),
        ),
        (
            "sink_failing",
            "Whether the last try failed; the status says why.",
            "gauge",
            |sink| u64::from(sink.error.is_some()),
        ),
        (
            "sink_set_aside_total",
            "Events that a sink's receiver refused since the run began.",
            "counter",
            |sink| sink.set_aside,
        ),
        (
            "sink_dead_letters",
            "Events in a sink's file of dead letters.",
            "gauge",
            |sink| sink.dead_letters,
        ),
    ];
    for (name, help, kind, value) in series {
        let series = Series {
            name,
            help,
            kind,
            label: "sink",
        };
        let values = sinks.iter().map(|sink| (sink.id.as_str(), value(sink)));
        series.write(out, values);
    }
}

/// What lasts of what sinks and the state are alarmed for, and 0 for what does not.
fn of_alarms(out: &mut String, status: &Status) {
    let state = [StateAlarm::Disk, StateAlarm::Size];
    let alarms = status.alarms.iter();
    let of_state = alarms.clone().filter(|one| one.sink.is_none());
    let lasts = |name: &str| u64::from(of_state.clone().any(|one| one.alarm == name));
    let series = Series {
        name: "state_alarms",
        help: "What the state needs a person for, by alarm.",
        kind: "gauge",
        label: "alarm",
    };
    let values = state
        .iter()
        .map(|alarm| (alarm.name(), lasts(alarm.name())));
    series.write(out, values);
    let series = Series {
        name: "sink_alarms",
        help: "What a sink needs a person for: alarms that last.",
        kind: "gauge",
        label: "sink",
    };
    let of_sink = |sink: &str| {
        let of_it = alarms
            .clone()
            .filter(|one| one.sink.as_deref() == Some(sink));
        of_it.count() as u64
    };
    let values = status.sinks.iter();
    series.write(
        out,
        values.map(|sink| (sink.id.as_str(), of_sink(&sink.id))),
    );
}

/// One value. Writing to a string cannot fail.
fn one(out: &mut String, name: &str, help: &str, kind: &str, value: u64) {
    writeln!(
        out,
        "# HELP newsloom_{name} {help}\n# TYPE newsloom_{name} {kind}\nnewsloom_{name} {value}"
    )
    .ok();
}

/// A value for each of several.
struct Series<'a> {
    name: &'a str,
    help: &'a str,
    kind: &'a str,
    label: &'a str,
}

impl Series<'_> {
    fn write<'v>(&self, out: &mut String, values: impl Iterator<Item = (&'v str, u64)>) {
        let Self {
            name,
            help,
            kind,
            label,
        } = self;
        writeln!(
            out,
            "# HELP newsloom_{name} {help}\n# TYPE newsloom_{name} {kind}"
        )
        .ok();
        for (of, value) in values {
            let of = of.replace('\\', "\\\\").replace('"', "\\\"");
            writeln!(out, "newsloom_{name}{{{label}=\"{of}\"}} {value}").ok();
        }
    }
}
