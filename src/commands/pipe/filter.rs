//! The loop of every `pipe`: lines in, lines out.

use std::{
    io::{self, BufRead, Read, Write},
    panic::{AssertUnwindSafe, catch_unwind},
};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::{exit::Exit, report};

/// The longest line, in bytes: a body of the largest page that is cleaned, escaped, with room to spare.
const LONGEST_LINE: u64 = 256 * 1024 * 1024;

/// What a filter answers: the fields beside `id`, or what is wrong with the input.
pub(super) type Answer = Result<Map<String, Value>, String>;

/// Answers every line of standard input.
pub(super) fn filter<Input: DeserializeOwned>(answer: impl FnMut(Input) -> Answer) -> Exit {
    match answer_lines(io::stdin().lock(), io::stdout().lock(), answer) {
        Ok(()) => Exit::Done,
        // Who reads us has enough, as `head` does.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
        Err(error) => {
            report::problem(&format!("the pipe broke: {error}"), None);
            Exit::Failed
        }
    }
}

fn answer_lines<Input: DeserializeOwned>(
    mut input: impl BufRead,
    mut output: impl Write,
    mut answer: impl FnMut(Input) -> Answer,
) -> io::Result<()> {
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = input
            .by_ref()
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(());
        }
        if read as u64 == LONGEST_LINE
            && !line.ends_with(
                b"
",
            )
        {
            input.skip_until(b'\n')?;
            line.clear();
            line.extend_from_slice(b"a line longer than any document");
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let value = answer_line(&line, &mut answer);
        serde_json::to_writer(&mut output, &value)?;
        output.write_all(b"\n")?;
        output.flush()?;
    }
}

fn answer_line<Input: DeserializeOwned>(
    line: &[u8],
    answer: &mut impl FnMut(Input) -> Answer,
) -> Value {
    let mut answered = Map::new();
    let parsed: Result<Value, _> = serde_json::from_slice(line);
    answered.insert(
        "id".to_owned(),
        parsed
            .as_ref()
            .ok()
            .and_then(|value| value.get("id"))
            .cloned()
            .unwrap_or(Value::Null),
    );
    let input = parsed.and_then(serde_json::from_value);
    let result = match input {
        Ok(input) => catch_unwind(AssertUnwindSafe(|| answer(input)))
            .unwrap_or_else(|_| Err("preparing it panicked".to_owned())),
        Err(error) => Err(format!("not a line of this kind: {error}")),
    };
    match result {
        Ok(fields) => answered.extend(fields),
        Err(error) => {
            answered.insert("error".to_owned(), json!(error));
        }
    }
    Value::Object(answered)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct In {
        n: u32,
    }

    #[test]
    fn every_line_gets_one_answer_in_order_whatever_it_is() {
        let input = b"{\"id\":1,\"n\":2}\n\nnot json\n{\"id\":3}\n{\"id\":4,\"n\":0}\n".as_slice();
        let mut output = Vec::new();
        let twice = |input: In| {
            assert!(input.n > 0, "none");
            Ok(Map::from_iter([("twice".to_owned(), json!(input.n * 2))]))
        };
        answer_lines(input, &mut output, twice).unwrap();
        let lines: Vec<Value> = String::from_utf8(output)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines.len(), 4);
        assert_eq!(lines[0], json!({ "id": 1, "twice": 4 }));
        assert_eq!(lines[1]["id"], Value::Null);
        assert!(
            lines[2]["error"]
                .as_str()
                .unwrap()
                .contains("missing field `n`")
        );
        assert!(lines[3]["error"].as_str().unwrap().contains("panicked"));
    }
}
