//! `newsloom eval`: how good topics are, on labelled items that the model has not seen.

use std::io;

use pipeline::classify::model::Trial;
use serde_json::{Value, json};

use super::labelled;
use crate::{
    cli::EvalArgs,
    exit::Exit,
    report::{line, problem},
};

/// Tries a model, or the training itself, on labelled items, and prints what came of it.
pub(crate) fn eval(args: &EvalArgs) -> Exit {
    tried(args).map_or_else(
        |exit| exit,
        |trial| {
            let said = if args.json {
                print_json(&trial)
            } else {
                print(&trial)
            };
            Exit::said(&said)
        },
    )
}

fn tried(args: &EvalArgs) -> Result<Trial, Exit> {
    let samples = labelled::read(&args.labels)?;
    if let Some(path) = &args.model {
        let model = labelled::read_model(path)?;
        return Ok(Trial::of(&model, &samples));
    }
    Trial::by_folds(&samples, args.folds.into(), args.manner.into()).map_err(|error| {
        problem(&format!("cannot train: {error}"), Some("label more items"));
        Exit::Failed
    })
}

fn print(trial: &Trial) -> io::Result<()> {
    let (answered, right) = trial.answered();
    line(format_args!(
        "{} items: accuracy {:.3}, macro F1 {:.3}; {:.1} % labelled, {:.1} % of those right",
        trial.outcomes.len(),
        trial.accuracy(),
        trial.macro_f1(),
        answered * 100.0,
        right * 100.0
    ))?;
    line("")?;
    let topics = trial.topics();
    let width = topics.iter().map(|topic| topic.chars().count()).max();
    let width = width.unwrap_or_default().max(5);
    line(format_args!(
        "{:width$}  items  precision  recall     F1",
        "topic"
    ))?;
    for of_topic in trial.by_topic() {
        line(format_args!(
            "{:width$}  {:5}  {:9.3}  {:6.3}  {:5.3}",
            of_topic.topic, of_topic.texts, of_topic.precision, of_topic.recall, of_topic.f1
        ))?;
    }
    line("")?;
    line("what each topic (row) was taken for (column); the last column is none")?;
    for (topic, row) in topics.iter().zip(trial.confusion()) {
        let cells: Vec<String> = row.iter().map(|count| format!("{count:5}")).collect();
        line(format_args!("{topic:width$}  {}", cells.join(" ")))?;
    }
    Ok(())
}

fn print_json(trial: &Trial) -> io::Result<()> {
    let (answered, right) = trial.answered();
    let topics = trial.by_topic().into_iter().map(|of_topic| {
        json!({
            "topic": of_topic.topic, "items": of_topic.texts,
            "precision": of_topic.precision, "recall": of_topic.recall, "f1": of_topic.f1,
        })
    });
    let topics: Vec<Value> = topics.collect();
    line(json!({
        "items": trial.outcomes.len(), "accuracy": trial.accuracy(), "macro_f1": trial.macro_f1(),
        "labelled": answered, "right_of_labelled": right, "topics": topics, "confusion": trial.confusion(),
    }))
}
