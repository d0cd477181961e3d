//! Cities and parts of countries that have ids of their own among the places of a text: Moscow is not Russia, though it
//! speaks of it.

use rustc_hash::FxHashMap;

/// The beginnings of the names of places, by country.
#[derive(Debug, Default)]
pub(super) struct Places {
    by_country: FxHashMap<&'static str, Vec<(&'static str, &'static str)>>,
}

impl Places {
    /// Reads the table: country, id, beginnings of its names, folded.
    pub(super) fn parse(table: &'static str) -> Self {
        let mut places = Self::default();
        for row in table.lines() {
            let mut fields = row.split('\t');
            if let (Some(country), Some(id), Some(beginnings)) =
                (fields.next(), fields.next(), fields.next())
            {
                let of_country = places.by_country.entry(country).or_default();
                of_country.extend(beginnings.split(' ').map(|beginning| (beginning, id)));
            }
        }
        places
    }

    /// The id of the place of a country whose name a folded word begins; the longest beginning decides.
    pub(super) fn id_of(&self, country: &str, folded: &str) -> Option<&'static str> {
        self.by_country
            .get(country)?
            .iter()
            .filter(|(beginning, _)| folded.starts_with(beginning))
            .max_by_key(|(beginning, _)| beginning.len())
            .map(|(_, id)| *id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    const TABLE: &str = include_str!("../../data/labels/places.tsv");

    #[test]
    fn a_city_is_one_place_in_every_case_and_script() {
        let places = Places::parse(TABLE);
        for word in ["Moskwie", "Москвою", "Mosca", "Moscow"] {
            assert_eq!(
                places.id_of("RU", &fold(word)),
                Some("place:moscow"),
                "{word}"
            );
        }
        assert_eq!(places.id_of("RU", &fold("Rosji")), None);
        assert_eq!(places.id_of("RO", &fold("Romania")), None);
    }

    #[test]
    fn every_beginning_is_folded() {
        for row in TABLE.lines() {
            assert_eq!(row.split('\t').count(), 3, "{row}");
            let beginnings = row.rsplit('\t').next().unwrap();
            assert_eq!(fold(beginnings), beginnings);
        }
    }
}
