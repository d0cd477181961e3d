//! The trees of the store and what distinguishes them.

/// A tree: rows of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Tree {
    /// Source and entry key -> version, status, item.
    Known,
    /// Journal sequence -> the entry that waits.
    Pending,
    /// Item id -> its newest event, version, digest.
    Items,
    /// The id that a key URL would give -> the item that it belongs to.
    Aliases,
    /// Source name -> its number.
    Sources,
    /// Source number -> where to resume it.
    Cursors,
    /// Host and line -> that the line is furniture there.
    Furniture,
    /// Source number -> how far back it was read.
    Pasts,
    /// Story -> what it counts.
    Stories,
    /// Story and turn -> items of it.
    Members,
    /// Journal sequence, the last first -> the story that it told of last.
    Latest,
    /// How far the fold is, and its counters.
    Meta,
    /// Source name -> how its polls go. Soft: not a fold of the journal.
    Health,
    /// Journal sequence -> attempts at a pending entry. Soft: not a fold of the journal.
    Retry,
    /// Host and place -> the lines of one of its last items. Soft: not a fold of the journal.
    Shown,
    /// Source name -> up to where its texts were taken out of the journal. Soft: not a fold of the journal.
    Emptied,
    /// Item id -> when its page is asked for again, and how. Soft: not a fold of the journal.
    Recheck,
    /// Source number -> what it listed last. Soft: not a fold of the journal.
    Listed,
    /// Source name -> its last failed polls, and for how long it could not be read. Soft: not a fold of the journal.
    Failures,
    /// What sinks and the state are alarmed for. Soft: not a fold of the journal.
    Alarms,
}

impl Tree {
    /// Every tree.
    pub(crate) const ALL: [Self; 20] = [
        Self::Known,
        Self::Pending,
        Self::Items,
        Self::Aliases,
        Self::Sources,
        Self::Cursors,
        Self::Furniture,
        Self::Pasts,
        Self::Stories,
        Self::Members,
        Self::Latest,
        Self::Meta,
        Self::Health,
        Self::Retry,
        Self::Shown,
        Self::Emptied,
        Self::Recheck,
        Self::Listed,
        Self::Failures,
        Self::Alarms,
    ];

    /// The trees that are a fold of the journal; [`Tree::Meta`] comes last, because it says that the others
    /// are complete.
    pub(crate) const HARD: [Self; 12] = [
        Self::Known,
        Self::Pending,
        Self::Items,
        Self::Aliases,
        Self::Sources,
        Self::Cursors,
        Self::Furniture,
        Self::Pasts,
        Self::Stories,
        Self::Members,
        Self::Latest,
        Self::Meta,
    ];

    /// Its name on disk and in checkpoints.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Pending => "pending",
            Self::Items => "items",
            Self::Aliases => "aliases",
            Self::Sources => "sources",
            Self::Cursors => "cursors",
            Self::Furniture => "furniture",
            Self::Pasts => "pasts",
            Self::Stories => "stories",
            Self::Members => "members",
            Self::Latest => "latest",
            Self::Meta => "meta",
            Self::Health => "health",
            Self::Retry => "retry",
            Self::Shown => "shown",
            Self::Emptied => "emptied",
            Self::Recheck => "recheck",
            Self::Listed => "listed",
            Self::Failures => "failures",
            Self::Alarms => "alarms",
        }
    }
}
