//! The model of the shipped topics: the top-level IPTC Media Topics in eight languages, learned from `pipeline/data/topics`.

use std::sync::LazyLock;

use super::topic_model::TopicModel;

const FILE: &[u8] = include_bytes!("../../../data/labels/topics.model");

static SHIPPED: LazyLock<TopicModel> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "it is compiled in, and a test reads it")]
    TopicModel::from_static(FILE).expect("the shipped model is whole")
});

/// The checksum of its file: models that read letters are trained beside it, and mean nothing beside another.
pub(super) fn checksum() -> u64 {
    FILE.last_chunk().map_or(0, |sum| u64::from_le_bytes(*sum))
}

impl TopicModel {
    /// The model of the shipped topics.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::{model::Grain, topic_name};

    #[test]
    fn it_knows_all_topics_and_each_has_a_name() {
        let topics: Vec<&str> = TopicModel::shipped().topics().collect();
        assert_eq!(topics.len(), 17);
        assert!(topics.iter().all(|topic| topic_name(topic, "en").is_some()));
        assert!(FILE.len() <= TopicModel::LARGEST_FILE);
        assert_eq!(
            TopicModel::shipped().grain,
            Grain::Words,
            "else it would be asked for hints to itself"
        );
    }

    #[test]
    fn plain_reports_have_their_topic_in_every_language_and_say_why() {
        for (topic, text) in [
            (
                "15",
                "Il portiere ha parato il rigore al novantesimo e la squadra ha vinto il derby",
            ),
            (
                "03",
                "Strażacy gasili pożar hali przez całą noc, dwie osoby ewakuowano z budynku",
            ),
            (
                "04",
                "Центробанк сохранил ключевую ставку, инфляция замедлилась, рубль укрепился",
            ),
            (
                "16",
                "Уночі ворог атакував дронами та ракетами, сили оборони збили більшість цілей",
            ),
            (
                "13",
                "The probe entered orbit around the asteroid and its instruments sent the first images",
            ),
            (
                "11",
                "Der Bundestag stimmte dem Gesetzentwurf der Koalition zu, die Opposition kritisiert ihn",
            ),
            (
                "07",
                "Le vaccin contre la grippe est recommandé aux patients de plus de 65 ans, selon les médecins",
            ),
            (
                "02",
                "El juez envió a prisión al acusado del asesinato tras declarar ante la fiscalía",
            ),
        ] {
            let labels = TopicModel::shipped().label(None, text, None);
            let expect = format!("medtop:{topic}000000");
            assert_eq!(
                labels.first().map(|label| &*label.id),
                Some(&*expect),
                "{text}"
            );
            assert!(
                labels.iter().all(|label| !label.evidence.is_empty()),
                "{labels:?}"
            );
        }
    }

    #[test]
    fn what_is_empty_has_no_topic() {
        assert!(TopicModel::shipped().label(None, "", None).is_empty());
        assert!(TopicModel::shipped().label(Some("…"), "—", None).is_empty());
    }
}
