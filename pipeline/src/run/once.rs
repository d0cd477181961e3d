//! The one-shot: poll each source once, drain what is pending, deliver, end.

use std::sync::Arc;

use state::StateError;
use tokio::{
    sync::{Semaphore, watch},
    task::JoinSet,
};

use super::{
    crew::Crew,
    desk::Ends,
    message::DeskHandle,
    plan::{Plan, RunError, Summary},
    poll::{Poll, PollReport, poll},
};

/// Sources that are asked at the same time. The client bounds its requests itself, for each host and in all; this
/// bounds the listings in memory, and is so high that a few slow hosts do not make all other sources wait.
pub(super) const POLLS_AT_ONCE: usize = 256;

/// Runs once. When `stop` turns true, no more work is begun, what was received is settled and delivered.
pub async fn run_once(plan: Plan, stop: watch::Receiver<bool>) -> Result<Summary, RunError> {
    let polls = plan_polls(&plan, &stop)?;
    plan.progress.to_poll(polls.len() as u64);
    let deadline = plan.deadline.unwrap_or_else(|| (plan.clock)());
    let (crew, desk) = Crew::start(plan, Ends::Drained { deadline }, polls.len(), stop)?;
    crew.run(desk.clone(), poll_all(polls, desk)).await
}

fn plan_polls(plan: &Plan, stop: &watch::Receiver<bool>) -> Result<Vec<Poll>, StateError> {
    let permits = Arc::new(Semaphore::new(POLLS_AT_ONCE));
    let mut polls = Vec::new();
    for source in &plan.polled {
        let Some(connector) = plan.connectors.get(source) else {
            continue;
        };
        polls.push(Poll {
            source: source.clone(),
            connector: Arc::clone(connector),
            cursor: plan.state.resume_at(source)?,
            permits: Arc::clone(&permits),
            clock: Arc::clone(&plan.clock),
            progress: Arc::clone(&plan.progress),
            stop: stop.clone(),
        });
    }
    Ok(polls)
}

/// Polls every source once, and gives their reports in the order in which they ended.
async fn poll_all(polls: Vec<Poll>, desk: DeskHandle) -> Result<Vec<PollReport>, RunError> {
    let mut polling = JoinSet::new();
    for one in polls {
        polling.spawn(poll(one, desk.clone()));
    }
    drop(desk);
    let mut reports = Vec::new();
    while let Some(report) = polling.join_next().await {
        // A desk that is gone says why itself.
        reports.extend(report?);
    }
    Ok(reports)
}
