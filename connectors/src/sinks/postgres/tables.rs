//! The sink's tables: made where there are none, looked at where there are, and refused where they are not ours.

use std::collections::BTreeSet;

use tokio_postgres::{Client, Error};

/// The version of the tables, kept in `schema_version`.
const VERSION: i32 = 1;

const TABLES: &str = include_str!("../postgres.sql");

/// Every column of the tables of a schema. Anybody may read the catalogue, whatever they may do with the tables.
const COLUMNS: &str = "
SELECT c.relname::text, a.attname::text
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND a.attnum > 0 AND NOT a.attisdropped";

/// Why the tables cannot be used.
pub(super) enum Unusable {
    /// The database did not do what was asked.
    Database(Error),
    /// They are not what this sink makes; in words, and what a person can do.
    Wrong { reason: String, hint: &'static str },
}

impl From<Error> for Unusable {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

type Columns = BTreeSet<(String, String)>;

/// Makes the tables in the schema, or looks whether they are those that this program knows.
pub(super) async fn prepare(client: &mut Client, schema: &str) -> Result<(), Unusable> {
    let rows = client.query(COLUMNS, &[&schema]).await?;
    let there: Columns = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    let expected = columns(TABLES);
    let has = |table: &str| there.iter().any(|(there, _)| there == table);
    if has("schema_version") {
        check_version(client, schema).await?;
        return check_columns(schema, &expected, &there);
    }
    if let Some((table, _)) = expected.iter().find(|(table, _)| has(table)) {
        return Err(Unusable::Wrong {
            reason: format!("holds a table `{schema}.{table}` that this sink has not made"),
            hint: "nothing was changed: give the sink another `schema`",
        });
    }
    make(client, schema).await?;
    Ok(())
}

async fn make(client: &mut Client, schema: &str) -> Result<(), Error> {
    let making = client.transaction().await?;
    let known = making
        .query_opt(
            "SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = $1",
            &[&schema],
        )
        .await?;
    // Asking to create it where it is there needs a right that the sink need not have.
    let create = match known {
        Some(_) => String::new(),
        None => format!("CREATE SCHEMA \"{schema}\";"),
    };
    let script = format!("{create}SET LOCAL search_path TO \"{schema}\";\n{TABLES}");
    making.batch_execute(&script).await?;
    making.commit().await
}

async fn check_version(client: &Client, schema: &str) -> Result<(), Unusable> {
    let version = client
        .query_opt(
            &format!("SELECT version FROM \"{schema}\".schema_version"),
            &[],
        )
        .await?;
    let version: i32 = version.map_or(Ok(0), |row| row.try_get(0))?;
    if version == VERSION {
        return Ok(());
    }
    Err(Unusable::Wrong {
        reason: format!(
            "has version {version} of the tables in the schema `{schema}`, and this program knows {VERSION}"
        ),
        hint: "a newer program made them: run that, or give the sink another `schema`",
    })
}

fn check_columns(schema: &str, expected: &Columns, there: &Columns) -> Result<(), Unusable> {
    match expected.difference(there).next() {
        None => Ok(()),
        Some((table, column)) => Err(Unusable::Wrong {
            reason: format!("has no column `{column}` in the table `{schema}.{table}`"),
            hint: "put it back (connectors/src/sinks/postgres.sql has all), or drop the schema: the sink then makes it anew from the journal",
        }),
    }
}

/// The columns that a script of `CREATE TABLE`s makes, each on a line of its own.
fn columns(script: &str) -> Columns {
    let mut table = None;
    let mut columns = Columns::new();
    for line in script.lines() {
        if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
            table = rest.split_whitespace().next();
        } else if let (Some(table), Some(rest)) = (table, line.strip_prefix("    ")) {
            let column = rest.split_whitespace().next().unwrap_or_default();
            columns.insert((table.to_owned(), column.to_owned()));
        } else {
            table = None;
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_says_which_columns_there_must_be() {
        let columns = columns(TABLES);
        let of = |table: &str| columns.iter().filter(|(of, _)| of == table).count();
        let counts = ["schema_version", "cursor", "events", "items"].map(of);
        assert_eq!(counts, [1, 2, 6, 15]);
        assert!(columns.contains(&("items".to_owned(), "withdrawn".to_owned())));
    }
}
