//! `newsloom lineage`: who published a report first, who copied it, after how long and how much of it.

use std::{fmt::Write as _, io, path::Path};

use item::{How, Item, ItemId, NewsDate, Standing};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::{
    family::family,
    outlet::{Moment, outlet},
    show::with_item,
};
use crate::{cli::ItemArgs, exit::Exit, report};

/// One of the chain.
#[derive(Debug, Serialize)]
struct Link {
    id: ItemId,
    outlet: String,
    url: Option<String>,
    headline: Option<String>,
    date_published: Option<NewsDate>,
    /// Seconds after the original; none where either says no time, or only a day that is the same.
    delay_seconds: Option<i64>,
    of: Option<ItemId>,
    how: Option<How>,
    similarity: Option<f32>,
    coverage: Option<f32>,
    credits: Vec<item::Credit>,
    asked_for: bool,
}

/// Tells the chain that an item belongs to.
pub(crate) fn lineage(path: &Path, args: &ItemArgs) -> Exit {
    with_item(path, args, |item, state| {
        let family = family(state, item).map_err(io::Error::other)?;
        let original = family.original.as_ref();
        let mut links: Vec<(Option<Timestamp>, Link)> = original
            .into_iter()
            .chain(&family.copies)
            .map(|member| (published(member), link(member, original, item.id)))
            .collect();
        // The original leads, whatever the dates say: a credit may have decided.
        links.sort_by_key(|(time, link)| {
            let first = original.is_some_and(|original| original.id == link.id);
            (!first, time.is_none(), *time, link.id)
        });
        let links: Vec<Link> = links.into_iter().map(|(_, link)| link).collect();
        if args.json {
            let told = serde_json::json!({ "links": links, "more": family.more });
            return report::line(told);
        }
        for link in &links {
            report::line(sentence(link))?;
        }
        if original.is_none() {
            report::note("the original is known, but the journal no longer keeps it");
        }
        if family.more {
            report::note("there are more copies than are told here");
        }
        Ok(())
    })
}

fn published(item: &Item) -> Option<Timestamp> {
    item.article.date_published.as_ref()?.as_timestamp()
}

fn link(member: &Item, original: Option<&Item>, asked: ItemId) -> Link {
    let (of, how, similarity, coverage) = match member.standing {
        Standing::Copy {
            of,
            how,
            similarity,
            coverage,
        } => (Some(of), Some(how), Some(similarity), Some(coverage)),
        _ => (None, None, None, None),
    };
    let moment = |item: &Item| Moment::of(item.article.date_published.as_ref()?);
    let first = original.and_then(moment);
    let delay = of.and_then(|_| moment(member)?.after(first?));
    Link {
        id: member.id,
        outlet: outlet(member),
        url: member.article.url.clone(),
        headline: member.article.headline.clone(),
        date_published: member.article.date_published.clone(),
        delay_seconds: delay.map(|delay| delay.as_secs()),
        of,
        how,
        similarity,
        coverage,
        credits: member.article.credits.clone(),
        asked_for: member.id == asked,
    }
}

fn sentence(link: &Link) -> String {
    let date = link.date_published.as_ref();
    let date = date.map_or("no date", NewsDate::as_str);
    let mark = if link.asked_for { '>' } else { ' ' };
    let mut text = format!("{mark} {date:<26}{}  {}", link.id, link.outlet);
    if let (Some(how), Some(similarity), Some(coverage)) =
        (link.how, link.similarity, link.coverage)
    {
        let how = match how {
            How::Exact => "exact",
            How::Near => "near",
            How::Excerpt => "excerpt",
            How::Roundup => "roundup",
            How::Credited => "credited",
        };
        // Writing to a string cannot fail.
        write!(
            text,
            " · {how}, {:.0} % of it copied, {:.0} % of the original",
            similarity * 100.0,
            coverage * 100.0
        )
        .ok();
    } else {
        text.push_str(" · original");
    }
    if let Some(seconds) = link.delay_seconds {
        let delay = SignedDuration::from_secs(seconds.abs());
        let side = if seconds < 0 { "before" } else { "after" };
        write!(text, " · {delay:#} {side}").ok();
    }
    for credit in &link.credits {
        write!(text, " · credits {}", credit.name).ok();
        if !credit.evidence.is_empty() {
            write!(text, " (`{}`)", credit.evidence).ok();
        }
    }
    text
}
