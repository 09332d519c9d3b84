//! What the text crate promises, case by case.

use proptest::prelude::*;

use crate::names::{
    loose_key, organisation, organisation_key, organisation_sound, parts, sound_key, strict_key,
    to_arabic,
};
use crate::{
    LatinStemmer, Script, Stemmer, american_spelling, character_ngrams, exact_key, fold_digits,
    light10, normalise, plain_form, stem_tokens, tokens,
};

fn check<T: PartialEq + std::fmt::Debug>(cases: &[(&str, T)], function: impl Fn(&str) -> T) {
    for (input, expected) in cases {
        assert_eq!(&function(input), expected, "input {input:?}");
    }
}

#[test]
fn spellings_of_one_arabic_word_become_one() {
    check(
        &[
            ("أَحْمَد", "احمد".to_owned()),
            ("إدارة", "اداره".to_owned()),
            ("آلة", "اله".to_owned()),
            ("مستشفى", "مستشفي".to_owned()),
            ("مـــحـــاسب", "محاسب".to_owned()),
            ("ﻣﺤﺎﺳﺐ", "محاسب".to_owned()),
            ("ﻻعب", "لاعب".to_owned()),
            ("می\u{200c}خواهم", "ميخواهم".to_owned()),
            ("\u{202b}سائق\u{202c}", "سائق".to_owned()),
            ("١٢٣ ۴۵۶", "123 456".to_owned()),
            ("ERP و Excel", "erp و excel".to_owned()),
            ("Café Español", "cafe espanol".to_owned()),
            ("Straße", "strasse".to_owned()),
        ],
        normalise,
    );
}

#[test]
fn digits_fold_and_the_rest_stays() {
    assert_eq!(fold_digits("أ٢٩٩-۷"), "أ299-7");
}

#[test]
fn words_split_between_scripts_and_keep_language_names() {
    let words = |text: &str| tokens(text).into_iter().map(|token| token.text).collect::<Vec<_>>();
    assert_eq!(words("مهندس/Civil Engineer (ERP)"), ["مهندس", "civil", "engineer", "erp"]);
    assert_eq!(words("لحام6G"), ["لحام", "6g"]);
    assert_eq!(words("C++ / C# developer, .NET"), ["c++", "c#", "developer", "net"]);
    assert_eq!(words("word+ a+++"), ["word", "a++"]);
    assert_eq!(words("😀 !!"), Vec::<String>::new());
    assert_eq!(tokens("Инженер")[0].script, Script::Other);
}

#[test]
fn light10_cuts_one_article_and_the_endings() {
    let cases = [
        ("اللحامين", "لحام"),
        ("واللحام", "لحام"),
        ("محاسبه", "محاسب"),
        ("محاسبات", "محاسب"),
        ("مهندسون", "مهندس"),
        ("ولد", "ولد"),
        ("وكيل", "كيل"),
        ("للبيع", "بيع"),
        ("مدرسيه", "مدرس"),
        ("ال", "ال"),
        ("", ""),
    ];
    check(&cases.map(|(word, stem)| (word, stem.to_owned())), |word| light10(word).to_owned());
}

#[test]
fn the_two_genders_of_a_title_share_their_plain_form() {
    for (masculine, feminine, plain) in [
        ("المهندس", "مهندسه", "مهندس"),
        ("الوصي", "وصيه", "وصي"),
        ("بحري", "البحريه", "بحري"),
        ("وال", "وال", "وال"),
        ("ال", "ال", "ال"),
    ] {
        assert_eq!(plain_form(masculine), plain);
        assert_eq!(plain_form(feminine), plain);
    }
}

#[test]
fn british_and_american_spellings_meet() {
    for (british, american) in [
        ("organisation", "organization"),
        ("labourer", "laborer"),
        ("centre", "center"),
        ("paediatrician", "pediatrician"),
        ("anaesthetist", "anesthetist"),
        ("tyre", "tire"),
        ("draughtsman", "draftsman"),
        ("computerised", "computerized"),
    ] {
        assert_eq!(american_spelling(british), american);
        assert_eq!(american_spelling(american), american);
    }
    for word in ["hours", "flour", "tourist", "expert", "wise", "لحام"] {
        assert_eq!(american_spelling(word), word);
    }
}

#[test]
fn stems_follow_the_script_of_each_word() {
    assert_eq!(stem_tokens("المهندسين Engineers"), ["مهندس", "engin"]);
    assert_eq!(Stemmer::new(LatinStemmer::None).stems("Engineers 2024"), ["engineers", "2024"]);
}

#[test]
fn exact_keys_ignore_case_marks_and_punctuation() {
    assert_eq!(exact_key(" فنّي  كهرباء، "), exact_key("فنى كهرباء"));
    assert_eq!(exact_key("Data-Entry Clerk"), "data entry clerk");
}

#[test]
fn ngrams_stay_inside_words_and_count_short_words_once() {
    assert_eq!(character_ngrams("abc", 2, 3), [" a", "ab", "bc", "c ", " ab", "abc", "bc "]);
    assert_eq!(character_ngrams("a", 3, 5), [" a "]);
    assert!(character_ngrams("", 2, 4).is_empty());
}

#[test]
fn compound_names_are_one_part_however_they_are_typed() {
    for (one, other) in [
        ("عبد الرحمن محمد", "عبدالرحمن محمد"),
        ("أبو زيد الهلالى", "ابوزيد الهلالي"),
        ("نور الدين", "نورالدين"),
        ("هبة الله أحمد", "هبةالله احمد"),
        ("عبد ال رحمن", "عبدالرحمن"),
        ("سيف الإسلام", "سيفالاسلام"),
        ("Abd El-Rahman", "Abdelrahman"),
    ] {
        assert_eq!(parts(one), parts(other), "{one} and {other}");
    }
    assert_eq!(parts("محمد عبد العزيز أبو المجد"), ["محمد", "عبدالعزيز", "ابوالمجد"]);
}

#[test]
fn the_strict_key_keeps_the_tied_ta_and_the_loose_key_folds_it() {
    assert_ne!(strict_key("فاطمة"), strict_key("فاطمه"));
    assert_eq!(loose_key("فاطمة"), loose_key("فاطمه"));
    assert_eq!(loose_key("رؤوف وائل"), "رووف وايل");
    assert_eq!(strict_key("مُصطفى"), "مصطفي");
}

#[test]
fn latin_spellings_meet_the_arabic_name() {
    for (latin, arabic) in [
        ("Mohamed", "محمد"),
        ("Muhammad", "محمد"),
        ("Mostafa", "مصطفى"),
        ("Abdel Rahman", "عبد الرحمن"),
        ("Fatma", "فاطمة"),
        ("Khaled", "خالد"),
        ("Sherif", "شريف"),
        ("Youssef", "يوسف"),
        ("Ghada", "غادة"),
        ("Abdallah", "عبد الله"),
        ("Shenouda", "شنودة"),
    ] {
        assert_eq!(sound_key(latin), sound_key(arabic), "{latin} and {arabic}");
    }
    assert_eq!(to_arabic("Mohamed Abd Elrahman"), "محمد عبدالرحمن");
    assert_eq!(to_arabic("Elbadry"), "البدري");
    assert_eq!(to_arabic("Zaki"), "زكي");
}

#[test]
fn trade_names_lose_legal_form_branch_and_article_but_never_everything() {
    for (written, key) in [
        ("شركة النيل للمقاولات العامة ش.م.م", "نيل مقاولات عامة"),
        ("النيل للمقاولات العامة - فرع طنطا", "نيل مقاولات عامة"),
        ("شركة الأمل شركة مساهمة مصرية", "امل"),
        ("صيدلية النور", "صيدلية نور"),
        ("Nile Contracting Co. LLC", "nile contracting"),
        ("Nile Contracting - Maadi Branch", "nile contracting"),
        ("شركة", "شركة"),
        ("،،", ""),
    ] {
        assert_eq!(organisation_key(written), key, "{written}");
    }
    assert_eq!(organisation("النيل - فرع مدينة نصر").branch, ["مدينة", "نصر"]);
    assert!(organisation("النيل ذ.م.م").has_legal_form);
    assert_eq!(organisation_sound("صيدلية نور"), organisation_sound("nour pharmacy"));
}

#[test]
fn letters_of_other_scripts_keep_a_sound_of_their_own() {
    assert_ne!(sound_key("Иван"), sound_key("Пётр"));
    assert!(!sound_key("Иван").is_empty());
    assert_eq!(sound_key("José"), sound_key("Jose"));
}

#[test]
fn names_are_never_stemmed() {
    assert_eq!(strict_key("السيد سليمان"), "السيد سليمان");
}

proptest! {
    #[test]
    fn normalising_twice_changes_nothing(text in "\\PC{0,40}") {
        let once = normalise(&text);
        prop_assert_eq!(normalise(&once), once);
    }

    #[test]
    fn no_text_breaks_the_analysers(text in any::<String>()) {
        for token in tokens(&text) {
            prop_assert!(!token.text.is_empty());
        }
        let _ = (stem_tokens(&text), character_ngrams(&text, 2, 4), sound_key(&text), to_arabic(&text));
    }

    #[test]
    fn a_stem_is_part_of_its_word_and_keeps_two_letters(word in "[ابتةهويناللمكفسط]{2,12}") {
        let stem = light10(&word);
        prop_assert!(word.contains(stem));
        prop_assert!(stem.chars().count() >= 2);
    }

    #[test]
    fn the_exact_key_is_a_fixed_point(text in "\\PC{0,40}") {
        let key = exact_key(&text);
        prop_assert_eq!(exact_key(&key), key);
    }

    #[test]
    fn keys_of_names_are_fixed_points(name in "[أبجدهوزحطيكلمنسعفصقرشتثخذضظغةىء ]{0,30}") {
        let strict = strict_key(&name);
        prop_assert_eq!(loose_key(&strict), loose_key(&name));
    }
}

#[test]
fn marks_of_gender_are_dropped_and_other_slashes_stay() {
    for (title, expected) in [
        ("Ingenieur/in (m/w/d)", "Ingenieur"),
        ("Ingenieur*innen", "Ingenieur"),
        ("Bauleiter:in Hochbau", "Bauleiter Hochbau"),
        ("Maurer/-in, Hochbau", "Maurer Hochbau"),
        ("técnico/a de laboratorio", "técnico de laboratorio"),
        ("enfermeiro(a)", "enfermeiro"),
        ("infirmier·ère", "infirmier"),
        ("Développeur/euse H/F", "Développeur"),
        ("software engineer (m/f)", "software engineer"),
        ("CAD/CAM operator", "CAD/CAM operator"),
        ("welder and/or fitter", "welder and/or fitter"),
        ("C++/C#", "C++/C#"),
        ("محاسب/محاسبة", "محاسب/محاسبة"),
        ("(m/w/d)", "(m/w/d)"),
        ("", ""),
    ] {
        assert_eq!(crate::without_gender_marks(title), expected, "{title}");
    }
}
