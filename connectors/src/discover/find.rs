//! What was found on a site.

use jiff::Timestamp;

/// All that was found.
#[derive(Debug, Clone, Default)]
pub struct Discovered {
    /// Where the address that was asked for led.
    pub url: String,
    /// The title of that page.
    pub title: Option<String>,
    /// The language that it declares.
    pub language: Option<String>,
    /// What can be read, the best first; feeds of comments and empty ones last.
    pub finds: Vec<Find>,
    /// Addresses that were tried.
    pub tried: usize,
    /// What is worth knowing besides, in words.
    pub notes: Vec<String>,
}

/// Something that can be read as a source.
#[derive(Debug, Clone)]
pub struct Find {
    /// As what.
    pub kind: FindKind,
    /// Where it is.
    pub url: String,
    /// Its title.
    pub title: Option<String>,
    /// Its entries now.
    pub entries: usize,
    /// When the newest of them was published or changed.
    pub newest: Option<Timestamp>,
    /// The language that it declares.
    pub language: Option<String>,
    /// Whether most of its entries carry their whole text.
    pub whole: bool,
    /// Whether it lists what readers say.
    pub comments: bool,
    /// Of a page: by which rule the links to its articles are known, if any are.
    pub rule: Option<String>,
    /// How its address was found.
    pub by: By,
    /// Other addresses that list the same.
    pub doubles: Vec<String>,
    /// Digests of what it lists.
    pub(super) listed: Vec<u64>,
}

/// Kinds of sources that are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FindKind {
    /// A feed.
    Feed,
    /// A sitemap with pages that are marked as news.
    NewsSitemap,
    /// A page with links.
    Page,
}

/// How an address was found, the most trustworthy first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum By {
    /// It is the one that was asked for.
    Itself,
    /// The page names it to programs.
    Named,
    /// The page names it to readers.
    Linked,
    /// Sites of this kind have it there.
    Platform(&'static str),
    /// robots.txt names it.
    Robots,
    /// Many sites have it there.
    Usual,
}

impl Find {
    /// A find of which nothing is known yet.
    pub(super) fn new(kind: FindKind, url: String, by: By) -> Self {
        Self {
            kind,
            url,
            title: None,
            entries: 0,
            newest: None,
            language: None,
            whole: false,
            comments: false,
            rule: None,
            by,
            doubles: Vec::new(),
            listed: Vec::new(),
        }
    }
}

impl FindKind {
    /// The name of the kind of source that reads it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Feed => "feed",
            Self::NewsSitemap => "sitemap",
            Self::Page => "page",
        }
    }
}

impl By {
    /// In words.
    pub fn words(self) -> String {
        match self {
            Self::Itself => "the address itself".to_owned(),
            Self::Named => "named by the page".to_owned(),
            Self::Linked => "linked on the page".to_owned(),
            Self::Platform(name) => format!("where {name} has it"),
            Self::Robots => "named by robots.txt".to_owned(),
            Self::Usual => "at a usual place".to_owned(),
        }
    }
}
