//! What HTML says about element names. Tables only.

/// What an element is to the reader of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    /// Never text of the article: styles, templates, navigation.
    Never,
    /// A picture, a film or something else that is shown from elsewhere.
    Media,
    /// A control of a form.
    Field,
    Head,
    Title,
    Meta,
    Link,
    Script,
    Body,
    Form,
    Article,
    Main,
    Section,
    Div,
    Header,
    Footer,
    Aside,
    Paragraph,
    Heading(u8),
    List,
    ListItem,
    Quote,
    Preformatted,
    Table,
    Cell,
    Figure,
    Caption,
    /// Another block.
    Block,
    LineBreak,
    Anchor,
    Time,
    /// Words that stand out from the line.
    Emphasis,
    /// Stands inside a line of text.
    Inline,
}

impl Tag {
    /// The tag of an element by its lower-case name.
    pub(super) fn of(name: &str) -> Self {
        match name {
            "script" => Self::Script,
            "style" | "noscript" | "template" | "frame" | "frameset" | "applet" | "source"
            | "map" | "nav" | "menu" | "dialog" | "marquee" | "amp-ad" | "gcse:search" => {
                Self::Never
            }
            "img" | "picture" | "video" | "audio" | "iframe" | "object" | "embed" | "svg"
            | "canvas" | "math" | "amp-img" | "amp-video" => Self::Media,
            "button" | "input" | "select" | "textarea" | "option" | "datalist" | "progress"
            | "meter" => Self::Field,
            "head" => Self::Head,
            "title" => Self::Title,
            "meta" => Self::Meta,
            "link" => Self::Link,
            "body" => Self::Body,
            "form" => Self::Form,
            "article" => Self::Article,
            "main" => Self::Main,
            "section" => Self::Section,
            "div" => Self::Div,
            "header" | "hgroup" => Self::Header,
            "footer" => Self::Footer,
            "aside" => Self::Aside,
            "p" => Self::Paragraph,
            "h1" => Self::Heading(1),
            "h2" => Self::Heading(2),
            "h3" => Self::Heading(3),
            "h4" => Self::Heading(4),
            "h5" => Self::Heading(5),
            "h6" => Self::Heading(6),
            "ul" | "ol" | "dl" | "dir" => Self::List,
            "li" | "dt" | "dd" => Self::ListItem,
            "blockquote" => Self::Quote,
            "pre" | "listing" | "xmp" => Self::Preformatted,
            "table" => Self::Table,
            "td" | "th" => Self::Cell,
            "figure" => Self::Figure,
            "figcaption" | "caption" => Self::Caption,
            "html" | "address" | "center" | "details" | "summary" | "fieldset" | "legend"
            | "hr" | "tbody" | "thead" | "tfoot" | "tr" | "colgroup" | "body-text" => Self::Block,
            "br" => Self::LineBreak,
            "a" => Self::Anchor,
            "time" => Self::Time,
            "b" | "strong" | "i" | "em" | "u" | "font" | "big" => Self::Emphasis,
            _ => Self::Inline,
        }
    }

    /// Whether its text stands on lines of its own.
    pub(super) fn is_block(self) -> bool {
        !matches!(
            self,
            Self::Never
                | Self::Media
                | Self::Field
                | Self::Head
                | Self::Title
                | Self::Meta
                | Self::Link
                | Self::Script
                | Self::LineBreak
                | Self::Anchor
                | Self::Time
                | Self::Emphasis
                | Self::Inline
        )
    }

    /// Whether what stands in it are no words of the page.
    pub(super) fn is_silent(self) -> bool {
        matches!(self, Self::Never | Self::Media | Self::Field)
    }

    /// Whether nothing in it can be text of the article.
    pub(super) fn is_never_text(self) -> bool {
        matches!(
            self,
            Self::Never
                | Self::Media
                | Self::Field
                | Self::Head
                | Self::Title
                | Self::Meta
                | Self::Link
                | Self::Script
        )
    }
}
