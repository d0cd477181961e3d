//! A week of a newsroom with sources whose rhythms are hidden from it: made up, lived through by the scheduler, and
//! counted.

mod count;
mod hidden;
mod live;
mod luck;

pub(crate) use count::Figures;
pub(crate) use hidden::World;
pub(crate) use live::{Policy, live};
