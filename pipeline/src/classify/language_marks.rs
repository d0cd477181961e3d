//! Small words of the languages of the table, and what whatlang calls those that are not in it.

use whatlang::Lang;

/// Languages that are recognised by whatlang.
pub(super) const OTHERS: &[(Lang, &str)] = &[
    (Lang::Ell, "el"),
    (Lang::Heb, "he"),
    (Lang::Yid, "yi"),
    (Lang::Ara, "ar"),
    (Lang::Pes, "fa"),
    (Lang::Urd, "ur"),
    (Lang::Hin, "hi"),
    (Lang::Ben, "bn"),
    (Lang::Cmn, "zh"),
    (Lang::Jpn, "ja"),
    (Lang::Kor, "ko"),
    (Lang::Vie, "vi"),
    (Lang::Tha, "th"),
    (Lang::Kat, "ka"),
    (Lang::Hye, "hy"),
    (Lang::Aze, "az"),
    (Lang::Uzb, "uz"),
    (Lang::Tuk, "tk"),
    (Lang::Lat, "la"),
    (Lang::Epo, "eo"),
    (Lang::Afr, "af"),
    (Lang::Tgl, "tl"),
    (Lang::Amh, "am"),
];

/// Small words that are frequent in a language; Latin ones without diacritics. Neighbours share many.
pub(super) const SMALL_WORDS: &[(&str, &str)] = &[
    (
        "it",
        "il lo gli della delle dei degli nel nella che non per con una sono anche dal dalla sul sulla ha piu dopo contro tra la le un di e in i si al alle alla agli ad da su suo sua del dai ai ed come questo questa nei negli all dell dall sull ma ci ne cui stato",
    ),
    (
        "pl",
        "w z na do nie sie jest ze przez dla o po od oraz jak przed za czy ktory ktore bedzie ma juz tylko to przy pod i a byl byla jej jego lub ale go tym tego sa co",
    ),
    (
        "en",
        "the of and to in is for that with on as by from at are was will has have says after over his its be not a i you it we they this or an he she my your if do so but all our their me no can",
    ),
    (
        "de",
        "der die das und nicht mit von den dem des ein eine fur auf ist im zu sich bei nach uber wird gegen auch vor aus in an es er sie wir ich hat aber oder sind war einen einem einer als wie zum zur bis so nur noch",
    ),
    (
        "fr",
        "le les des est et une dans pour sur du au aux avec par que qui pas plus apres ses sont ont contre la de un en il elle on ne se ce cette mais ou a l d nous vous je",
    ),
    (
        "es",
        "el los las y una del en por con que para se su es al como mas tras sobre no sin este entre contra la a de le lo un si muy pero fue hay ser sus les han ha todo esta te me",
    ),
    (
        "pt",
        "o os a as um uma nao do da dos das em para que com por se no na ao e mais mas foi ser sua seu pelo pela de como isso esta ate nos",
    ),
    (
        "nl",
        "de het een en van te dat die in is niet op aan met voor er zijn om ook als bij naar uit wordt maar hij ze we ik door over heeft worden hebben nog wel dan",
    ),
    (
        "cs",
        "a se na je v ze s z do o to i jako pro si by jsem jsou byl byla k po za od ale nebo jeho jeji tak co aby uz podle ktery ktere kteri jen pri take roku jsme",
    ),
    (
        "sk",
        "a sa na je v ze s z do o to i ako pre si by som su bol bola k po za od ale alebo jeho jej tak co aby uz podla ktory ktore ktori len pri tiez roku sme vo zo ktora bude",
    ),
    (
        "sl",
        "in je na v se za da so s z ki pa po ne ni bi tudi kot bil bila ali iz do od sem smo pri ob lahko ko ker kako vse ze ga jih",
    ),
    (
        "hr",
        "i je u na se za da su s sa koji koja koje od ne bi o iz kao do po ali ili to nije biti bio bila sam smo ce te samo kako sto ih",
    ),
    (
        "ro",
        "de la si in cu pe un o din nu este care ca mai a au sa pentru sunt ce se al ale lui prin dar fost fi le am are ai va cea cel dupa",
    ),
    (
        "ca",
        "el la els les i de que en un una per amb no es del al dels a l d mes com va son ha aquest aquesta seva seu pel als ser o han tot",
    ),
    (
        "sv",
        "och att det i en som ar pa for av med till den har inte om ett de var jag sig fran vi kan nar men eller ska han hon",
    ),
    (
        "da",
        "og at det i en som er pa for af med til den har ikke om et de var jeg sig fra vi kan nar men eller skal han hun der blev",
    ),
    (
        "hu",
        "a az es hogy nem is egy ez meg csak de volt van el mar mint ha vagy azt kell ki lesz sem majd szerint",
    ),
    (
        "tr",
        "ve bir bu da de icin ile cok olarak daha olan gibi var ne ise en kadar sonra o mi her",
    ),
    (
        "fi",
        "ja on ei se etta oli han mutta kun myos tai ovat joka niin kuin sen ole mita jos",
    ),
    (
        "lt",
        "ir yra kad i su is bei tai jo kaip ar po buvo bet nuo dar jau savo apie uz tik",
    ),
    (
        "ru",
        "и в не на я что с он как это по но к у а из за от так о же для было вы бы мы они все его до или если уже только мне меня был была были при когда ещё еще есть быть чтобы нет да ну тебе мой моя",
    ),
    (
        "uk",
        "і в не на я що з він як це по але до у а із за від так про же для було ви б ми вони все його або якщо вже тільки мені мене був була були при коли ще є бути щоб ні та й де чи",
    ),
    (
        "be",
        "і ў не на я што з ён як гэта па але да у а за ад так пра ж для было вы б мы яны усе яго ці калі ўжо толькі мне мяне быў была былі яшчэ ёсць быць каб",
    ),
    (
        "bg",
        "и в не на аз че с той как това по но към а из за от така о до ще се са е ги да или ако вече само ми му беше бил при когато още има няма съм си ли",
    ),
    (
        "mk",
        "и во не на јас дека со тој како ова по но кон а од за така до ќе се е ги да или ако веќе само ми му беше бил при кога уште има нема сум си",
    ),
    (
        "sr",
        "и у не на ја да са он као ово по али к а из за од тако о до ће се су је их или ако већ само ми му био била при када још има нема сам си који",
    ),
];
