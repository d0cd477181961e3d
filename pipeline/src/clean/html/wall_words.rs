//! The words of walls in the languages that are read. Tables and matching only; how much they weigh together is decided
//! elsewhere.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// What a wall asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Consent,
    Payment,
    Human,
}

impl Kind {
    /// What to call such a wall.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Consent => "a wall that asks for consent",
            Self::Payment => "a wall that asks for a login or payment",
            Self::Human => "a check for robots",
        }
    }
}

use Kind::{Consent, Human, Payment};

/// What stands between parts of words that may stand apart, in any order: a number of partners, a name or a courtesy.
const APART: &str = " + ";

/// The rows of [`WORDS`] that `sentence`, in lower case, says, ascending.
pub(super) fn said_in(sentence: &str) -> Vec<usize> {
    let mut rows: Vec<usize> = FIRST_PARTS
        .find_overlapping_iter(sentence)
        .map(|found| found.pattern().as_usize())
        .collect();
    rows.sort_unstable();
    rows.dedup();
    let is_said = |words: &str| words.split(APART).all(|part| sentence.contains(part));
    rows.retain(|row| WORDS.get(*row).is_some_and(|(_, _, words)| is_said(words)));
    rows
}

/// Finds the first part of each row, all in one walk. Tables that do not compile fail every test that reads a page.
static FIRST_PARTS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let first = |words: &'static str| words.split(APART).next().unwrap_or(words);
    let parts = WORDS.iter().map(|(_, _, words)| first(words));
    AhoCorasick::new(parts).unwrap_or_else(|_| unreachable!("a few hundred short words"))
});

/// Kind, weight, words in lower case, parts that stand apart joined with ` + `. Words that speak to the reader weigh
/// two, words that reports use too weigh one.
#[rustfmt::skip]
pub(super) const WORDS: &[(Kind, usize, &str)] = &[
    // Words of several of these languages
    (Consent, 1, "cookie + partner"), (Consent, 1, "cookie + partenaires"), (Consent, 1, "cookie + партн"),
    (Consent, 1, "cookie + dispositivo"), (Consent, 1, "cookie + сайт"),
    // English
    (Human, 2, "enable javascript and cookies"), (Human, 2, "checking your browser"),
    (Human, 2, "verify you are human"), (Human, 2, "verifying you are human"), (Human, 2, "verify that you are human"),
    (Human, 2, "are you a robot"), (Human, 2, "you are not a robot"), (Human, 2, "you're not a robot"),
    (Human, 2, "i'm not a robot"), (Human, 2, "you have been blocked"), (Human, 2, "enable javascript"),
    (Human, 2, "enable cookies"), (Human, 2, "turn on javascript"), (Human, 2, "javascript is disabled"),
    (Human, 2, "requires javascript"), (Human, 1, "unusual traffic"), (Human, 1, "access denied"),
    (Human, 1, "security check"), (Human, 1, "captcha"), (Human, 1, "ddos protection"), (Human, 1, "just a moment"),
    (Human, 1, "attention required"), (Human, 1, "ray id"), (Human, 1, "your ip address"),
    (Human, 1, "automated access"), (Consent, 2, "we and our partners"), (Consent, 2, "accept all cookies"),
    (Consent, 2, "we value your privacy"), (Consent, 2, "your privacy choices"), (Consent, 2, "manage cookie"),
    (Consent, 1, "we use cookies"), (Consent, 1, "privacy settings"), (Consent, 1, "legitimate interest"),
    (Consent, 1, "accept all"), (Consent, 1, "reject all"), (Consent, 1, "cookie policy"),
    (Payment, 2, "already a subscriber"), (Payment, 2, "subscribe to read"), (Payment, 2, "subscribe to continue"),
    (Payment, 2, "subscribe now to"), (Payment, 2, "to continue reading"), (Payment, 2, "to keep reading"),
    (Payment, 2, "log in to read"), (Payment, 2, "sign in to read"), (Payment, 2, "sign in to continue"),
    (Payment, 2, "log in to continue"), (Payment, 2, "register to continue"), (Payment, 2, "register to read"),
    (Payment, 2, "create a free account"), (Payment, 2, "this article is for subscribers"),
    (Payment, 2, "available to subscribers"), (Payment, 2, "limit of free articles"), (Payment, 1, "for subscribers"),
    (Payment, 1, "subscribers only"), (Payment, 1, "subscriber-only"), (Payment, 1, "log in or"),
    (Payment, 1, "already have an account"), (Payment, 1, "unlock this article"), (Human, 2, "enable js and"),
    (Human, 2, "pardon our interruption"), (Human, 2, "permission to access + on this server"),
    (Human, 2, "complete the security check"), (Human, 2, "prove you are human"), (Human, 2, "confirm you are human"),
    (Human, 2, "confirm that you are human"), (Consent, 2, "we and our + partners"),
    (Consent, 2, "we and our + vendors"), (Consent, 2, "we, and our + partners"), (Consent, 1, "before you continue"),
    (Consent, 1, "cookie + vendors"), (Consent, 1, "cookie + your device"), (Consent, 1, "information on + device"),
    (Consent, 1, "cookie + your experience"), (Consent, 1, "cookie + this site"), (Consent, 1, "cookie + this website"),
    (Consent, 1, "your consent"), (Consent, 1, "your preferences"), (Consent, 1, "your choices"),
    (Consent, 1, "personalised + content"), (Consent, 1, "personalized + content"), (Consent, 1, "your personal data"),
    (Consent, 1, "uses cookies"), (Consent, 1, "your privacy"),
    // Italian
    (Human, 2, "non sono un robot"), (Human, 2, "non sei un robot"), (Human, 2, "abilita javascript"),
    (Human, 2, "attiva javascript"), (Human, 2, "abilitare javascript"), (Human, 1, "verifica di sicurezza"),
    (Human, 1, "accesso negato"), (Consent, 2, "noi e i nostri partner"), (Consent, 2, "accetta tutti i cookie"),
    (Consent, 2, "continua senza accettare"), (Consent, 1, "utilizziamo i cookie"), (Consent, 1, "accetta tutti"),
    (Consent, 1, "accetta e continua"), (Consent, 1, "rifiuta e abbonati"), (Consent, 1, "cookie tecnici"),
    (Consent, 1, "la tua privacy"), (Payment, 2, "riservato agli abbonati"), (Payment, 2, "sei già abbonato"),
    (Payment, 2, "per continuare a leggere"), (Payment, 2, "abbonati per"), (Payment, 2, "accedi per leggere"),
    (Payment, 2, "registrati per leggere"), (Payment, 2, "per leggere l'articolo"), (Payment, 1, "contenuto riservato"),
    (Payment, 1, "articolo riservato"), (Payment, 1, "hai già un account"), (Human, 2, "dimostra di essere umano"),
    (Human, 2, "verifica di essere umano"), (Human, 2, "conferma di essere umano"),
    (Consent, 2, "noi e i nostri + partner"), (Consent, 2, "noi e + partner selezionati"),
    (Consent, 2, "noi e terze parti"), (Consent, 1, "prima di continuare"), (Consent, 1, "cookie + fornitori"),
    (Consent, 1, "informazioni su + dispositivo"), (Consent, 1, "cookie + terze parti"),
    (Consent, 1, "cookie + questo sito"), (Consent, 1, "tuo consenso"), (Consent, 1, "vostro consenso"),
    (Consent, 1, "tue preferenze"), (Consent, 1, "tue scelte"), (Consent, 1, "contenuti personalizzati"),
    (Consent, 1, "tuoi dati personali"), (Consent, 1, "utilizza cookie"), (Consent, 1, "utilizza i cookie"),
    (Consent, 1, "usa i cookie"),
    // Polish
    (Human, 2, "nie jestem robotem"), (Human, 2, "nie jesteś robotem"), (Human, 2, "włącz javascript"),
    (Human, 2, "włącz obsługę javascript"), (Human, 2, "że jesteś człowiekiem"), (Human, 1, "weryfikacja przeglądarki"),
    (Human, 1, "dostęp zabroniony"), (Human, 1, "odmowa dostępu"), (Consent, 2, "my i nasi partnerzy"),
    (Consent, 2, "szanujemy twoją prywatność"), (Consent, 2, "dbamy o twoją prywatność"),
    (Consent, 1, "zaufani partnerzy"), (Consent, 1, "pliki cookie"), (Consent, 1, "plików cookie"),
    (Consent, 1, "przetwarzanie danych osobowych"), (Consent, 1, "przejdź do serwisu"),
    (Consent, 1, "akceptuj wszystk"), (Consent, 1, "wyrażam zgodę"), (Payment, 2, "tylko dla prenumeratorów"),
    (Payment, 2, "tylko dla subskrybentów"), (Payment, 2, "aby czytać dalej"), (Payment, 2, "czytaj dalej z"),
    (Payment, 2, "chcesz przeczytać"), (Payment, 2, "zaloguj się, aby"), (Payment, 2, "kup dostęp"),
    (Payment, 2, "wykup dostęp"), (Payment, 2, "masz już subskrypcję"), (Payment, 2, "masz już prenumeratę"),
    (Payment, 1, "masz już konto"), (Payment, 1, "pozostało do przeczytania"), (Payment, 1, "dla prenumeratorów"),
    (Payment, 1, "dla subskrybentów"), (Human, 2, "potwierdź, że nie"), (Human, 2, "potwierdź, że jesteś"),
    (Consent, 2, "my i nasi + partner"), (Consent, 2, "my oraz nasi + partner"),
    (Consent, 2, "wraz z naszymi + partnerami"), (Consent, 2, "my i nasz + partner"), (Consent, 1, "zanim przejdziesz"),
    (Consent, 1, "zanim przejdziemy"), (Consent, 1, "zanim będziesz kontynuować"), (Consent, 1, "cookie + dostawc"),
    (Consent, 1, "cookie + urządzeni"), (Consent, 1, "informacji na + urządzeni"),
    (Consent, 1, "informacje na + urządzeni"), (Consent, 1, "cookie + serwis"), (Consent, 1, "ciasteczk"),
    (Consent, 1, "twoja zgoda"), (Consent, 1, "twojej zgody"), (Consent, 1, "twoją zgodę"),
    (Consent, 1, "twoje preferencje"), (Consent, 1, "twoich danych osobowych"), (Consent, 1, "twoje dane osobowe"),
    (Consent, 1, "twoją prywatność"), (Consent, 1, "twoja prywatność"), (Consent, 1, "twojej prywatności"),
    (Consent, 1, "spersonalizowan + treści"),
    // Russian
    (Human, 2, "я не робот"), (Human, 2, "вы не робот"), (Human, 2, "включите javascript"),
    (Human, 2, "включить javascript"), (Human, 2, "проверяем ваш браузер"), (Human, 1, "проверка браузера"),
    (Human, 1, "доступ ограничен"), (Human, 1, "доступ запрещ"), (Consent, 2, "мы и наши партнеры"),
    (Consent, 2, "мы и наши партнёры"), (Consent, 1, "мы используем cookie"),
    (Consent, 1, "мы используем файлы cookie"), (Consent, 1, "согласие на обработку"), (Consent, 1, "принять все"),
    (Payment, 2, "только для подписчиков"), (Payment, 2, "только по подписке"), (Payment, 2, "оформите подписку"),
    (Payment, 2, "чтобы продолжить чтение"), (Payment, 2, "чтобы читать дальше"), (Payment, 2, "войдите, чтобы"),
    (Payment, 1, "уже подписаны"), (Payment, 1, "уже есть аккаунт"), (Payment, 1, "для подписчиков"),
    (Human, 2, "что вы человек"), (Consent, 2, "мы и наши + партн"), (Consent, 2, "мы и + наших партн"),
    (Consent, 1, "прежде чем продолжить"), (Consent, 1, "перед тем как продолжить"), (Consent, 1, "cookie + устройств"),
    (Consent, 1, "куки + партн"), (Consent, 1, "куки + устройств"), (Consent, 1, "информаци + на + устройстве"),
    (Consent, 1, "куки + сайт"), (Consent, 1, "ваше согласие"), (Consent, 1, "вашего согласия"),
    (Consent, 1, "ваши предпочтения"), (Consent, 1, "ваших персональных данных"),
    (Consent, 1, "ваши персональные данные"), (Consent, 1, "вашу конфиденциальность"),
    (Consent, 1, "ваша конфиденциальность"), (Consent, 1, "вашей конфиденциальности"), (Consent, 1, "используем куки"),
    // Ukrainian
    (Human, 2, "ви не робот"), (Human, 2, "увімкніть javascript"), (Human, 2, "увімкнути javascript"),
    (Human, 2, "перевіряємо ваш браузер"), (Human, 1, "перевірка браузера"), (Human, 1, "доступ обмежено"),
    (Human, 1, "доступ заборонено"), (Consent, 2, "ми та наші партнери"), (Consent, 1, "ми використовуємо cookie"),
    (Consent, 1, "ми використовуємо файли cookie"), (Consent, 1, "згоду на обробку"), (Consent, 1, "прийняти всі"),
    (Payment, 2, "лише для передплатників"), (Payment, 2, "тільки для передплатників"),
    (Payment, 2, "тільки за підпискою"), (Payment, 2, "лише за підпискою"), (Payment, 2, "оформіть передплату"),
    (Payment, 2, "оформіть підписку"), (Payment, 2, "щоб продовжити читання"), (Payment, 2, "щоб читати далі"),
    (Payment, 2, "увійдіть, щоб"), (Payment, 1, "вже маєте акаунт"), (Payment, 1, "для передплатників"),
    (Human, 2, "що ви людина"), (Consent, 2, "ми та наші + партнер"), (Consent, 2, "ми і наші + партнер"),
    (Consent, 2, "ми й наші + партнер"), (Consent, 1, "перш ніж продовжити"), (Consent, 1, "перед тим як продовжити"),
    (Consent, 1, "cookie + пристро"), (Consent, 1, "кукі + партнер"), (Consent, 1, "кукі + пристро"),
    (Consent, 1, "інформаці + на + пристрої"), (Consent, 1, "кукі + сайт"), (Consent, 1, "вашу згоду"),
    (Consent, 1, "вашої згоди"), (Consent, 1, "ваша згода"), (Consent, 1, "ваші вподобання"),
    (Consent, 1, "ваших персональних даних"), (Consent, 1, "ваші персональні дані"),
    (Consent, 1, "вашу конфіденційність"), (Consent, 1, "ваша конфіденційність"), (Consent, 1, "вашу приватність"),
    (Consent, 1, "ваша приватність"), (Consent, 1, "використовуємо кукі"),
    // German
    (Human, 2, "kein roboter"), (Human, 2, "aktivieren sie javascript"), (Human, 2, "javascript aktivieren"),
    (Human, 2, "ihr browser wird überprüft"), (Human, 1, "sicherheitsüberprüfung"), (Human, 1, "zugriff verweigert"),
    (Consent, 2, "wir und unsere partner"), (Consent, 2, "mit werbung und cookies"),
    (Consent, 2, "mit werbung weiterlesen"), (Consent, 2, "zustimmen und weiter"), (Consent, 2, "cookies akzeptieren"),
    (Consent, 1, "verwenden cookies"), (Consent, 1, "verwenden wir cookies"), (Consent, 1, "alle akzeptieren"),
    (Consent, 1, "datenschutzeinstellungen"), (Consent, 1, "ihre privatsphäre"), (Payment, 2, "nur für abonnenten"),
    (Payment, 2, "exklusiv für abonnenten"), (Payment, 2, "bereits abonnent"), (Payment, 2, "um weiterzulesen"),
    (Payment, 2, "jetzt weiterlesen"), (Payment, 2, "sie möchten weiterlesen"), (Payment, 2, "weiterlesen mit"),
    (Payment, 2, "schon abonnent"), (Payment, 1, "jetzt abonnieren"), (Payment, 1, "melden sie sich an"),
    (Payment, 1, "für abonnenten"), (Human, 2, "dass sie ein mensch sind"), (Consent, 2, "wir und unsere + partner"),
    (Consent, 2, "wir und + unserer partner"), (Consent, 2, "wir und bis zu + partner"),
    (Consent, 1, "bevor sie fortfahren"), (Consent, 1, "bevor sie weiter"), (Consent, 1, "bevor es weitergeht"),
    (Consent, 1, "cookie + drittanbieter"), (Consent, 1, "cookie + gerät"), (Consent, 1, "informationen auf + gerät"),
    (Consent, 1, "informationen auf + endgerät"), (Consent, 1, "cookie + diese website"),
    (Consent, 1, "cookie + diese seite"), (Consent, 1, "ihre einwilligung"), (Consent, 1, "ihrer einwilligung"),
    (Consent, 1, "ihre zustimmung"), (Consent, 1, "ihrer zustimmung"), (Consent, 1, "ihre einstellungen"),
    (Consent, 1, "personalisierte + inhalte"), (Consent, 1, "ihre personenbezogenen daten"), (Consent, 1, "ihre daten"),
    (Consent, 1, "verwendet cookies"), (Consent, 1, "nutzen cookies"), (Consent, 1, "nutzt cookies"),
    (Consent, 1, "setzen cookies"),
    // French
    (Human, 2, "pas un robot"), (Human, 2, "activez javascript"), (Human, 2, "activer javascript"),
    (Human, 1, "vérification de votre navigateur"), (Human, 1, "accès refusé"), (Consent, 2, "nous et nos partenaires"),
    (Consent, 2, "continuer sans accepter"), (Consent, 2, "accepter les cookies"), (Consent, 1, "tout accepter"),
    (Consent, 1, "utilisons des cookies"), (Consent, 1, "votre vie privée"), (Payment, 2, "réservé aux abonnés"),
    (Payment, 2, "réservée aux abonnés"), (Payment, 2, "déjà abonné"), (Payment, 2, "abonnez-vous pour"),
    (Payment, 2, "pour lire la suite"), (Payment, 2, "connectez-vous pour"), (Payment, 1, "la suite de cet article"),
    (Payment, 1, "pour les abonnés"), (Payment, 1, "reste à lire"), (Human, 2, "que vous êtes humain"),
    (Human, 2, "que vous êtes un humain"), (Consent, 2, "nous et nos + partenaires"),
    (Consent, 2, "avec nos + partenaires"), (Consent, 1, "avant de continuer"), (Consent, 1, "cookie + fournisseurs"),
    (Consent, 1, "cookie + appareil"), (Consent, 1, "cookie + terminal"), (Consent, 1, "traceurs + partenaires"),
    (Consent, 1, "informations sur + appareil"), (Consent, 1, "informations sur + terminal"),
    (Consent, 1, "cookie + ce site"), (Consent, 1, "votre consentement"), (Consent, 1, "vos préférences"),
    (Consent, 1, "vos choix"), (Consent, 1, "contenu + personnalisé"), (Consent, 1, "vos données personnelles"),
    (Consent, 1, "utilise des cookies"),
    // Spanish
    (Human, 2, "no soy un robot"), (Human, 2, "no eres un robot"), (Human, 2, "habilite javascript"),
    (Human, 2, "activa javascript"), (Human, 2, "habilitar javascript"), (Human, 1, "comprobando su navegador"),
    (Human, 1, "acceso denegado"), (Consent, 2, "nosotros y nuestros socios"), (Consent, 2, "aceptar cookies"),
    (Consent, 2, "aceptar y continuar"), (Consent, 1, "utilizamos cookies"), (Consent, 1, "aceptar todo"),
    (Consent, 1, "tu privacidad"), (Payment, 2, "exclusivo para suscriptores"), (Payment, 2, "solo para suscriptores"),
    (Payment, 2, "ya eres suscriptor"), (Payment, 2, "suscríbete para"), (Payment, 2, "para seguir leyendo"),
    (Payment, 2, "inicia sesión para"), (Payment, 2, "regístrate para"), (Payment, 1, "para suscriptores"),
    (Human, 2, "que eres humano"), (Human, 2, "que es humano"), (Human, 2, "que eres un ser humano"),
    (Consent, 2, "nosotros y nuestros + socios"), (Consent, 2, "nosotros y nuestros + proveedores"),
    (Consent, 2, "nosotros y + terceros seleccionados"), (Consent, 1, "antes de continuar"),
    (Consent, 1, "cookie + socios"), (Consent, 1, "cookie + proveedores"), (Consent, 1, "información en + dispositivo"),
    (Consent, 1, "cookie + este sitio"), (Consent, 1, "cookie + esta web"), (Consent, 1, "su consentimiento"),
    (Consent, 1, "tu consentimiento"), (Consent, 1, "sus preferencias"), (Consent, 1, "tus preferencias"),
    (Consent, 1, "contenido + personalizado"), (Consent, 1, "sus datos personales"),
    (Consent, 1, "tus datos personales"), (Consent, 1, "su privacidad"), (Consent, 1, "utiliza cookies"),
    (Consent, 1, "usamos cookies"),
];

/// Kind, and how the label of a choice begins that a wall of this kind offers, in lower case.
#[rustfmt::skip]
pub(super) const CHOICES: &[(Kind, &str)] = &[
    // English
    (Consent, "accept"), (Consent, "reject"), (Consent, "agree"), (Consent, "i agree"), (Consent, "i accept"),
    (Consent, "allow all"), (Consent, "consent"), (Consent, "got it"), (Consent, "yes, i"), (Consent, "deny"),
    (Consent, "decline"), (Consent, "refuse"), (Consent, "manage"), (Consent, "continue without"),
    (Consent, "more options"), (Payment, "subscribe"), (Payment, "log in"), (Payment, "login"), (Payment, "sign in"),
    (Payment, "register"), (Payment, "create an account"), (Payment, "create account"),
    // Italian
    (Consent, "accett"), (Consent, "rifiut"), (Consent, "acconsent"), (Consent, "gestisci"),
    (Consent, "continua senza"), (Consent, "personalizza"), (Consent, "preferenze"), (Payment, "abbonati"),
    (Payment, "accedi"), (Payment, "registrati"),
    // Polish
    (Consent, "akceptuj"), (Consent, "zaakceptuj"), (Consent, "odrzuć"), (Consent, "odrzucam"),
    (Consent, "zgadzam się"), (Consent, "wyrażam zgodę"), (Consent, "nie zgadzam"), (Consent, "przejdź do"),
    (Consent, "zarządzaj"), (Consent, "ustawienia"), (Payment, "zaloguj"), (Payment, "subskrybuj"), (Payment, "kup"),
    (Payment, "zarejestruj"), (Payment, "załóż konto"),
    // Russian
    (Consent, "принять"), (Consent, "принимаю"), (Consent, "отклонить"), (Consent, "отказаться"), (Consent, "согласен"),
    (Consent, "я согласен"), (Consent, "соглас"), (Consent, "разрешить"), (Consent, "настро"), (Payment, "войти"),
    (Payment, "подписаться"), (Payment, "оформить"), (Payment, "регистрация"), (Payment, "зарегистр"),
    // Ukrainian
    (Consent, "прийняти"), (Consent, "приймаю"), (Consent, "відхилити"), (Consent, "відмовитися"), (Consent, "погод"),
    (Consent, "я погоджуюсь"), (Consent, "згод"), (Consent, "дозволити"), (Consent, "налашт"), (Payment, "увійти"),
    (Payment, "передплатити"), (Payment, "оформити"), (Payment, "підписатися"), (Payment, "зареєстр"),
    // German
    (Consent, "akzeptieren"), (Consent, "alle akzeptieren"), (Consent, "alle ablehnen"), (Consent, "ablehnen"),
    (Consent, "alles akzeptieren"), (Consent, "alles ablehnen"), (Consent, "zustimmen"), (Consent, "einwilligen"),
    (Consent, "ich stimme zu"), (Consent, "einverstanden"), (Consent, "einstellungen"), (Consent, "nur notwendige"),
    (Payment, "anmelden"), (Payment, "abonnieren"), (Payment, "einloggen"), (Payment, "jetzt abonnieren"),
    (Payment, "registrieren"), (Payment, "jetzt testen"),
    // French
    (Consent, "tout accepter"), (Consent, "tout refuser"), (Consent, "j'accepte"), (Consent, "refuser"),
    (Consent, "continuer sans"), (Consent, "paramétrer"), (Consent, "gérer"), (Payment, "se connecter"),
    (Payment, "s'abonner"), (Payment, "je m'abonne"), (Payment, "s'inscrire"), (Payment, "connectez-vous"),
    // Spanish
    (Consent, "acept"), (Consent, "rechaz"), (Consent, "consiento"), (Consent, "estoy de acuerdo"),
    (Consent, "configurar"), (Consent, "gestionar"), (Consent, "continuar sin"), (Payment, "suscr"),
    (Payment, "inicia sesión"), (Payment, "iniciar sesión"), (Payment, "regístrate"), (Payment, "acceder"),
];
