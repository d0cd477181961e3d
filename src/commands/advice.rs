//! What a person can do about an entry that was dropped.

use item::DropReason;

/// Advice for a reason; `None` where nothing is wrong.
pub(crate) fn advice(reason: DropReason) -> Option<&'static str> {
    Some(match reason {
        DropReason::Unchanged
        | DropReason::SameItem
        | DropReason::Expanded
        | DropReason::Superseded => return None,
        DropReason::Empty => {
            "`newsloom try FILE` shows what is left of a document and what was taken out"
        }
        DropReason::Malformed => "look whether it is what its name or its host says it is",
        DropReason::TooLarge => {
            "raise `max_file_size` of the source, or `max_body_size` in `[http]` for the web; then `newsloom retry`"
        }
        DropReason::Gone => "it was deleted; if it comes back, the next poll lists it again",
        DropReason::Unreadable => {
            "the journal has lost it; it is read again when its source lists it again"
        }
        DropReason::NotFound => {
            "there is nothing to read; if the page exists in a browser, the listing gives a wrong address"
        }
        DropReason::Forbidden => {
            "the detail says who refuses: its host (then `headers`, `cookie` or `basic_auth` of the source may let it \
             in), its robots.txt, or this program because of a private address (`[http] allow_private_networks`); then `newsloom retry`"
        }
        DropReason::Unreachable => {
            "open it in a browser on this machine; `newsloom retry` tries it again"
        }
        DropReason::Walled => {
            "a subscription's `cookie` or `headers` in the source may open it, then `newsloom retry`; else read a source \
             without a wall"
        }
        DropReason::ScriptRendered => {
            "nothing runs scripts here; look for a feed that carries the whole text, or for an address of the page \
             without scripts"
        }
        DropReason::Unsupported => "only text is read; narrow the source where it lists much else",
        DropReason::Forgotten => "nothing: `newsloom forget` was asked to know it no more",
        DropReason::Filtered => {
            "nothing, if it is not wanted; else change the source's `filter`, and it is read when its source lists it \
             in another version"
        }
        DropReason::Panicked | DropReason::Crashed => {
            "this is a fault of the program: please report it with the document"
        }
    })
}
