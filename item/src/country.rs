//! Country codes: ISO 3166-1 alpha-2 as of 2024, and `XK`, which the registries leave to users and CLDR gives to Kosovo.

const CODES: &str = "\
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ \
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR \
    GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP \
    KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ \
    NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW \
    SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ \
    UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

/// Codes that people write and no label carries, with those that they mean. ISO reserves some of them.
const MEANT: [(&str, &str); 4] = [("UK", "GB"), ("EL", "GR"), ("KO", "XK"), ("UR", "UA")];

/// Whether these two upper-case letters are the code of a country or territory.
pub fn is_country(code: &str) -> bool {
    code.len() == 2 && CODES.split_ascii_whitespace().any(|known| known == code)
}

/// What to write instead of a code that is none: `ru` is `RU`, `UK` is `GB`.
pub fn meant_country(written: &str) -> Option<&'static str> {
    let upper = written.trim().to_ascii_uppercase();
    let meant = MEANT.iter().find(|(slip, _)| *slip == upper);
    meant.map(|(_, code)| *code).or_else(|| {
        let mut known = CODES.split_ascii_whitespace();
        known.find(|known| *known == upper)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_known_and_slips_understood() {
        for code in ["RU", "PL", "GB", "XK", "ZW", "AD"] {
            assert!(is_country(code), "`{code}`");
        }
        for none in ["UK", "EU", "ru", "R", "RUS", "", "A ", "D A"] {
            assert!(!is_country(none), "`{none}`");
        }
        assert_eq!(meant_country("uk"), Some("GB"));
        assert_eq!(meant_country("ru"), Some("RU"));
        assert_eq!(meant_country("Russia"), None);
        assert_eq!(CODES.split_ascii_whitespace().count(), 250);
        assert!(
            MEANT
                .iter()
                .all(|(slip, code)| !is_country(slip) && is_country(code))
        );
    }
}
