//! Made-up articles: in six languages, each unlike every other, on pages with the furniture that pages have.
//!
//! Between two made-up names stand at most four words that other articles have too, so that hardly any run of five
//! words comes twice and nothing looks like a copy that is none.

use std::fmt::Write as _;

use crate::support::Random;

/// A language of the made-up press.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    German,
    Italian,
    Polish,
    Russian,
    Ukrainian,
}

/// How an article is told and shown.
struct Press {
    code: &'static str,
    /// `_` is a made-up name.
    sentences: [&'static str; 8],
    syllables: &'static str,
    furniture: [&'static str; 3],
}

const ENGLISH: Press = Press {
    code: "en",
    sentences: [
        "The council of _ met with _ on Monday, and _ said there that _ would not _.",
        "People from _ have asked for _ since the flood in _, but the office of _ has no _.",
        "A spokesman for _ told the paper _ that nobody in _ had been there when _ was closed.",
        "In the north of _ the river _ has risen, and _ fear for their _.",
        "The bridge between _ and _ will open in _, if only _ can agree with _ on the _.",
        "Teachers at _ want more of _, and have written to _ about the _.",
        "It was _ who had been with _, although both had _ for a while at _.",
        "Doctors in _ are looking for _ who can help with _, as the hospital at _ is full.",
    ],
    syllables: "bar den wick ton mor lan ster gro vel ham ix pel dra con fil tor nes",
    furniture: [
        "Home",
        "Sign in to read later",
        "All rights reserved by the publisher",
    ],
};
const GERMAN: Press = Press {
    code: "de",
    sentences: [
        "Der Rat von _ hat am Montag über _ gesprochen, und Frau _ will nun _ prüfen.",
        "Seit dem Hochwasser in _ warten die Menschen auf _, doch das Amt für _ hat noch nichts von _ gehört.",
        "Ein Sprecher von _ sagte der Zeitung _, dass in _ niemand verletzt wurde, als _ gesperrt war.",
        "Im Norden von _ steigt der Fluss _ wieder, und die bei _ sorgen sich um _.",
        "Die Brücke zwischen _ und _ soll im Jahr _ öffnen, wenn sich _ mit _ einigt.",
        "Die Lehrer der Schule _ wollen nicht ohne _ bleiben und haben an _ wegen _ geschrieben.",
        "Es war so, dass _ mit _ gesehen wurde, obwohl beide _ nicht mehr für _ arbeiten.",
        "Die Ärzte in _ suchen jemanden wie _, der sich mit _ auskennt, denn das _ ist voll.",
    ],
    syllables: "brun stet heim wald gar lin dorf see kel mor tal ber gau fels rin",
    furniture: ["Startseite", "Jetzt anmelden", "Alle Rechte beim Verlag"],
};
const ITALIAN: Press = Press {
    code: "it",
    sentences: [
        "Il consiglio di _ si è riunito con _ lunedì, e anche _ ha detto che _ non sarà _.",
        "Dopo la piena di _ la gente aspetta ancora _, ma gli uffici di _ non hanno nulla per _.",
        "Un portavoce di _ ha detto al giornale _ che nessuno di _ è rimasto quando _ era chiuso.",
        "Nel nord di _ il fiume _ è salito, e _ temono per _.",
        "Il ponte tra _ e _ aprirà in _, se la società _ sarà d'accordo con _ sul prezzo.",
        "Gli insegnanti di _ vogliono più spazio per _ e hanno scritto a _ per il tetto di _.",
        "Era la volta che _ veniva visto con _, anche se prima _ non era stato con _.",
        "I medici di _ cercano qualcuno come _ che conosca _, perché l'ospedale di _ è pieno.",
    ],
    syllables: "ra vel lo ni ta so cor mi ghe rio pan da lu ca ste fo re na",
    furniture: [
        "Prima pagina",
        "Accedi per leggere dopo",
        "Tutti i diritti riservati all'editore",
    ],
};
const POLISH: Press = Press {
    code: "pl",
    sentences: [
        "Rada miasta _ spotkała się w _ w poniedziałek, a burmistrz _ powiedział, że _ nie powstanie.",
        "Od powodzi w _ ludzie czekają na _, ale urząd w _ nie ma pieniędzy na _.",
        "Rzecznik firmy _ powiedział gazecie _, że nikt w _ nie został ranny, gdy _ było zamknięte.",
        "Na północy _ rzeka _ znów się podniosła, a _ boją się o _.",
        "Most między _ i _ ma być otwarty w _, jeśli spółka _ porozumie się z _ o cenie.",
        "Nauczyciele ze szkoły _ chcą więcej miejsca dla _ i napisali do _ w sprawie dachu _.",
        "Po raz pierwszy _ widziano razem z _, choć wcześniej byli w _ przez lata.",
        "Lekarze w _ szukają kogoś takiego jak _, kto zna się na _, bo szpital w _ jest pełny.",
    ],
    syllables: "gród no wicz lań cho mysz ko dra żel wą śni bor cze ław ty",
    furniture: [
        "Strona główna",
        "Zaloguj się",
        "Wszelkie prawa należą do wydawcy",
    ],
};
const RUSSIAN: Press = Press {
    code: "ru",
    sentences: [
        "Совет города _ собрался в _ в понедельник, и мэр _ сказал, что _ строить не будут.",
        "После наводнения в _ жители ждут _, но у властей _ нет денег на _.",
        "Представитель компании _ сообщил газете _, что никто в _ не пострадал, когда _ был закрыт.",
        "На севере области _ река _ снова поднялась, и _ боятся за _.",
        "Мост между _ и _ должен открыться в _, если компания _ договорится с _ о цене.",
        "Учителя школы _ хотят больше места для _ и написали в _ о крыше здания _.",
        "Впервые _ видели вместе с _, хотя раньше работали на _ несколько лет.",
        "Врачи в _ ищут такого человека, как _, который знает _, потому что больница в _ полна.",
    ],
    syllables: "бор ско ва лен гор ти мур ды ня стро ков ель за рын ша пол",
    furniture: ["Главная", "Войти на сайт", "Все права принадлежат издателю"],
};
const UKRAINIAN: Press = Press {
    code: "uk",
    sentences: [
        "Рада міста _ зібралася в _ у понеділок, і голова _ сказав, що _ не будуватимуть.",
        "Після повені в _ люди чекають на _, але уряд міста _ не має грошей на _.",
        "Речник компанії _ повідомив газеті _, що ніхто в _ не постраждав, коли _ було зачинено.",
        "На півночі області _ річка _ знову піднялася, і _ бояться за _.",
        "Міст між _ та _ має відкритися у _, якщо компанія _ домовиться з _ про ціну.",
        "Учителі школи _ хочуть більше місця для _ і написали до _ про дах будівлі _.",
        "Уперше _ бачили разом із _, хоча раніше працювали на _ кілька років.",
        "Лікарі в _ шукають таку людину, як _, яка знає _, бо лікарня в _ переповнена.",
    ],
    syllables: "бір ськ ів лен гай ти їж дю ня зор ків ель за рин ща піл",
    furniture: ["Головна", "Увійти на сайт", "Усі права належать видавцеві"],
};

impl Language {
    pub(crate) const ALL: [Self; 6] = [
        Self::English,
        Self::German,
        Self::Italian,
        Self::Polish,
        Self::Russian,
        Self::Ukrainian,
    ];

    /// Its ISO 639-1 code.
    pub(crate) fn code(self) -> &'static str {
        self.press().code
    }

    fn press(self) -> &'static Press {
        match self {
            Self::English => &ENGLISH,
            Self::German => &GERMAN,
            Self::Italian => &ITALIAN,
            Self::Polish => &POLISH,
            Self::Russian => &RUSSIAN,
            Self::Ukrainian => &UKRAINIAN,
        }
    }
}

/// A made-up article; the same number, version and language always tell the same.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Article {
    pub(crate) number: u32,
    pub(crate) version: u32,
    pub(crate) language: Language,
}

impl Article {
    /// The first version of an article in English.
    pub(crate) fn new(number: u32) -> Self {
        Self::written_in(Language::English, number)
    }

    pub(crate) fn written_in(language: Language, number: u32) -> Self {
        Self {
            number,
            version: 1,
            language,
        }
    }

    /// The same article with its first paragraph told anew.
    pub(crate) fn updated(self) -> Self {
        Self {
            version: self.version + 1,
            ..self
        }
    }

    /// Its path on its host.
    pub(crate) fn path(&self) -> String {
        format!(
            "/2026/11/{}/story-{}.html",
            self.language.code(),
            self.number
        )
    }

    pub(crate) fn title(&self) -> String {
        let mut names = self.names(0);
        format!("{} {} – {}", names(), names(), names())
    }

    /// Its paragraphs; the first one changes with the version.
    pub(crate) fn paragraphs(&self) -> Vec<String> {
        let press = self.language.press();
        (1..=5)
            .map(|paragraph| {
                let version = if paragraph == 1 { self.version } else { 1 };
                let mut names = self.names(paragraph + 100 * version);
                let first = (self.number + paragraph) as usize;
                let told = (0..3).map(|next| {
                    let sentence = press.sentences[(first + 3 * next) % press.sentences.len()];
                    let mut parts = sentence.split('_');
                    let mut told = parts.next().unwrap_or_default().to_owned();
                    for part in parts {
                        told = told + &names() + part;
                    }
                    // The last words of one sentence and the first of the next are no run of five either.
                    format!("{}, {}.", told.trim_end_matches('.'), names())
                });
                told.collect::<Vec<_>>().join(" ")
            })
            .collect()
    }

    /// When it was published and last changed, in the form of RFC 3339.
    pub(crate) fn published(&self) -> String {
        format!("2026-11-{:02}T08:00:00Z", 1 + self.number % 20)
    }

    pub(crate) fn changed(&self) -> String {
        format!(
            "2026-11-21T{:02}:{:02}:00Z",
            self.version / 60,
            self.version % 60
        )
    }

    /// Its paragraphs as a fragment of HTML.
    pub(crate) fn fragment(&self) -> String {
        self.paragraphs()
            .iter()
            .fold(String::new(), |mut html, text| {
                writeln!(html, "<p>{text}</p>").unwrap();
                html
            })
    }

    /// Its page, with menus and a footer; `head` is put into its head.
    pub(crate) fn page(&self, head: &str) -> String {
        let press = self.language.press();
        let [home, sign_in, rights] = press.furniture;
        format!(
            "<!DOCTYPE html>\n<html lang=\"{code}\"><head><title>{title}</title>{head}\
             <meta property=\"article:published_time\" content=\"{published}\"></head>\n<body>\
             <header><nav><ul><li><a href=\"/\">{home}</a></li><li><a href=\"/login\">{sign_in}</a></li></ul></nav></header>\n\
             <main><article><h1>{title}</h1>\n{text}</article></main>\n\
             <footer><p>{rights}</p></footer></body></html>\n",
            code = press.code,
            title = self.title(),
            published = self.published(),
            text = self.fragment(),
        )
    }

    /// A generator of made-up names that no other part of any article uses.
    fn names(&self, part: u32) -> impl FnMut() -> String {
        let syllables: Vec<&str> = self.language.press().syllables.split(' ').collect();
        let mut random = Random::new(u64::from(self.number) * 1_000_003 + u64::from(part) * 7919);
        move || {
            let name: String = (0..5)
                .map(|_| syllables[random.index(syllables.len())])
                .collect();
            let mut letters = name.chars();
            let first = letters.next().into_iter().flat_map(char::to_uppercase);
            first.chain(letters).collect()
        }
    }
}

#[test]
fn hardly_any_run_of_five_words_comes_twice_in_made_up_articles() {
    for language in Language::ALL {
        let mut seen = std::collections::BTreeSet::new();
        let mut again = 0;
        let articles = (0..100).map(|number| Article::written_in(language, number));
        for article in articles.flat_map(|article| [article, article.updated()]) {
            let changed = if article.version == 1 { 0..5 } else { 0..1 };
            for paragraph in &article.paragraphs()[changed] {
                let words: Vec<&str> = paragraph.split(' ').collect();
                for five in words.windows(5) {
                    again += u32::from(!seen.insert(five.join(" ")));
                }
            }
        }
        assert!(again < 20, "{}: {again} of {}", language.code(), seen.len());
    }
}
