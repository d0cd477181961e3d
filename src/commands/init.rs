//! `newsloom init`: a configuration to start from.

use std::{fs::OpenOptions, io::Write, path::Path};

use crate::{exit::Exit, report};

const TEMPLATE: &str = include_str!("init.toml");

/// Writes the template; never over a file that is there.
pub(crate) fn init(path: &Path) -> Exit {
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .and_then(|mut file| file.write_all(TEMPLATE.as_bytes()));
    match written {
        Ok(()) => {
            report::say(format_args!(
                "wrote {}; put documents into the folder `inbox` beside it, then run `newsloom fetch`",
                path.display()
            ));
            Exit::Done
        }
        Err(error) => {
            let hint = (error.kind() == std::io::ErrorKind::AlreadyExists)
                .then_some("a file is there already and is left as it is; name another one");
            report::problem(&format!("cannot write `{}`: {error}", path.display()), hint);
            Exit::Failed
        }
    }
}
