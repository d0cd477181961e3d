//! What every run is made of: the configuration, opened.

use std::{path::PathBuf, sync::Arc, time::Duration};

use config::Config;
use connectors::{
    Clock, DeadLetters, DeliverError, JournalEnds, Web, all_acknowledged, open_sink, open_source,
};
use item::SourceId;
use jiff::Timestamp;
use pipeline::{
    classify::Classifier,
    run::{
        Back, Deliveries, Delivery, Plan, Postponed, Progress, RunError, SinkReport, Treatments,
    },
};
use state::{JournalReader, State, Suspect};
use tokio::runtime::{Builder, Runtime};

use crate::{clock, exit, exit::Exit, report};

/// The web, as all sources and sinks of a run ask it.
pub(super) fn web(config: &Config) -> Web {
    Web::new(config.http.clone(), clock::system())
}

/// What a run begins with.
pub(super) struct Basis {
    pub(super) state: State,
    /// What was being prepared when the last process ended suddenly.
    pub(super) suspects: Vec<Suspect>,
    /// The deliveries of an earlier run of this process.
    pub(super) going_on: Option<Deliveries>,
    pub(super) progress: Arc<Progress>,
}

impl Basis {
    /// That of the first run of a process.
    pub(super) fn new(state: State, suspects: Vec<Suspect>) -> Self {
        Self {
            state,
            suspects,
            going_on: None,
            progress: Arc::default(),
        }
    }
}

/// Which sources a run asks for their listings; pending entries of all of them are worked on.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// Those that are polled.
    pub(super) polled: Vec<SourceId>,
    /// Those that are read further back.
    pub(super) back: Vec<Back>,
}

/// Opens what the configuration names, for a run that asks these sources.
pub(super) fn plan(
    config: &Config,
    web: &Web,
    basis: Basis,
    classifier: Classifier,
    asked: Asked,
    deadline: Option<Timestamp>,
) -> Plan {
    let clock = clock::system();
    let open = |source: &config::Source| {
        let connector = open_source(source, web, Arc::clone(&clock));
        (source.id.clone(), connector)
    };
    let Sinks {
        deliveries,
        postponed,
        refused,
    } = sinks(config, &basis, web, &clock);
    Plan {
        state: basis.state,
        suspects: basis.suspects,
        going_on: basis.going_on,
        connectors: config.sources.iter().map(open).collect(),
        polled: asked.polled,
        back: asked.back,
        treatments: Treatments::of(&config.sources),
        stories: config.stories,
        alarms: config.alarms,
        classifier,
        deliveries,
        postponed,
        refused,
        cursors: all_acknowledged(&cursors(config)),
        clock,
        deadline,
        progress: basis.progress,
    }
}

/// How long the runtime may take to end threads that are still at work after a second signal.
pub(super) const LAST_GRACE: Duration = Duration::from_millis(200);

/// Says why a run could not go on, and picks the code.
pub(super) fn failed(error: &RunError) -> Exit {
    match error {
        RunError::State(error) => exit::of_state(error),
        RunError::Task(_) => {
            let advice = "this is a fault of the program; nothing that was journalled is lost";
            report::failure(error, Some(advice));
            Exit::Failed
        }
    }
}

/// The threads that a run works on.
pub(super) fn runtime() -> Result<Runtime, Exit> {
    let runtime = Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|error| {
        report::problem(&format!("cannot start the runtime: {error}"), None);
        Exit::Failed
    })
}

/// The sinks of a run, but for those whose delivery goes on.
#[derive(Default)]
struct Sinks {
    deliveries: Vec<Delivery>,
    postponed: Vec<Postponed>,
    refused: Vec<SinkReport>,
}

/// Opens them. One that cannot be opened holds nobody else back: what it wants waits in the journal.
fn sinks(config: &Config, basis: &Basis, web: &Web, clock: &Clock) -> Sinks {
    let mut sinks = Sinks::default();
    let going_on = basis.going_on.as_ref();
    for wants in &config.sinks {
        if going_on.is_some_and(|going_on| going_on.goes_on(wants)) {
            continue;
        }
        let opening = Opening {
            wants: wants.clone(),
            cursors: cursors(config),
            journal: basis.state.reader(),
            web: web.clone(),
            clock: Arc::clone(clock),
        };
        if going_on.is_some_and(|going_on| going_on.is_ending(&wants.id)) {
            sinks.postponed.push(Postponed {
                wants: wants.clone(),
                open: Box::new(|| opening.open()),
            });
            continue;
        }
        match opening.open() {
            Ok(delivery) => sinks.deliveries.push(delivery),
            Err(error) => sinks.refused.push(SinkReport::refused(&wants.id, &error)),
        }
    }
    sinks
}

/// What a sink is opened with.
struct Opening {
    wants: config::Sink,
    cursors: PathBuf,
    journal: JournalReader,
    web: Web,
    clock: Clock,
}

impl Opening {
    fn open(self) -> Result<Delivery, DeliverError> {
        let journal = ends(&self.journal);
        let clock = Arc::clone(&self.clock);
        let sink = open_sink(&self.wants, &self.cursors, journal, &self.web, clock)?;
        Ok(Delivery {
            sink,
            dead: DeadLetters::new(&self.cursors, &self.wants.id),
            wants: self.wants,
            clock: self.clock,
        })
    }
}

/// What the journal holds. Where its first event cannot be read it counts as holding all: a sink is then careful.
fn ends(journal: &JournalReader) -> JournalEnds {
    let kept = journal.read_from(0, 1).unwrap_or_default();
    JournalEnds {
        first: kept.first().map_or(1, |event| event.sequence),
        last: journal.durable(),
    }
}

/// Where sinks keep how far they are.
pub(super) fn cursors(config: &Config) -> PathBuf {
    config.state.dir.join("sinks")
}
