//! The one-shot: poll each source once, drain what is pending, deliver, end.

use std::sync::Arc;

use state::StateError;
use tokio::{
    sync::{Semaphore, watch},
    task::JoinSet,
};

use super::{
    back::{BackFrom, Walk, walk},
    crew::Crew,
    desk::Ends,
    message::DeskHandle,
    plan::{Plan, Reports, RunError, Summary},
    poll::{Poll, poll},
};

/// Sources that are asked at the same time. The client bounds its requests itself, for each host and in all; this
/// bounds the listings in memory, and is so high that a few slow hosts do not make all other sources wait.
pub(super) const POLLS_AT_ONCE: usize = 256;

/// Runs once. When `stop` turns true, no more work is begun, what was received is settled and delivered.
pub async fn run_once(plan: Plan, stop: watch::Receiver<bool>) -> Result<Summary, RunError> {
    let permits = Arc::new(Semaphore::new(POLLS_AT_ONCE));
    let polls = plan_polls(&plan, &permits, &stop)?;
    let walks = plan_walks(&plan, &permits, &stop)?;
    plan.progress.to_poll(polls.len() as u64);
    let deadline = plan.deadline.unwrap_or_else(|| (plan.clock)());
    let asking = polls.len() + walks.len();
    let (crew, desk) = Crew::start(plan, Ends::Drained { deadline }, asking, stop.clone())?;
    let left = crew.run(desk.clone(), ask_all(polls, walks, desk));
    left.await?.close(stop).await
}

fn plan_polls(
    plan: &Plan,
    permits: &Arc<Semaphore>,
    stop: &watch::Receiver<bool>,
) -> Result<Vec<Poll>, StateError> {
    let mut polls = Vec::new();
    for source in &plan.polled {
        let Some(connector) = plan.connectors.get(source) else {
            continue;
        };
        polls.push(Poll {
            source: source.clone(),
            connector: Arc::clone(connector),
            cursor: plan.state.resume_at(source)?,
            permits: Arc::clone(permits),
            clock: Arc::clone(&plan.clock),
            progress: Arc::clone(&plan.progress),
            stop: stop.clone(),
        });
    }
    Ok(polls)
}

fn plan_walks(
    plan: &Plan,
    permits: &Arc<Semaphore>,
    stop: &watch::Receiver<bool>,
) -> Result<Vec<Walk>, StateError> {
    let mut walks = Vec::new();
    for back in &plan.back {
        let Some(connector) = plan.connectors.get(&back.source) else {
            continue;
        };
        walks.push(Walk {
            back: back.clone(),
            past: match back.from {
                BackFrom::Reached => plan.state.past(&back.source)?,
                BackFrom::Today => None,
            },
            connector: Arc::clone(connector),
            permits: Arc::clone(permits),
            clock: Arc::clone(&plan.clock),
            progress: Arc::clone(&plan.progress),
            stop: stop.clone(),
        });
    }
    Ok(walks)
}

/// Polls every source once, walks every way back, and gives their reports in the order in which they ended.
async fn ask_all(
    polls: Vec<Poll>,
    walks: Vec<Walk>,
    desk: DeskHandle,
) -> Result<Reports, RunError> {
    let (mut polling, mut walking) = (JoinSet::new(), JoinSet::new());
    for one in polls {
        polling.spawn(poll(one, desk.clone()));
    }
    for one in walks {
        walking.spawn(walk(one, desk.clone()));
    }
    drop(desk);
    let mut reports = Reports::default();
    // A desk that is gone says why itself.
    while let Some(report) = polling.join_next().await {
        reports.polls.extend(report?);
    }
    while let Some(report) = walking.join_next().await {
        reports.back.extend(report?);
    }
    Ok(reports)
}
