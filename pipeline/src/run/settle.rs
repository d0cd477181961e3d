//! The desk settles: what was prepared becomes an item, a copy, a version, or a recorded drop.

use item::{
    Article, Body, Change, DropReason, EntryRef, Fingerprint, Flips, Item, ItemId, ReadFrom,
    Standing, key_url,
};
use jiff::Timestamp;
use state::{Candidate, StateError};

use super::{
    desk::{Desk, Ends},
    furniture::origin,
    hand_out::Outstanding,
    outcome::{Ending, Outcome, Reading},
    retry::{Next, Trouble},
    revise::{Relation, is_same_page, relation},
};
use crate::{
    clean::recurring::bare,
    dedup::{Known, Likeness, MOST_COMPARED, Published, plausible},
    stages::{Identity, Verdict, judge},
};

fn published<'a>(text: &'a str, article: &'a Article) -> Published<'a> {
    Published {
        text,
        url: article.url.as_deref(),
    }
}

/// What became of an entry.
enum After {
    /// It is settled.
    Settled,
    /// It is tried again then; without a time, in the next run.
    PutOff(Option<Timestamp>),
}

impl Desk {
    /// Records what came of one pending entry.
    pub(super) fn settle(&mut self, outcome: Outcome) -> Result<(), StateError> {
        self.preparing.remove(&outcome.sequence);
        let Some((out, twins)) = self.give_back(outcome.sequence) else {
            return Ok(());
        };
        if let Some(item) = out.again {
            self.settle_again(item, outcome, out.after)?;
            self.let_go_on(&twins);
            return Ok(());
        }
        // A newer version of the entry may have taken its place meanwhile; then that one is pending.
        let after = if self.state.is_pending(outcome.sequence)? {
            self.note_overrides(&outcome.entry.source, &outcome.overrides)?;
            self.conclude(outcome, out)?
        } else {
            After::Settled
        };
        match after {
            After::Settled => self.let_go_on(&twins),
            // What waited for the page waits on with it.
            After::PutOff(due) => {
                for twin in twins {
                    self.put_aside(twin.lane, twin.sequence, due);
                }
            }
        }
        Ok(())
    }

    fn conclude(&mut self, outcome: Outcome, out: Outstanding) -> Result<After, StateError> {
        let Outcome {
            sequence,
            attempts,
            entry,
            ending,
            overrides: _,
        } = outcome;
        let (ending, alike) = self.beside_others(ending)?;
        match ending {
            Ending::Prepared(read) => {
                self.settle_and_watch(sequence, *read, entry, out.after, &alike)?;
            }
            // Nobody asks for a pending entry with conditions.
            Ending::Same(_) | Ending::There | Ending::NotThere(_) => {}
            Ending::Expanded { entries } => {
                let detail = match entries.len() {
                    0 => "its source lists its records".to_owned(),
                    number => format!("its {number} records are entries of their own"),
                };
                for record in entries {
                    self.admit_entry(record)?;
                    // The container is dropped last: if we die in between, it is expanded again.
                    self.commit_when_due()?;
                }
                self.drop_entry(entry, DropReason::Expanded, detail)?;
            }
            Ending::Dropped { reason, detail } => self.drop_entry(entry, reason, detail)?,
            Ending::Later { message, trouble } => {
                let now = self.now();
                // A damaged line tells no time: then the waiting begins anew.
                let found = self.journal.get(sequence)?.map_or(now, |event| event.time);
                return match trouble.next(sequence, attempts, found, now) {
                    Next::Again(retry) => {
                        self.state.set_retry(sequence, retry);
                        self.tell_of(&entry, trouble, &message);
                        let due = self.due_in_this_run(trouble, retry.due);
                        self.put_aside(out.lane, sequence, due);
                        Ok(After::PutOff(due))
                    }
                    Next::GiveUp(reason) => {
                        let tried = attempts.saturating_add(1);
                        let detail = match trouble {
                            Trouble::Deferred { .. } => {
                                format!("given up after a week of waiting: {message}")
                            }
                            Trouble::Unreachable { .. } => format!(
                                "given up after more than a week and {tried} attempts: {message}"
                            ),
                            _ => format!("given up after {tried} attempts: {message}"),
                        };
                        self.progress
                            .trouble(format!("source `{}`: {detail}", entry.source));
                        self.drop_entry(entry, reason, detail)?;
                        Ok(After::Settled)
                    }
                };
            }
        }
        Ok(After::Settled)
    }

    /// Finds the known items that share a part of a text. A page that its host shows elsewhere too is no article.
    pub(super) fn beside_others(
        &mut self,
        ending: Ending,
    ) -> Result<(Ending, Vec<Candidate>), StateError> {
        let Ending::Prepared(read) = &ending else {
            return Ok((ending, Vec::new()));
        };
        let fingerprint = &read.prepared.fingerprint;
        let alike = self.state.candidates(fingerprint, self.now())?;
        Ok(match self.shown_in_place(read, &alike)? {
            Some(message) => {
                let trouble = Trouble::Refused(DropReason::Walled);
                (Ending::later(message, trouble), Vec::new())
            }
            None => (ending, alike),
        })
    }

    fn tell_of(&self, entry: &EntryRef, trouble: Trouble, message: &str) {
        tracing::debug!(source = %entry.source, entry = entry.key, "cannot be read now: {message}");
        if matches!(trouble, Trouble::Deferred { .. }) {
            self.progress.deferred();
        } else {
            self.progress
                .retried(format!("source `{}`: {message}", entry.source));
        }
    }

    /// When an entry that was put off comes back in this run. A run that ends tries each entry once: waiting for what
    /// just failed would hold the lock for nothing.
    fn due_in_this_run(&self, trouble: Trouble, due: Timestamp) -> Option<Timestamp> {
        let tried = !matches!(trouble, Trouble::Deferred { .. });
        (self.ends == Ends::Stopped || !tried).then_some(due)
    }

    /// Settles what was read and, where that was the page of an item, has it asked for again.
    fn settle_and_watch(
        &mut self,
        sequence: u64,
        read: Reading,
        entry: EntryRef,
        asked_after: u64,
        alike: &[Candidate],
    ) -> Result<(), StateError> {
        let is_page = read.read_from == Some(ReadFrom::Page);
        let (source, validators) = (entry.source.clone(), read.validators.clone());
        let item = self.settle_read(read, entry, asked_after, alike)?;
        match item.filter(|_| is_page) {
            Some(item) => self.watch(item, &source, sequence, validators),
            None => Ok(()),
        }
    }

    /// Gives the item that the reading stands in, if it is not one that others tell.
    fn settle_read(
        &mut self,
        read: Reading,
        entry: EntryRef,
        asked_after: u64,
        alike: &[Candidate],
    ) -> Result<Option<ItemId>, StateError> {
        let id = match self.known_as(&read, &entry, alike)? {
            Some((id, relation)) => {
                if read.read_from == Some(ReadFrom::Page) {
                    self.pages.note_read(id, asked_after);
                }
                if self.is_forgotten(id)? {
                    let detail = format!("item {id} is to be known no more");
                    self.drop_as(DropReason::Forgotten, id, entry, read.keys, detail)?;
                    return Ok(None);
                }
                if relation == Relation::Same {
                    self.settle_as(id, entry, read.keys)?;
                    return Ok(None);
                }
                id
            }
            None => read.id,
        };
        self.settle_item(id, read, entry, alike)?;
        Ok(Some(id))
    }

    /// The known item that was read, if it is one, and what the entry is to it.
    pub(super) fn known_as(
        &mut self,
        read: &Reading,
        entry: &EntryRef,
        alike: &[Candidate],
    ) -> Result<Option<(ItemId, Relation)>, StateError> {
        let id = self.name_of(read)?;
        if let Some(earlier) = self.earlier(id)? {
            let known = self.state.known_entry(&entry.source, &entry.key)?;
            let stood_for_it = known.is_some_and(|known| known.item == Some(id));
            let relation = relation(id, &earlier, entry, stood_for_it, read);
            return Ok(Some((id, relation)));
        }
        let same = match self.forgotten_as(read)? {
            Some(id) => Some(id),
            None => self.same_page(read, entry, alike)?,
        };
        Ok(same.map(|id| (id, Relation::Same)))
    }

    /// The name of what was read: that of the item to which its own key URL belongs or, where a page has begun to call
    /// another address its own, the address that answered. Where the listing's link led before says nothing.
    pub(super) fn name_of(&self, read: &Reading) -> Result<ItemId, StateError> {
        let answered = read.prepared.article.url.as_deref().and_then(key_url);
        let answered = answered.filter(|key| read.keys.contains(key));
        for key in read.keys.first().into_iter().chain(&answered) {
            if let Some(owner) = self.state.known_url(key)? {
                return Ok(owner);
            }
        }
        Ok(read.id)
    }

    /// The item that was taken down and whose address a page calls its own, whoever shows it.
    fn forgotten_as(&self, read: &Reading) -> Result<Option<ItemId>, StateError> {
        let named = read.prepared.article.canonical_url.as_deref();
        match named
            .and_then(key_url)
            .map_or(Ok(None), |key| self.state.known_url(&key))?
        {
            Some(item) if self.is_forgotten(item)? => Ok(Some(item)),
            _ => Ok(None),
        }
    }

    /// A known item that is the same page under another address or another entry's name.
    fn same_page(
        &mut self,
        read: &Reading,
        entry: &EntryRef,
        alike: &[Candidate],
    ) -> Result<Option<ItemId>, StateError> {
        for candidate in alike {
            if candidate.exact
                && let Some(earlier) = self.earlier(candidate.id)?
                && let Some(item) = earlier.item
                && is_same_page(&item, entry, read)
            {
                return Ok(Some(item.id));
            }
        }
        Ok(None)
    }

    fn settle_item(
        &mut self,
        id: ItemId,
        read: Reading,
        entry: EntryRef,
        alike: &[Candidate],
    ) -> Result<(), StateError> {
        let mut read = read;
        let (keys, fingerprint) = (read.keys.clone(), read.prepared.fingerprint.clone());
        let traits = std::mem::take(&mut read.prepared.traits);
        if self.is_withdrawn(id)? {
            self.push(Body::ItemReappeared {
                item: id,
                entry: entry.clone(),
            })?;
        }
        match self.verdict(id, read, entry.clone(), alike)? {
            Verdict::New { mut item, relinked } => {
                let rivals = self.tell_story(&mut item, &relinked, traits)?;
                let story = item.story;
                self.record_new(item, keys, fingerprint)?;
                self.record_relinked(id, relinked)?;
                self.retell(story, &rivals)
            }
            Verdict::Updated {
                item,
                change,
                flips,
            } => self.record_updated(item, change, keys, fingerprint, flips),
            Verdict::Unchanged => {
                let detail = format!("it says what item {id} already says");
                self.drop_as(DropReason::Unchanged, id, entry, keys, detail)
            }
            Verdict::Flips => {
                let detail = format!("item {id} goes back and forth between texts that were told");
                self.drop_as(DropReason::Unchanged, id, entry, keys, detail)
            }
        }
    }

    /// Ends an entry that is an item, and tells nothing of it.
    pub(super) fn drop_as(
        &mut self,
        reason: DropReason,
        id: ItemId,
        entry: EntryRef,
        keys: Vec<String>,
        detail: String,
    ) -> Result<(), StateError> {
        self.progress.dropped(reason);
        self.push(Body::EntryDropped {
            entry,
            reason,
            item: Some(id),
            keys: self.unowned(keys)?,
            detail,
        })
        .map(drop)
    }

    /// What a reading is to the item that it stands in.
    pub(super) fn verdict(
        &mut self,
        id: ItemId,
        read: Reading,
        entry: EntryRef,
        alike: &[Candidate],
    ) -> Result<Verdict, StateError> {
        let now = self.now();
        let earlier = self.earlier(id)?.map(|earlier| self.as_read_today(earlier));
        let candidates = if earlier.is_some() {
            Vec::new()
        } else {
            let article = &read.prepared.article;
            let host = origin(read.read_from, &entry.source).host(article);
            self.likenesses(id, host.as_deref(), article, alike)?
        };
        let known = earlier.as_ref().and_then(|earlier| earlier.item.as_ref());
        let identity = Identity {
            id,
            tags: self.treatments.tags(&entry.source, known),
            entry,
            read_from: read.read_from,
            captured: read.captured,
            raw: read.raw,
            earlier,
        };
        Ok(judge(read.prepared, identity, &candidates, now))
    }

    pub(super) fn record_updated(
        &mut self,
        item: Item,
        change: Option<Change>,
        keys: Vec<String>,
        fingerprint: Fingerprint,
        flips: Flips,
    ) -> Result<(), StateError> {
        self.progress.updated();
        self.push(Body::ItemUpdated {
            item,
            change,
            keys,
            fingerprint,
            flips,
            relabelled: None,
        })
        .map(drop)
    }

    /// The known items that an article may repeat, best first, with what their texts say of it. What is furniture of the
    /// host of either does not count.
    fn likenesses(
        &mut self,
        id: ItemId,
        host: Option<&str>,
        article: &Article,
        alike: &[Candidate],
    ) -> Result<Vec<Known>, StateError> {
        let likenesses = alike
            .iter()
            .map(Likeness::from)
            // After damage the index may still know what the journal has lost: nothing is a copy of itself.
            .filter(|likeness| likeness.id != id && plausible(likeness))
            .take(MOST_COMPARED);
        let mut likenesses: Vec<Likeness> = likenesses.collect();
        // What a page calls its own address is compared, whatever it says.
        let named = article.canonical_url.as_deref().and_then(key_url);
        let named = named.map_or(Ok(None), |key| self.state.known_url(&key))?;
        if let Some(named) = named.filter(|named| *named != id)
            && likenesses.iter().all(|one| one.id != named)
        {
            likenesses.push(Likeness::unmet(named));
        }
        let mut compared = Vec::new();
        for mut likeness in likenesses {
            let item = self.earlier(likeness.id)?.and_then(|known| known.item);
            if let Some(known) = &item {
                let its = origin(known.read_from, &known.source).host(&known.article);
                let hosts: Vec<&str> = host.into_iter().chain(its.as_deref()).collect();
                let table = self.furniture.read();
                let (mine, other) = [article, &known.article]
                    .map(|article| bare(&article.text, &hosts, &table))
                    .into();
                likeness =
                    likeness.compared(published(&mine, article), published(&other, &known.article));
            }
            compared.push(Known { likeness, item });
        }
        Ok(compared)
    }

    fn record_new(
        &mut self,
        item: Item,
        keys: Vec<String>,
        fingerprint: Fingerprint,
    ) -> Result<(), StateError> {
        self.learn_furniture(&item)?;
        let body = if matches!(item.standing, Standing::Original) {
            self.progress.original();
            Body::ItemNew {
                item,
                keys,
                fingerprint,
            }
        } else {
            self.progress.copy();
            Body::ItemCopy {
                item,
                keys,
                fingerprint,
            }
        };
        self.push(body).map(drop)
    }

    fn record_relinked(&mut self, to: ItemId, items: Vec<Item>) -> Result<(), StateError> {
        for item in items {
            tracing::debug!(%item.id, "turns out to repeat item {to}");
            self.push(Body::ItemRelinked { item })?;
        }
        Ok(())
    }

    /// Ends an entry that became no item.
    pub(super) fn drop_entry(
        &mut self,
        entry: EntryRef,
        reason: DropReason,
        detail: String,
    ) -> Result<(), StateError> {
        tracing::debug!(source = %entry.source, entry = entry.key, reason = reason.name(), "dropped: {detail}");
        self.progress.dropped(reason);
        self.push(Body::EntryDropped {
            entry,
            reason,
            item: None,
            keys: Vec::new(),
            detail,
        })
        .map(drop)
    }

    /// Of these key URLs, those that lead to no item yet.
    pub(super) fn unowned(&self, keys: Vec<String>) -> Result<Vec<String>, StateError> {
        let mut unowned = Vec::new();
        for key in keys {
            if self.state.known_url(&key)?.is_none() {
                unowned.push(key);
            }
        }
        Ok(unowned)
    }
}
