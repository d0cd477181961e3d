//! `newsloom train`: a model of topics from the user's own labelled items.

use std::fs;

use pipeline::classify::model::{Grain, Manner, TopicModel};

use super::labelled;
use crate::{
    cli::{MannerArgs, TrainArgs},
    exit::Exit,
    report::{problem, say},
};

/// Trains a model and writes it.
pub(crate) fn train(args: &TrainArgs) -> Exit {
    let samples = match labelled::read(&args.labels) {
        Ok(samples) => samples,
        Err(exit) => return exit,
    };
    let model = match TopicModel::train(&samples, args.manner.into()) {
        Ok(model) => model,
        Err(error) => {
            problem(&format!("cannot train: {error}"), Some("label more items"));
            return Exit::Failed;
        }
    };
    let (shown, bytes) = (args.out.display(), model.to_bytes());
    if let Err(error) = fs::write(&args.out, &bytes) {
        problem(&format!("cannot write `{shown}`: {error}"), None);
        return Exit::Failed;
    }
    say(format_args!(
        "{shown}: {} topics from {} items, {} bytes",
        model.topics().count(),
        model.samples(),
        bytes.len()
    ));
    Exit::Done
}

impl From<MannerArgs> for Manner {
    fn from(args: MannerArgs) -> Self {
        Self {
            grain: if args.words {
                Grain::Words
            } else {
                Grain::Letters
            },
            planned: args.planned,
        }
    }
}
