//! How the run is doing, in numbers, and whether it is doing at all.

use std::{collections::BTreeMap, sync::Arc};

use axum::{Json, extract::State};
use jiff::Timestamp;
use pipeline::run::SinkNow;
use serde::Serialize;
use state::{About, Raised, free_space};

use super::sources;
use crate::{configured::Configured, disk, problem::Problem, room::Room};

/// The run and the state, in numbers.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Status {
    /// The version of the program.
    pub(crate) version: &'static str,
    /// Since when it runs.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) started: Timestamp,
    /// Items that are known.
    pub(crate) items: u64,
    /// Entries that are known.
    pub(crate) entries: u64,
    /// Entries that wait to be read.
    pub(crate) pending: u64,
    /// The last event that is durable.
    pub(crate) last_event: u64,
    /// The bytes of memory that the process holds, where the system tells.
    pub(crate) memory_bytes: Option<u64>,
    /// The configuration that holds.
    pub(crate) configuration: Configured,
    /// What this run did, by the name of the count.
    pub(crate) run: BTreeMap<&'static str, u64>,
    /// Entries that this run dropped, by reason.
    pub(crate) dropped: BTreeMap<&'static str, u64>,
    /// Those who follow the stream.
    pub(crate) followers: usize,
    /// What sinks and the state need a person for.
    pub(crate) alarms: Vec<AlarmStatus>,
    /// Where events go, and how far each has come.
    pub(crate) sinks: Vec<SinkStatus>,
    /// Bytes on the disk, by the part of the state.
    pub(crate) disk_bytes: BTreeMap<&'static str, u64>,
    /// Bytes that are free on that disk, where the system tells.
    pub(crate) disk_free_bytes: Option<u64>,
    /// Events that the search index does not know yet.
    pub(crate) search_behind: u64,
}

/// How one sink is doing.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct SinkStatus {
    /// Its id.
    pub(crate) id: String,
    /// Whether it takes events in this run.
    pub(crate) open: bool,
    /// Durable events that it has not dealt with.
    pub(crate) events_behind: u64,
    /// For how long the oldest of them has waited, once it was offered.
    pub(crate) seconds_behind: u64,
    /// What went wrong last, as long as nothing has gone right since.
    pub(crate) error: Option<String>,
    /// Events that its receiver refused in this run, and that were set aside.
    pub(crate) set_aside: u64,
    /// Events in its file of dead letters.
    pub(crate) dead_letters: u64,
}

impl SinkStatus {
    fn of(now: SinkNow, time: Timestamp) -> Self {
        let waited = now.waits_since.map(|since| time.duration_since(since));
        let waited = waited.and_then(|waited| u64::try_from(waited.as_secs()).ok());
        Self {
            id: now.sink,
            open: now.is_open,
            events_behind: now.behind,
            seconds_behind: waited.filter(|_| now.behind > 0).unwrap_or_default(),
            error: now.fault,
            set_aside: now.set_aside,
            dead_letters: now.dead_letters,
        }
    }
}

impl Status {
    pub(crate) fn of(room: &Room) -> Result<Self, Problem> {
        let totals = room.view.totals()?;
        let counts = room.progress.counts();
        let now = room.now();
        let sink = |sink| SinkStatus::of(sink, now);
        let durable = room.view.journal().durable();
        let state = &room.dir;
        let indexed = room.search.bookmark().map_err(Problem::fault)?;
        Ok(Self {
            version: env!("CARGO_PKG_VERSION"),
            started: room.started,
            items: totals.items,
            entries: totals.known,
            pending: counts.pending,
            last_event: durable,
            memory_bytes: memory(),
            configuration: room.configured(),
            run: BTreeMap::from([
                ("entries_listed", counts.listed),
                ("entries_found", counts.found),
                ("entries_changed", counts.changed),
                ("originals", counts.originals),
                ("copies", counts.copies),
                ("updates", counts.updated),
                ("sightings", counts.sighted),
                ("retries", counts.retried),
                ("pages", counts.pages),
                ("page_bytes", counts.page_bytes),
                ("polls_done", counts.polls.done),
                ("polls_failed", counts.polls.failed),
                ("polls_unchanged", counts.polls.unchanged),
                ("delivered", counts.delivered),
            ]),
            dropped: counts.dropped,
            followers: room.live.followers(),
            alarms: alarms(room),
            sinks: room.progress.sinks().into_iter().map(sink).collect(),
            disk_bytes: disk::parts(state),
            disk_free_bytes: free_space(state),
            search_behind: durable.saturating_sub(indexed),
        })
    }
}

/// What a sink or the state needs a person for.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct AlarmStatus {
    /// Which sink; none where it is about the state.
    pub(crate) sink: Option<String>,
    /// What is wrong: `behind`, `refusing` of sinks; `disk`, `size` of the state.
    pub(crate) alarm: &'static str,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub(crate) since: Timestamp,
    /// What happened, in words.
    pub(crate) detail: String,
    /// What a person can do about it.
    pub(crate) hint: String,
}

impl AlarmStatus {
    fn of(raised: Raised) -> Self {
        let (sink, alarm) = match raised.about {
            About::State(alarm) => (None, alarm.name()),
            About::Sink(sink, alarm) => (Some(sink), alarm.name()),
        };
        Self {
            sink,
            alarm,
            since: raised.since,
            detail: raised.detail,
            hint: raised.hint,
        }
    }
}

fn alarms(room: &Room) -> Vec<AlarmStatus> {
    let alarmed = room.progress.alarmed();
    alarmed.into_iter().map(AlarmStatus::of).collect()
}

/// What the process holds, as Linux tells it (`proc_pid_status(5)`): `VmRSS:     12345 kB`.
fn memory() -> Option<u64> {
    let told = std::fs::read_to_string("/proc/self/status").ok()?;
    let held = told.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = held.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// How the run is doing.
#[utoipa::path(get, path = "/api/v1/status", tag = "status", responses((status = 200, body = Status)))]
pub(crate) async fn status(State(room): State<Arc<Room>>) -> Result<Json<Status>, Problem> {
    Ok(Json(room.read(Status::of).await?))
}

/// Whether the process answers.
#[utoipa::path(get, path = "/healthz", tag = "status", responses((status = 200, body = String)))]
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// Whether the state can be read.
#[utoipa::path(get, path = "/readyz", tag = "status", responses(
    (status = 200, body = String), (status = 500, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn readyz(State(room): State<Arc<Room>>) -> Result<&'static str, Problem> {
    room.read(|room| sources::rows(room).map(|_| ())).await?;
    Ok("ready\n")
}
