//! The consonants of a name, the same in Latin and in Cyrillic: `Stoltenberga` and `Столтенберг` both begin `stltn`.

/// Letters of a skeleton; what follows is mostly inflection.
const LONGEST: usize = 5;

/// With fewer, unlike names meet.
const SHORTEST: usize = 3;

/// The skeleton of a folded word; none where too little would be left of it.
pub(super) fn skeleton(folded: &str) -> Option<String> {
    let mut bones = String::new();
    let mut count = 0;
    let letters = folded.chars().flat_map(|letter| latin(letter).chars());
    for letter in letters {
        let Some(bone) = bone(letter) else { continue };
        if bones.ends_with(bone) {
            continue;
        }
        bones.push(bone);
        count += 1;
        if count == LONGEST {
            break;
        }
    }
    (count >= SHORTEST).then_some(bones)
}

/// A consonant as all spellings of it are written here; none for vowels and what stands for them.
fn bone(letter: char) -> Option<char> {
    match letter {
        'w' => Some('v'),
        'c' | 'q' => Some('k'),
        'z' => Some('s'),
        'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'j' | 'h' => None,
        'b'..='x' => Some(letter),
        _ => None,
    }
}

/// A letter in Latin.
fn latin(letter: char) -> &'static str {
    const LATIN: [&str; 26] = [
        "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r",
        "s", "t", "u", "v", "w", "x", "y", "z",
    ];
    match letter {
        'a'..='z' => {
            let place = usize::try_from(u32::from(letter) - u32::from('a')).unwrap_or_default();
            LATIN.get(place).copied().unwrap_or_default()
        }
        'б' => "b",
        'в' => "v",
        'г' | 'ґ' => "g",
        'д' => "d",
        'ж' | 'з' | 'с' | 'ш' => "s",
        'щ' => "sk",
        'к' | 'ч' | 'х' => "k",
        'ц' => "ts",
        'л' | 'ł' => "l",
        'м' => "m",
        'н' => "n",
        'п' => "p",
        'р' => "r",
        'т' => "t",
        'ф' => "f",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[test]
    fn a_name_has_one_skeleton_in_either_script_and_case() {
        let check = |names: &[&str]| {
            let bones: Vec<_> = names.iter().map(|name| skeleton(&fold(name))).collect();
            assert!(bones.iter().all(|other| *other == bones[0]), "{bones:?}");
            assert!(bones[0].is_some(), "{names:?}");
        };
        check(&["Stoltenberg", "Stoltenberga", "Столтенберг", "Столтенберга"]);
        check(&["Navalny", "Навальный", "Навальний", "Navalnyj"]);
        check(&["Zaluzhny", "Залужный", "Залужний"]);
    }

    #[test]
    fn a_name_of_few_consonants_has_none() {
        assert_eq!(skeleton("ue"), None);
        assert_eq!(skeleton("байден").as_deref(), Some("bdn"));
        assert_eq!(skeleton("ес"), None);
    }
}
