//! What is shipped and what the user names: where a name of both says that they are one, they have one id, the user's, and
//! the names of both.

use config::{Entity, EntityKind};
use rustc_hash::FxHashMap;

use super::tables::Tables;
use crate::text::{Tongue, tokenise};

/// The shipped things that the user names, too.
#[derive(Debug, Default)]
pub(super) struct Same {
    by_shipped: FxHashMap<String, Shared>,
}

#[derive(Debug)]
struct Shared {
    own: String,
    country: Option<String>,
    /// How many names say so.
    names: usize,
}

/// What a name is of those that are shipped.
struct Shipped {
    id: String,
    country: Option<String>,
}

impl Same {
    /// The shipped ids, each with the user's.
    pub(super) fn ids(&self) -> impl Iterator<Item = (&str, &str)> {
        self.by_shipped
            .iter()
            .map(|(shipped, shared)| (&**shipped, &*shared.own))
    }

    /// The country of the shipped place that the user calls so.
    pub(super) fn country_of(&self, own: &str) -> Option<&str> {
        let mut shared = self.by_shipped.values();
        shared.find(|shared| shared.own == own)?.country.as_deref()
    }
}

/// Which shipped thing each entity is: the one that most of its names name, if no other entity has more of that one's.
pub(super) fn find(tables: &Tables, entities: &[Entity]) -> Same {
    let mut same = Same::default();
    for entity in entities {
        let Some((shipped, names)) = most_named(tables, entity) else {
            continue;
        };
        let better = same
            .by_shipped
            .get(&shipped.id)
            .is_none_or(|other| other.names < names);
        if better && shipped.id != entity.id {
            let shared = Shared {
                own: entity.id.clone(),
                country: shipped.country,
                names,
            };
            same.by_shipped.insert(shipped.id, shared);
        }
    }
    same
}

fn most_named(tables: &Tables, entity: &Entity) -> Option<(Shipped, usize)> {
    let mut found: Vec<(Shipped, usize)> = Vec::new();
    for (_, name) in &entity.names {
        let Some(shipped) = shipped(tables, entity.kind, name) else {
            continue;
        };
        match found.iter_mut().find(|(known, _)| known.id == shipped.id) {
            Some((_, names)) => *names += 1,
            None => found.push((shipped, 1)),
        }
    }
    // Of those that are named equally often the first.
    found.into_iter().rev().max_by_key(|(_, names)| *names)
}

/// What is shipped under a whole name.
fn shipped(tables: &Tables, kind: EntityKind, name: &str) -> Option<Shipped> {
    let tokens = tokenise(name);
    match kind {
        EntityKind::Person => {
            let (given, _) = name.split_once([' ', '-'])?;
            let surname = name.rsplit(' ').next()?;
            let form = tables.people.like(given, surname)?;
            let person = tables.people.person_of(form)?;
            Some(Shipped {
                id: tables.people.id_of(person).to_owned(),
                country: None,
            })
        }
        EntityKind::Organisation => {
            let hit = tables.organisations.longest_at(&tokens, 0, Tongue::Other)?;
            let body = tables.bodies.get(usize::try_from(hit.target).ok()?)?;
            (hit.words == tokens.len() && !hit.weak && body.id != "-").then(|| Shipped {
                id: body.id.clone().into_owned(),
                country: None,
            })
        }
        EntityKind::Place => {
            let hit = tables.countries.longest_at(&tokens, 0, Tongue::Other)?;
            let place = tables.codes.get(usize::try_from(hit.target).ok()?)?;
            let part = tables.places.id_of(&place.id, tokens.folded(0));
            (hit.words == tokens.len() && !hit.weak && !hit.small).then(|| Shipped {
                id: part.unwrap_or(&place.id).to_owned(),
                country: place.country().map(str::to_owned),
            })
        }
    }
}
