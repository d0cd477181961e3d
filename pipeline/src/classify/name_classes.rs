//! Declensions of names in Polish, Russian and Ukrainian: which endings a nominative takes, by its last letters.
//!
//! All letters are folded: `й` is `и`, `ї` is `і`, `ą` is `a`. The first row whose letters a name ends with decides, so
//! that longer ones stand before shorter ones.

/// What the last letters of a nominative become.
pub(super) type Class = (&'static str, &'static [Cases]);

/// What stands in the place of the last letters, the endings of one, and those of many.
pub(super) type Cases = (&'static str, Endings, Endings);

type Endings = &'static [&'static str];

const NONE: Endings = &[];

const PL_MANY: Endings = &["ow", "om", "ami", "ach"];
const PL_MASCULINE: Endings = &["a", "u", "owi", "em", "iem", "ie", "e", "zie", "ze"];
const PL_MASCULINE_MANY: Endings = &["y", "i", "owie", "ow", "om", "ami", "ach"];
const PL_SOFT: Endings = &[
    "ia", "iu", "i", "iowi", "iem", "u", "a", "owi", "em", "ie", "e",
];
const PL_SOFT_MANY: Endings = &[
    "ie", "iow", "iom", "iami", "iach", "owie", "ow", "om", "ami", "ach", "y",
];
const PL_FEMININE: Endings = &["y", "i", "e", "ie", "a", "o", "ej", "iej", "zie", "ze"];
const PL_FEMININE_MANY: Endings = &["", "om", "ami", "ach"];
const PL_BARE_MANY: Endings = &["", "ow", "om", "ami", "ach"];

/// Of Latin letters.
pub(super) const LATIN: &[Class] = &[
    (
        "iec",
        &[
            ("iec", PL_MASCULINE, PL_MASCULINE_MANY),
            ("c", PL_MASCULINE, PL_MASCULINE_MANY),
        ],
    ),
    (
        "ek",
        &[
            ("ek", PL_MASCULINE, PL_MASCULINE_MANY),
            ("k", PL_MASCULINE, PL_MASCULINE_MANY),
        ],
    ),
    (
        "el",
        &[
            ("el", PL_MASCULINE, PL_MASCULINE_MANY),
            ("l", PL_MASCULINE, PL_MASCULINE_MANY),
        ],
    ),
    (
        "t",
        &[("t", PL_MASCULINE, PL_MASCULINE_MANY), ("ci", &["e"], NONE)],
    ),
    (
        "ia",
        &[("i", &["", "i", "e", "a", "o"], &["om", "ami", "ach"])],
    ),
    (
        "ka",
        &[("k", PL_FEMININE, PL_FEMININE_MANY), ("c", &["e"], NONE)],
    ),
    (
        "ga",
        &[("g", PL_FEMININE, PL_FEMININE_MANY), ("dz", &["e"], NONE)],
    ),
    (
        "ta",
        &[("t", PL_FEMININE, PL_FEMININE_MANY), ("ci", &["e"], NONE)],
    ),
    ("a", &[("", PL_FEMININE, PL_FEMININE_MANY)]),
    (
        "o",
        &[(
            "",
            &["a", "u", "em", "owi", "y", "e", "ie", "i", "ze"],
            PL_MANY,
        )],
    ),
    ("owie", &[("", PL_MANY, NONE)]),
    (
        "ie",
        &[
            ("", &["ow", "om", "ami", "ach", "ich", "im", "imi"], &[""]),
            (
                "i",
                &["a", "u", "em", "ch", "m", "mi"],
                &["om", "ami", "ach"],
            ),
        ],
    ),
    (
        "e",
        &[(
            "",
            &[
                "ego", "emu", "em", "ym", "ych", "ymi", "a", "u", "ow", "om", "ami", "ach",
            ],
            &[""],
        )],
    ),
    ("rzy", &[("r", PL_MANY, NONE), ("rz", PL_MANY, NONE)]),
    ("dzy", &[("dz", PL_MANY, NONE), ("g", PL_MANY, NONE)]),
    (
        "cy",
        &[
            ("c", PL_BARE_MANY, NONE),
            ("k", PL_MANY, NONE),
            ("c", &["ego", "emu", "ym", "ych", "ymi"], NONE),
            ("", NONE, &["iec"]),
        ],
    ),
    (
        "y",
        &[(
            "",
            &[
                "ego", "emu", "ym", "im", "ych", "ymi", "ow", "om", "ami", "ach",
            ],
            &[""],
        )],
    ),
    (
        "ci",
        &[
            ("c", PL_MANY, NONE),
            ("t", PL_MANY, NONE),
            ("ci", &["ego", "emu", "m", "ch", "mi"], NONE),
        ],
    ),
    (
        "si",
        &[
            ("s", PL_MANY, NONE),
            ("ch", PL_MANY, NONE),
            ("si", &["ego", "emu", "m", "ch", "mi"], NONE),
        ],
    ),
    (
        "i",
        &[(
            "",
            &["iego", "iemu", "im", "ich", "imi", "ow", "om", "ami", "ach"],
            &[""],
        )],
    ),
    ("u", &[]),
    ("", &[("", PL_MASCULINE, PL_MASCULINE_MANY)]),
];

/// Of Latin letters, with a soft last consonant: `Poznań`, `Wrocław`.
pub(super) const LATIN_SOFT: &[Class] = &[("", &[("", PL_SOFT, PL_SOFT_MANY)])];

const MASCULINE: Endings = &["а", "у", "ом", "ем", "е", "і", "ові", "еві"];
const MASCULINE_MANY: Endings = &["и", "ы", "і", "ов", "ев", "ів", "еи", "ам", "ами", "ах"];
const SURNAME: Endings = &["а", "у", "ом", "ым", "им", "е", "і", "ові"];
const SURNAME_MANY: Endings = &["ы", "и", "ых", "ыми", "их", "ими"];
const SOFT: Endings = &["я", "ю", "ем", "єм", "ом", "е", "и", "і", "єві", "еві"];
const SOFT_MANY: Endings = &["ев", "єв", "ів", "еи", "ям", "ями", "ях"];
const ADJECTIVE: Endings = &["ого", "его", "ому", "ему", "ым", "им", "ім", "ом", "ем"];
const ADJECTIVE_MANY: Endings = &["ие", "ые", "і", "их", "ых", "ими", "ыми"];
const FEMININE: Endings = &["ы", "и", "е", "і", "у", "ои", "еи", "ою", "ею", "оі", "іи"];
const FEMININE_MANY: Endings = &["", "ам", "ами", "ах"];
const MANY: Endings = &[
    "ов", "ев", "ів", "єв", "еи", "ам", "ям", "ами", "ями", "ах", "ях",
];
const OF_MANY: Endings = &["их", "им", "ими"];

/// Of Cyrillic letters.
pub(super) const CYRILLIC: &[Class] = &[
    ("ець", &[("ц", SOFT, SOFT_MANY), ("ець", NONE, NONE)]),
    (
        "єць",
        &[
            ("иц", SOFT, SOFT_MANY),
            ("іц", SOFT, SOFT_MANY),
            ("єц", SOFT, SOFT_MANY),
        ],
    ),
    (
        "ец",
        &[
            ("ец", MASCULINE, MASCULINE_MANY),
            ("ц", MASCULINE, MASCULINE_MANY),
        ],
    ),
    (
        "ок",
        &[
            ("ок", MASCULINE, MASCULINE_MANY),
            ("к", MASCULINE, MASCULINE_MANY),
        ],
    ),
    (
        "ек",
        &[
            ("ек", MASCULINE, MASCULINE_MANY),
            ("к", MASCULINE, MASCULINE_MANY),
        ],
    ),
    (
        "ік",
        &[
            ("ік", MASCULINE, MASCULINE_MANY),
            ("ок", MASCULINE, MASCULINE_MANY),
        ],
    ),
    (
        "ів",
        &[
            ("ів", SURNAME, SURNAME_MANY),
            ("ов", SURNAME, SURNAME_MANY),
            ("ев", SURNAME, SURNAME_MANY),
            ("єв", SURNAME, SURNAME_MANY),
        ],
    ),
    ("ов", &[("ов", SURNAME, SURNAME_MANY)]),
    ("ев", &[("ев", SURNAME, SURNAME_MANY)]),
    ("єв", &[("єв", SURNAME, SURNAME_MANY)]),
    (
        "ин",
        &[
            ("ин", SURNAME, SURNAME_MANY),
            ("", NONE, &["не", "н", "нам", "нами", "нах"]),
        ],
    ),
    ("ын", &[("ын", SURNAME, SURNAME_MANY)]),
    (
        "ін",
        &[
            ("ін", SURNAME, SURNAME_MANY),
            ("о", &["ну", "ні", "ном"], NONE),
        ],
    ),
    ("ь", &[("", SOFT, SOFT_MANY), ("ь", &["ю", "ою"], NONE)]),
    ("ыи", &[("", ADJECTIVE, ADJECTIVE_MANY)]),
    (
        "ии",
        &[("", ADJECTIVE, ADJECTIVE_MANY), ("и", SOFT, SOFT_MANY)],
    ),
    (
        "ои",
        &[("", ADJECTIVE, ADJECTIVE_MANY), ("о", SOFT, SOFT_MANY)],
    ),
    (
        "іи",
        &[("і", SOFT, SOFT_MANY), ("о", &["ю", "єм", "і"], NONE)],
    ),
    ("аи", &[("а", SOFT, SOFT_MANY)]),
    ("еи", &[("е", SOFT, SOFT_MANY)]),
    ("уи", &[("у", SOFT, SOFT_MANY)]),
    ("эи", &[("э", SOFT, SOFT_MANY)]),
    ("яи", &[("я", SOFT, SOFT_MANY)]),
    ("ка", &[("к", FEMININE, FEMININE_MANY), ("ц", &["і"], NONE)]),
    ("га", &[("г", FEMININE, FEMININE_MANY), ("з", &["і"], NONE)]),
    ("ха", &[("х", FEMININE, FEMININE_MANY), ("с", &["і"], NONE)]),
    ("а", &[("", FEMININE, FEMININE_MANY)]),
    ("ая", &[("", &["ои", "ую", "ою"], NONE)]),
    ("яя", &[("", &["еи", "юю", "ею"], NONE)]),
    (
        "я",
        &[(
            "",
            &["и", "і", "е", "ю", "еи", "ею", "є", "єю"],
            &["ь", "и", "ям", "ями", "ях"],
        )],
    ),
    ("ое", &[("", &["ого", "ому", "ым", "им", "ом"], NONE)]),
    ("ее", &[("", &["его", "ему", "им", "ем"], NONE)]),
    ("ые", &[("", &["ых", "ым", "ыми"], NONE)]),
    (
        "ие",
        &[("и", &["я", "ю", "ем", "и"], NONE), ("", OF_MANY, NONE)],
    ),
    (
        "не",
        &[
            ("н", &["", "ам", "ами", "ах"], NONE),
            ("н", &["ого", "ому", "им", "ім"], NONE),
        ],
    ),
    (
        "е",
        &[(
            "",
            &["ого", "ому", "им", "ім", "я", "ю", "ем", "а", "у", "и", "і"],
            NONE,
        )],
    ),
    ("о", &[("", &["а", "у", "ом", "ем", "е", "і", "ові"], NONE)]),
    ("ы", &[("", MANY, &[""])]),
    ("и", &[("", MANY, &[""])]),
    ("і", &[("", MANY, &[""]), ("", OF_MANY, NONE)]),
    ("у", &[]),
    ("ю", &[]),
    ("э", &[]),
    ("є", &[]),
    ("", &[("", MASCULINE, MASCULINE_MANY)]),
];
