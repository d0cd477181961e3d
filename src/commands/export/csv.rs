//! Items as a table (RFC 4180), for spreadsheets: whoever opens it runs nothing that a headline says.

use std::io::{self, Write};

use item::{Item, NewsDate, Standing};

use super::{super::found::on_one_line, items::Form};

/// The columns.
const HEADER: &str = "id,published,publisher,language,standing,copy_of,story,headline,url,source";

/// What a cell begins with that a spreadsheet takes for a formula, also in the wide forms that some take for the same.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// The form.
pub(super) struct Csv;

impl Form for Csv {
    fn begin(&self, _: &str, out: &mut dyn Write) -> io::Result<()> {
        write!(out, "{HEADER}\r\n")
    }

    fn item(&self, item: &Item, out: &mut dyn Write) -> io::Result<()> {
        let article = &item.article;
        let (standing, copy_of) = match &item.standing {
            Standing::Original => ("original", None),
            Standing::Copy { of, .. } => ("copy", Some(of.to_string())),
            Standing::Revision { of, .. } => ("revision", Some(of.to_string())),
        };
        let language = item.labels.language.as_ref();
        let cells = [
            item.id.to_string(),
            cell(article.date_published.as_ref().map(NewsDate::as_str)),
            cell(Some(&item.outlet())),
            cell(language.map(|label| &*label.id)),
            standing.to_owned(),
            copy_of.unwrap_or_default(),
            item.story
                .map(|story| story.to_string())
                .unwrap_or_default(),
            cell(article.headline.as_deref()),
            cell(article.url.as_deref()),
            cell(Some(item.source.as_str())),
        ];
        write!(out, "{}\r\n", cells.join(","))
    }

    fn end(&self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// A cell on one line, in quotes where it needs them, and with an apostrophe before what looks like a formula.
fn cell(text: Option<&str>) -> String {
    let mut text: String = text.unwrap_or_default().chars().map(on_one_line).collect();
    if text.trim_start().starts_with(FORMULA) {
        text.insert(0, '\'');
    }
    if text.contains([',', '"']) {
        text = format!("\"{}\"", text.replace('"', "\"\""));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_one_line_that_runs_nothing() {
        let check = |text: &str, expect: &str| assert_eq!(cell(Some(text)), expect);
        check("Harbour closed", "Harbour closed");
        check(
            "Ships, \"pilots\"\r\nand more",
            "\"Ships, \"\"pilots\"\"  and more\"",
        );
        check(
            "=HYPERLINK(\"x\",\"y\")",
            "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"",
        );
        check("\t+1", "' +1");
        check(" @SUM(A1)", "' @SUM(A1)");
        check("-5 degrees", "'-5 degrees");
        check("＝1", "'＝1");
        check("a=b", "a=b");
        assert_eq!(cell(None), "");
    }
}
