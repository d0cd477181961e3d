//! Tests of the state as a whole: against a model, over deaths and damage, and under retention.

mod script;

mod damage;
mod dropping;
mod emptying;
mod folding;
mod forgetting;
mod model;
mod near;
mod opening;
mod remembered;
mod retaining;
mod stories;
mod takedown;
