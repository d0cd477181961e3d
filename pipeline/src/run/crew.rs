//! Those who work on a run beside its polls: the desk, who opens and prepares, who delivers. They begin together and
//! end in their order: the polls, then the workers, then the desk, which gives back the state. The deliveries may go on.

use std::{
    collections::BTreeSet, convert::Infallible, future::Future, pin::pin, sync::Arc,
    thread::available_parallelism,
};

use connectors::Clock;
use state::{State, StateError};
use tokio::{
    runtime::Handle,
    sync::{Semaphore, watch},
    task::JoinSet,
};

use super::{
    closing::Left,
    deliver::SinkReport,
    deliveries::Deliveries,
    desk::{Desk, Ends, Start},
    fetch::{Ended, fetch},
    furniture::Furniture,
    message::DeskHandle,
    plan::{Plan, Reports, RunError},
    prepare::Tools,
    progress::Progress,
    watch::Watch,
    work::work,
};

/// The crew of a run.
pub(super) struct Crew {
    desk: JoinSet<Result<(State, Watch), StateError>>,
    tools: Arc<Tools>,
    deliveries: Deliveries,
    refused: Vec<SinkReport>,
    clock: Clock,
    progress: Arc<Progress>,
    ends: Ends,
    stop: watch::Receiver<bool>,
}

impl Crew {
    /// Starts the desk and the sinks. `polling` polls will be reported to the desk.
    pub(super) fn start(
        mut plan: Plan,
        ends: Ends,
        polling: usize,
        stop: watch::Receiver<bool>,
    ) -> Result<(Self, DeskHandle), StateError> {
        let furniture = Furniture::of(&plan.state)?;
        let journal = plan.state.reader();
        let is_first = plan.going_on.is_none();
        let begun = || Deliveries::new(journal.durable());
        let mut deliveries = plan.going_on.take().unwrap_or_else(begun);
        let windows = plan.connectors.iter();
        let on_watch = Watch::of(&plan.state, plan.alarms, configured(&plan, &deliveries))?;
        tell_where_sinks_are(&plan, &deliveries);
        let (handle, inbox) = DeskHandle::new();
        let start = Start {
            sources: windows
                .map(|(source, connector)| (source.clone(), connector.window()))
                .collect(),
            state: plan.state,
            suspects: plan.suspects,
            clock: Arc::clone(&plan.clock),
            progress: Arc::clone(&plan.progress),
            durable: deliveries.announcer(),
            furniture: furniture.clone(),
            treatments: plan.treatments.clone(),
            stories: plan.stories,
            watch: on_watch,
            polling,
            ends,
            is_first,
        };
        plan.progress.durable(journal.durable());
        let goes_on = (&journal, &plan.progress, ends);
        deliveries.begin(plan.deliveries, goes_on);
        deliveries.begin_behind(plan.postponed, goes_on);
        let runtime = Handle::current();
        let mut desk = JoinSet::new();
        desk.spawn_blocking(move || Desk::new(start).serve(inbox, &runtime));
        let tools = Tools {
            connectors: plan.connectors,
            treatments: plan.treatments,
            classifier: plan.classifier,
            furniture,
            cores: Semaphore::new(cores()),
            progress: Arc::clone(&plan.progress),
        };
        let crew = Self {
            desk,
            tools: Arc::new(tools),
            deliveries,
            refused: plan.refused,
            clock: plan.clock,
            progress: plan.progress,
            ends,
            stop,
        };
        Ok((crew, handle))
    }

    /// Works until the polls have ended and nothing is left, or a stop is asked for.
    pub(super) async fn run(
        mut self,
        handle: DeskHandle,
        polls: impl Future<Output = Result<Reports, RunError>>,
    ) -> Result<Left, RunError> {
        let reports = self.attend(handle, polls).await?;
        let (state, on_watch) = match self.desk.join_next().await {
            Some(ended) => ended??,
            None => return Err(StateError::Poisoned.into()),
        };
        Ok(Left {
            state,
            ends: self.ends,
            watch: on_watch,
            deliveries: self.deliveries,
            reports,
            refused: self.refused,
            clock: self.clock,
            progress: self.progress,
        })
    }

    /// Polls and works until both are done, or the desk is gone; then nobody holds the desk any more.
    async fn attend(
        &self,
        desk: DeskHandle,
        polls: impl Future<Output = Result<Reports, RunError>>,
    ) -> Result<Reports, RunError> {
        let mut working = JoinSet::new();
        for _ in 0..cores() {
            let worker = work(desk.clone(), Arc::clone(&self.tools));
            working.spawn(worker);
        }
        working.spawn(fetch(desk.clone(), Arc::clone(&self.tools), cores()));
        let mut stop = self.stop.clone();
        let stopping = async move {
            // An error means that nobody can ask for a stop any more; then there is none.
            if stop.wait_for(|stop| *stop).await.is_ok() {
                desk.stop().await.ok();
            }
            std::future::pending::<Infallible>().await
        };
        tokio::select! {
            reports = all(polls, working) => reports,
            never = stopping => match never {},
        }
    }
}

/// The names of all sinks that are configured.
fn configured(plan: &Plan, going_on: &Deliveries) -> BTreeSet<String> {
    let opened = plan.deliveries.iter().map(|delivery| delivery.sink.id());
    let refused = plan.refused.iter().map(|refused| refused.sink.as_str());
    let postponed = plan.postponed.iter().map(|one| one.wants.id.as_str());
    let going_on = going_on.names().into_iter();
    let all = going_on.chain(opened).chain(refused).chain(postponed);
    all.map(str::to_owned).collect()
}

/// Notes how far each sink is, configured or not.
fn tell_where_sinks_are(plan: &Plan, deliveries: &Deliveries) {
    let sinks = &plan.progress.sinks;
    let going_on = deliveries.names();
    sinks.forget_but(&going_on);
    let others = plan.cursors.iter();
    for (sink, sequence) in others.filter(|(sink, _)| !going_on.contains(sink.as_str())) {
        sinks.stands_at(sink, *sequence);
    }
    for delivery in &plan.deliveries {
        let sequence = delivery.sink.resume().saturating_sub(1);
        sinks.stands_at(delivery.sink.id(), sequence);
    }
    for refused in &plan.refused {
        sinks.is_refused(&refused.sink, &refused.end);
    }
}

/// Waits for the polls and for those who work. Polls may never end, so a worker that fails ends the waiting at once:
/// nobody would do its work.
async fn all(
    polls: impl Future<Output = Result<Reports, RunError>>,
    mut working: JoinSet<Result<(), Ended>>,
) -> Result<Reports, RunError> {
    let mut polls = pin!(polls);
    let mut reports = None;
    loop {
        tokio::select! {
            ended = &mut polls, if reports.is_none() => reports = Some(ended?),
            Some(worker) = working.join_next() => match worker? {
                Err(Ended::Task(error)) => return Err(error.into()),
                // A desk that is gone says why itself.
                Ok(()) | Err(Ended::Desk(_)) => {}
            },
            else => return Ok(reports.unwrap_or_default()),
        }
    }
}

/// How many documents are prepared at once.
fn cores() -> usize {
    available_parallelism().map_or(2, usize::from)
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::*;

    #[tokio::test]
    async fn a_worker_that_dies_ends_a_run_whose_polls_never_end() {
        let mut working = JoinSet::new();
        working.spawn(pending());
        working.spawn(async { panic!("it is so scripted") });
        let ended = all(pending(), working).await;
        assert!(matches!(ended, Err(RunError::Task(_))), "{ended:?}");
    }

    #[tokio::test]
    async fn a_worker_that_is_done_ends_no_polls() {
        let mut working = JoinSet::new();
        working.spawn(async { Ok(()) });
        let polls = async {
            for _ in 0..10 {
                tokio::task::yield_now().await;
            }
            Ok(Reports::default())
        };
        assert!(all(polls, working).await.is_ok());
    }
}
