//! The window: who belongs together, what is forgotten, and that it is the same each time.

use item::{Article, Label, Labels};

use super::*;

fn item(language: &str, headline: &str, text: &str) -> Traits {
    let article = Article {
        headline: Some(headline.to_owned()),
        text: text.to_owned(),
        ..Article::default()
    };
    let labels = Labels {
        language: Some(Label {
            id: language.to_owned(),
            name: None,
            score: 1.0,
            evidence: Vec::new(),
        }),
        ..Labels::default()
    };
    Traits::of(&article, &labels)
}

fn hour(hours: i64) -> Timestamp {
    Timestamp::from_second(hours * 3600).unwrap()
}

fn bridge() -> Traits {
    item(
        "en",
        "Bridge collapses in Valdoro after heavy rain",
        "A road bridge collapsed near Valdoro on Monday after heavy rain, and 14 people were hurt, said mayor Lukas Brennik.",
    )
}

fn bridge_elsewhere() -> Traits {
    item(
        "en",
        "Fourteen hurt as Valdoro bridge collapses",
        "Rescuers searched the river near Valdoro, where a bridge collapsed in heavy rain. Mayor Lukas Brennik said that 14 people were hurt.",
    )
}

fn election() -> Traits {
    item(
        "en",
        "Parliament of Ostmark votes for an early election",
        "Members of parliament in Ostmark decided with 81 votes to hold the election in June, said speaker Irma Salnik.",
    )
}

fn story(name: &str) -> ItemId {
    ItemId::of_url(name)
}

impl Stories {
    fn note(&mut self, name: &str, traits: Traits, told: Timestamp) {
        self.remember(Member {
            item: story(name),
            story: story(name),
            seen: told,
            told,
            traits,
        });
    }
}

#[test]
fn another_outlet_on_the_same_happening_joins_and_another_happening_does_not() {
    let mut stories = Stories::default();
    stories.note("bridge", bridge(), hour(0));
    assert_eq!(
        stories.story_of(&bridge_elsewhere(), hour(2)),
        Some(story("bridge"))
    );
    assert_eq!(stories.story_of(&election(), hour(2)), None);
}

#[test]
fn time_takes_a_story_away_and_the_window_forgets_it() {
    let mut stories = Stories::default();
    stories.note("bridge", bridge(), hour(0));
    assert_eq!(stories.story_of(&bridge_elsewhere(), hour(24 * 8)), None);
    stories.note("election", election(), hour(24 * 8));
    assert_eq!(stories.len(), 1);
    assert_eq!(stories.common.items, 1);
    let left: usize = stories.posted.values().map(VecDeque::len).sum();
    assert_eq!(left, election().leads.len(), "nothing else is posted");
    assert_eq!(stories.of_story.len(), 1);
}

#[test]
fn across_languages_shared_names_and_numbers_join_and_a_few_do_not() {
    let mut stories = Stories::default();
    let english = item(
        "en",
        "Summit opens",
        "The leaders Jens Stoltenberg, Mark Brennik, Irma Salnik and Pavel Dobrov meet near Valdoro with 1450 guests.",
    );
    let russian = item(
        "ru",
        "Открылся саммит",
        "На встречу приехали Йенс Столтенберг, Марк Бренник, Ирма Салник и Павел Добров, 1450 гостей.",
    );
    let other = item(
        "ru",
        "Погода на завтра",
        "По словам синоптика, которого зовут Марк Бренник, завтра ожидается дождь и ветер до 15 метров.",
    );
    stories.note("summit", english, hour(0));
    assert_eq!(stories.story_of(&russian, hour(1)), Some(story("summit")));
    assert_eq!(stories.story_of(&other, hour(1)), None);
}

#[test]
fn a_trait_leads_to_a_bounded_number_of_items() {
    let mut stories = Stories::default();
    for number in 0..i64::try_from(MOST_POSTED * 3).unwrap() {
        stories.note(&format!("s{number}"), bridge(), hour(0));
    }
    let longest = stories.posted.values().map(VecDeque::len).max();
    assert_eq!(longest, Some(MOST_POSTED));
}

#[test]
fn the_same_items_in_the_same_order_lead_to_the_same_stories() {
    let told = || {
        let mut stories = Stories::default();
        let mut names = Vec::new();
        for (number, traits) in [bridge(), election(), bridge_elsewhere(), election()]
            .into_iter()
            .enumerate()
        {
            let known = stories.story_of(&traits, hour(1));
            let name = known.unwrap_or_else(|| story(&number.to_string()));
            stories.remember(Member {
                item: story(&number.to_string()),
                story: name,
                seen: hour(1),
                told: hour(1),
                traits,
            });
            names.push(name);
        }
        names
    };
    assert_eq!(told(), ["0", "1", "0", "1"].map(story));
    assert_eq!(told(), told());
}
