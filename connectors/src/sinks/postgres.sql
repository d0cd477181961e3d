-- Version 1 of the tables. They are those of the sink `sqlite`, in PostgreSQL's types.

CREATE TABLE schema_version (
    version integer NOT NULL
);
INSERT INTO schema_version VALUES (1);

-- How far each sink has come: the sequence of the last event that is dealt with.
CREATE TABLE cursor (
    sink text PRIMARY KEY,
    sequence bigint NOT NULL
);

-- Every event once, whole.
CREATE TABLE events (
    id text PRIMARY KEY,            -- stable, also if the state is built anew
    sequence bigint NOT NULL,       -- its place in the journal
    time timestamptz NOT NULL,      -- when it was journalled
    type text NOT NULL,             -- newsloom.item.new, …
    item text,                      -- the item that it is about, if it is about one
    event jsonb NOT NULL            -- the event
);
CREATE INDEX events_by_sequence ON events (sequence);
CREATE INDEX events_of_item ON events (item, sequence);

-- Every item as it is now.
CREATE TABLE items (
    id text PRIMARY KEY,
    version integer NOT NULL,
    source text NOT NULL,           -- the source that first brought it
    url text,
    headline text,
    text text NOT NULL,
    publisher text,
    language text,
    published text,                 -- as precise as it is known: a day, or a moment (RFC 3339)
    first_seen timestamptz NOT NULL,
    standing text NOT NULL,         -- original, copy, revision
    copy_of text,                   -- the item that it repeats or revises
    story text,
    withdrawn timestamptz,          -- when it was found to be gone, if it is
    item jsonb NOT NULL             -- the item
);
CREATE INDEX items_by_first_seen ON items (first_seen);
CREATE INDEX items_of_story ON items (story);
CREATE INDEX items_of_copy ON items (copy_of);
