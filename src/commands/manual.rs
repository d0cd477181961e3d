//! `newsloom completions` and `newsloom man`: made from the types of the command line, so that they cannot be out of date.

use std::io::{self, Write};

use clap::{Command, CommandFactory};
use item::nearest;

use crate::{
    cli::{Cli, CompletionsArgs, ManArgs},
    exit::Exit,
    report,
};

/// What a shell needs to complete the command line.
pub(crate) fn completions(args: &CompletionsArgs) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "newsloom", &mut script);
    Exit::said(&io::stdout().write_all(&script))
}

/// One manual page, as roff.
pub(crate) fn man(args: &ManArgs) -> Exit {
    let program = built();
    let page = match &args.command {
        None => page(program),
        Some(name) => match program.find_subcommand(name) {
            Some(command) => page(command.clone()),
            None => return unknown(&program, name),
        },
    };
    Exit::said(&page.and_then(|page| io::stdout().write_all(&page)))
}

/// The command line with the names that its commands are called by.
fn built() -> Command {
    let mut program = Cli::command();
    program.build();
    program
}

fn page(command: Command) -> io::Result<Vec<u8>> {
    let name = command.get_display_name().unwrap_or("newsloom").to_owned();
    let mut page = Vec::new();
    clap_mangen::Man::new(command.display_name(name))
        .source(concat!("newsloom ", env!("CARGO_PKG_VERSION")))
        .render(&mut page)?;
    Ok(page)
}

fn unknown(program: &Command, name: &str) -> Exit {
    let names = program.get_subcommands().map(Command::get_name);
    let advice = nearest(name, names).map(|near| format!("did you mean `{near}`?"));
    let problem = format!("there is no command `{name}`");
    report::problem(
        &problem,
        advice.as_deref().or(Some("`newsloom help` lists them")),
    );
    Exit::Usage
}

#[cfg(test)]
mod tests {
    use super::{built, page};

    #[test]
    fn every_command_has_a_page_with_its_options() {
        let program = built();
        for command in program.get_subcommands() {
            let page = String::from_utf8(page(command.clone()).unwrap()).unwrap();
            let name = format!("newsloom\\-{}", command.get_name().replace('-', "\\-"));
            assert!(page.contains(&name), "{name} is missing in\n{page}");
            for argument in command.get_arguments() {
                if let Some(long) = argument.get_long().filter(|_| !argument.is_hide_set()) {
                    let long = format!("\\-\\-{}", long.replace('-', "\\-"));
                    assert!(page.contains(&long), "{long} is missing in\n{page}");
                }
            }
        }
    }
}
