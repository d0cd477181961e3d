//! Lines by which articles in eight languages say whom they have their report from, and lines that only look so.
//!
//! One case a line: language, where it stands, what is expected (`credit:NAME`, `place:PLACE`, `date:DAY`, `-` for
//! nothing), the line. Each stands in an article of its language that credits nobody.

use item::Hints;

use super::finish::clean_text;

/// So many of a hundred lines must be understood wholly, in each of the two halves.
const ENOUGH: usize = 95;

/// What surrounds a line: a headline and three paragraphs.
fn article(language: &str) -> [&'static str; 4] {
    match language {
        "it" => [
            "Approvato il nuovo piano per i tram della città",
            "La nuova linea collegherà il porto con i quartieri del nord e aprirà tra due anni, dopo i lavori sul ponte.",
            "I commercianti del centro avevano chiesto tempi più brevi e un numero maggiore di fermate vicino al mercato.",
            "Il cantiere principale sarà aperto in primavera e resterà chiuso soltanto nelle settimane di agosto.",
        ],
        "pl" => [
            "Miasto przyjęło nowy plan rozbudowy linii tramwajowych",
            "Nowa linia połączy port z północnymi dzielnicami i ruszy za dwa lata, po zakończeniu prac na moście.",
            "Kupcy z centrum prosili o krótszy czas budowy i o większą liczbę przystanków w pobliżu targu.",
            "Główny plac budowy ruszy wiosną i zostanie zamknięty tylko w sierpniowe tygodnie urlopów.",
        ],
        "ru" => [
            "Город принял новый план развития трамвайных линий",
            "Новая линия свяжет порт с северными районами и откроется через два года, после работ на мосту.",
            "Торговцы из центра просили сократить сроки и сделать больше остановок возле городского рынка.",
            "Главная стройка начнется весной и остановится только на несколько недель в августе.",
        ],
        "uk" => [
            "Місто ухвалило новий план розвитку трамвайних ліній",
            "Нова лінія з'єднає порт із північними районами й відкриється за два роки, після робіт на мосту.",
            "Торговці з центру просили скоротити терміни та зробити більше зупинок біля міського ринку.",
            "Головне будівництво почнеться навесні й зупиниться лише на кілька тижнів у серпні.",
        ],
        "de" => [
            "Stadt beschließt neuen Plan für die Straßenbahn",
            "Die neue Linie verbindet den Hafen mit dem Norden und öffnet in zwei Jahren, nach den Arbeiten an der Brücke.",
            "Die Händler der Innenstadt hatten kürzere Bauzeiten und mehr Haltestellen in der Nähe des Marktes verlangt.",
            "Die große Baustelle beginnt im Frühjahr und ruht nur in den Wochen der Sommerferien.",
        ],
        "fr" => [
            "La ville adopte un nouveau plan pour le tramway",
            "La nouvelle ligne reliera le port aux quartiers du nord et ouvrira dans deux ans, après les travaux du pont.",
            "Les commerçants du centre avaient demandé des délais plus courts et davantage d'arrêts près du marché.",
            "Le grand chantier commencera au printemps et ne s'arrêtera que pendant les semaines du mois d'août.",
        ],
        "es" => [
            "La ciudad aprueba un nuevo plan para el tranvía",
            "La nueva línea unirá el puerto con los barrios del norte y abrirá en dos años, tras las obras del puente.",
            "Los comerciantes del centro habían pedido plazos más cortos y un mayor número de paradas cerca del mercado.",
            "La obra principal empezará en primavera y solo se detendrá durante las semanas de agosto.",
        ],
        _ => [
            "City adopts a new plan for its tram lines",
            "The new line will join the port to the northern districts and open in two years, after work on the bridge.",
            "Shopkeepers in the centre had asked for shorter delays and for a larger number of stops near the market.",
            "The main building site will open in spring and will be closed only in the holiday weeks of August.",
        ],
    }
}

/// The article with the line in its place.
fn document(language: &str, place: &str, line: &str) -> String {
    let [headline, one, two, three] = article(language);
    let blocks = match place {
        "head" => [headline, line, one, two, three],
        "body" => [headline, one, line, two, three],
        "tail" => [headline, one, two, three, line],
        other => panic!("no place is called {other}"),
    };
    blocks.join("\n\n")
}

/// What differs from what a case expects.
fn wrong(case: &str) -> Option<String> {
    let fields: Vec<&str> = case.split('\t').collect();
    let [language, place, expected, line] = fields.as_slice() else {
        panic!("not four fields: {case}");
    };
    let article = clean_text(&document(language, place, line), None, &Hints::default());
    let article = article.unwrap().article;
    let mut got: Vec<String> = article
        .credits
        .iter()
        .map(|credit| format!("credit:{}", credit.name))
        .collect();
    let dated = expected.contains("date:");
    if let Some(dateline) = article.dateline {
        got.push(format!("place:{}", dateline.place));
        let date = dateline.date.filter(|_| dated);
        got.extend(date.map(|date| format!("date:{}", date.as_str())));
    }
    let mut want: Vec<&str> = expected.split(';').filter(|want| *want != "-").collect();
    got.sort();
    want.sort_unstable();
    (got != want).then(|| format!("{case}\n   got {got:?}"))
}

fn check(half: &str) {
    let cases: Vec<&str> = half.lines().collect();
    assert!(cases.len() >= 110, "only {} lines", cases.len());
    let failures: Vec<String> = cases.iter().filter_map(|case| wrong(case)).collect();
    let right = cases.len() - failures.len();
    assert!(
        right * 100 >= cases.len() * ENOUGH,
        "{right} of {} are right\n{}",
        cases.len(),
        failures.join("\n")
    );
}

#[test]
fn the_lines_that_rules_were_mended_by_are_understood() {
    check(include_str!("../../../../tests/corpus/credits-first.tsv"));
}

#[test]
fn the_lines_that_were_written_apart_from_the_rules_are_understood() {
    check(include_str!("../../../../tests/corpus/credits-second.tsv"));
}

#[test]
fn a_host_behind_da_is_a_credit_alone_on_the_last_line() {
    for line in [
        "Da: corriere-lago.example",
        "Da: it.corriere.example.",
        "(Da: lago.international)",
    ] {
        let host = line
            .trim_matches(|c: char| "().".contains(c))
            .replacen("Da: ", "", 1);
        assert_eq!(wrong(&format!("it\ttail\tcredit:{host}\t{line}")), None);
        let text = document("it", "tail", line);
        let cleaned = clean_text(&text, None, &Hints::default()).unwrap().article;
        assert!(!cleaned.text.contains("Da: "), "{}", cleaned.text);
    }
}

#[test]
fn a_host_behind_da_at_the_end_of_the_last_paragraph_is_a_credit_and_the_paragraph_stays() {
    let paragraph = "Il sindaco ha promesso che i lavori sul ponte vecchio finiranno prima delle feste di fine anno.";
    let line = format!("{paragraph} Da: corriere-lago.example");
    let case = format!("it\ttail\tcredit:corriere-lago.example\t{line}");
    assert_eq!(wrong(&case), None);
    let text = document("it", "tail", &line);
    let cleaned = clean_text(&text, None, &Hints::default()).unwrap().article;
    assert!(cleaned.text.ends_with(paragraph), "{}", cleaned.text);
}
