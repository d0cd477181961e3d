-- Version 1 of the tables (`PRAGMA user_version`).

-- How far each sink has come: the sequence of the last event that is dealt with.
CREATE TABLE cursor (
    sink TEXT PRIMARY KEY NOT NULL,
    sequence INTEGER NOT NULL
) WITHOUT ROWID;

-- Every event once, whole.
CREATE TABLE events (
    id TEXT PRIMARY KEY NOT NULL,   -- stable, also if the state is built anew
    sequence INTEGER NOT NULL,      -- its place in the journal
    time TEXT NOT NULL,             -- when it was journalled (RFC 3339, UTC)
    type TEXT NOT NULL,             -- newsloom.item.new, …
    item TEXT,                      -- the item that it is about, if it is about one
    event TEXT NOT NULL             -- the event as JSON
);
CREATE INDEX events_by_sequence ON events (sequence);
CREATE INDEX events_of_item ON events (item, sequence);

-- Every item as it is now.
CREATE TABLE items (
    id TEXT PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL,
    source TEXT NOT NULL,           -- the source that first brought it
    url TEXT,
    headline TEXT,
    text TEXT NOT NULL,
    publisher TEXT,
    language TEXT,
    published TEXT,                 -- as precise as it is known: a day, or a moment (RFC 3339)
    first_seen TEXT NOT NULL,       -- RFC 3339, UTC
    standing TEXT NOT NULL,         -- original, copy, revision
    copy_of TEXT,                   -- the item that it repeats or revises
    story TEXT,
    withdrawn TEXT,                 -- when it was found to be gone, if it is
    item TEXT NOT NULL              -- the item as JSON
);
CREATE INDEX items_by_first_seen ON items (first_seen);
CREATE INDEX items_of_story ON items (story);
CREATE INDEX items_of_copy ON items (copy_of);
