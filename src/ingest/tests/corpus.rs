//! The malformed corpus: faults of cells and rows, each in several encodings and delimiters, each with
//! the account it must end with.

use encoding_rs::{ISO_8859_6, WINDOWS_1256};

use super::support::{Door, delimited, found, people_row};

/// Encodings of the corpus.
const ENCODINGS: [&str; 8] = [
    "utf-8",
    "utf-8 with byte order mark",
    "windows-1256",
    "iso-8859-6",
    "utf-16le",
    "utf-16be",
    "utf-16le unmarked",
    "utf-16be unmarked",
];
const DELIMITERS: [&str; 6] = [",", ";", "|", "\t", "،", "؛"];

/// Rows of every file; the sixth one (record A0005, a man born on 1990-03-06) is damaged.
const ROWS: usize = 12;
const DAMAGED: usize = 5;

/// The text in an encoding, or nothing where a letter has no place in it.
pub(super) fn encoded(text: &str, encoding: &str) -> Option<Vec<u8>> {
    let wide = |to: fn(u16) -> [u8; 2], mark: bool| {
        let marked = if mark { "\u{feff}" } else { "" };
        marked.encode_utf16().chain(text.encode_utf16()).flat_map(to).collect()
    };
    let narrow = |encoding: &'static encoding_rs::Encoding| {
        let (bytes, _, has_errors) = encoding.encode(text);
        (!has_errors).then(|| bytes.into_owned())
    };
    match encoding {
        "utf-8" => Some(text.as_bytes().to_vec()),
        "utf-8 with byte order mark" => Some(format!("\u{feff}{text}").into_bytes()),
        "windows-1256" => narrow(WINDOWS_1256),
        "iso-8859-6" => narrow(ISO_8859_6),
        "utf-16le" => Some(wide(u16::to_le_bytes, true)),
        "utf-16be" => Some(wide(u16::to_be_bytes, true)),
        "utf-16le unmarked" => Some(wide(u16::to_le_bytes, false)),
        _ => Some(wide(u16::to_be_bytes, false)),
    }
}

/// Column, delivered text, and the finding it must lead to; `""` where it is accepted without one,
/// `~` before a finding that does not refuse the row.
const CELLS: &[(usize, &str, &str)] = &[
    (0, "", "record_no:required"),
    (0, "a0001", "record_no:pattern"),
    (0, "A00051", "record_no:pattern"),
    (0, "A٠٠٠٥", ""),
    (0, "A۰۰۰۵", ""),
    (0, "  A0005  ", ""),
    (0, "\u{200f}A0005\u{200f}", ""),
    (0, "\u{a0}A0005", ""),
    (1, "", "national_id:required"),
    (1, "9900306240051", "national_id:national_id_length"),
    (1, "990030624005177", "national_id:national_id_length"),
    (1, "9.9003E+13", "national_id:national_id_scientific"),
    (1, "9,9003e+13", "national_id:national_id_scientific"),
    (1, "19003062400517", "national_id:national_id_century"),
    (1, "99013062400517", "national_id:national_id_birth_date"),
    (1, "99002302400517", "national_id:national_id_birth_date"),
    (1, "99003069900517", "national_id:national_id_governorate"),
    (1, "9900306240051O", "national_id:national_id_digits"),
    (1, "9900306-2400517", "national_id:national_id_digits"),
    (1, "٩٩٠٠٣٠٦٢٤٠٠٥١٧", ""),
    (1, "۹۹۰۰۳۰۶۲۴۰۰۵۱۷", ""),
    (1, " 99003062400517", ""),
    (2, "", "full_name:required"),
    (2, "12345", "full_name:person_name"),
    (2, "?????", "full_name:person_name"),
    (2, "م", "full_name:person_name"),
    (2, "محمد2", "full_name:person_name"),
    (2, "محمـــد علي", ""),
    (2, "ﻣﺤﻤﺪ ﻋﻠﻲ", ""),
    (3, "abc", "phone:phone"),
    (3, "12", "phone:phone"),
    (3, "0101234567890123456", "phone:phone"),
    (3, "+20 101 234 5678", ""),
    (3, "1012345678", ""),
    (3, "٠١٠١٢٣٤٥٦٧٨", ""),
    (3, "", ""),
    (4, "01/01/1900", "birth_date:placeholder_date"),
    (4, "1900-01-01", "birth_date:placeholder_date"),
    (4, "00/00/0000", "birth_date:placeholder_date"),
    (4, "9999-12-31", "birth_date:placeholder_date"),
    (4, "12/03/90", "birth_date:two_digit_year"),
    (4, "1410-08-15", "birth_date:birth_date_agrees"),
    (4, "15/08/1410", "birth_date:birth_date_agrees"),
    (4, "1410-08-09", "~birth_date:hijri_date"),
    (4, "09/08/1410", "~birth_date:hijri_date"),
    (4, "١٤١٠/٨/٩", "~birth_date:hijri_date"),
    (4, "1310-01-01", "birth_date:hijri_day"),
    (4, "1444-09-30", "birth_date:hijri_day"),
    (4, "1990-02-30", "birth_date:date"),
    (4, "03/31/1990", "birth_date:date"),
    (4, "31/06/1990", "birth_date:date"),
    (4, "1990", "birth_date:date"),
    (4, "-990-03-06", "birth_date:date"),
    (4, "2023-01-01", "birth_date:maximum"),
    (4, "1991-03-06", "birth_date:birth_date_agrees"),
    (4, "06/03/1990", ""),
    (4, "6/3/1990", ""),
    (4, "06-03-1990", ""),
    (4, "06.03.1990", ""),
    (4, "1990/03/06", ""),
    (4, "19900306", ""),
    (4, "1990-03-06T00:00:00", ""),
    (4, "1990-03-06 00:00:00", ""),
    (4, "٠٦/٠٣/١٩٩٠", ""),
    (4, "6-مارس-1990", ""),
    (4, "06-Mar-1990", ""),
    (4, "32938", "~birth_date:excel_serial"),
    (4, "32938.0", "~birth_date:excel_serial"),
    (5, "x", "sex:code"),
    (5, "M", ""),
    (5, "ذَكَر", ""),
    (5, "ذكـر", ""),
    (5, "انثي", "~sex:sex_agrees"),
    (6, "", "governorate_code:required"),
    (6, "أطلانطس", "governorate_code:governorate"),
    (6, "99", "governorate_code:governorate"),
    (6, "24", ""),
    (6, "٢٤", ""),
    (6, "1", ""),
    (6, "EG-MN", ""),
    (6, "Minya", ""),
    (6, "بور سعيد", ""),
    (6, "كفرالشيخ", ""),
    (6, "الاسماعيلية", ""),
    (7, "72125", "occupation_code:occupation"),
    (7, "welder", "occupation_code:occupation"),
    (7, "", ""),
    (8, "", "applied_on:required"),
    (8, "2035-01-01", "applied_on:maximum"),
    (8, "1999-12-31", "applied_on:minimum"),
    (8, "غدا", "applied_on:date"),
    (8, "#REF!", "applied_on:date"),
    (8, "45730", "~applied_on:excel_serial"),
    (9, "2025-03-01", "decided_on:decided_after_applied"),
    (9, "", ""),
    (10, "abc", "wage_egp_month:money"),
    (10, "0", "wage_egp_month:minimum"),
    (10, "-5", "wage_egp_month:minimum"),
    (10, "999999", "wage_egp_month:maximum"),
    (10, "6500.505", "wage_egp_month:money"),
    (10, "6500 جنيه", "wage_egp_month:money"),
    (10, "1e3", "wage_egp_month:money"),
    (10, "inf", "wage_egp_month:money"),
    (10, "NaN", "wage_egp_month:money"),
    (10, "6.500,50", "wage_egp_month:money"),
    (10, "65,00.50", "wage_egp_month:money"),
    (10, "6500.", "wage_egp_month:money"),
    (10, "6,500.50", ""),
    (10, "٦٥٠٠٫٥٠", ""),
    (10, "٦٬٥٠٠٫٥", ""),
    (10, "6500.500", ""),
    (11, "1.5", "~share:maximum"),
    (11, "abc", "~share:number"),
    (11, "٠٫٥", ""),
    (12, "3.5", "openings:integer"),
    (12, "-1", "openings:minimum"),
    (12, "99999999999999999999", "openings:integer"),
    (12, "3.0", ""),
    (12, "٣", ""),
    (13, "ربما", "is_first:boolean"),
    (13, "لا", ""),
    (13, "TRUE", ""),
    (13, "0", ""),
    (14, "a;;b", "skills:list"),
    (14, "a؛b", ""),
    (14, "a; b ;", ""),
    (15, "كلمة \u{fffd} تالفة", "broken_text"),
    (15, "?????", "note:broken_text"),
    (15, "\u{1}", "control_character"),
    (15, "قال \"نعم\" ثم مضى", ""),
    (15, "سطر\nوسطر", ""),
    (15, "a,b;c|d\te،f", ""),
    (0, "A 005", "record_no:pattern"),
    (0, "Ａ0005", "record_no:pattern"),
    (0, "A0005\u{200b}", ""),
    (1, "99003062400517.0", "national_id:national_id_digits"),
    (1, "0", "national_id:national_id_length"),
    (1, "00000000000000", "national_id:national_id_century"),
    (1, "49003062400517", "national_id:national_id_century"),
    (1, "99003322400517", "national_id:national_id_birth_date"),
    (1, "99000062400517", "national_id:national_id_birth_date"),
    (1, "99003060000517", "national_id:national_id_governorate"),
    (2, "-", "full_name:person_name"),
    (2, "...", "full_name:person_name"),
    (2, "123 محمد", "full_name:person_name"),
    (2, "؟؟؟", "full_name:person_name"),
    (2, "\u{202b}منى أحمد\u{202c}", ""),
    (3, "00201012345678", ""),
    (3, "+201012345678", ""),
    (3, "0100", "phone:phone"),
    (3, "٠١٠", "phone:phone"),
    (3, "0101234567a", "phone:phone"),
    (4, "32/03/1990", "birth_date:date"),
    (4, "1990-13-06", "birth_date:date"),
    (4, "1990-00-06", "birth_date:date"),
    (4, "06/00/1990", "birth_date:date"),
    (4, "31/12/1899", "birth_date:placeholder_date"),
    (4, "11/11/1111", "birth_date:placeholder_date"),
    (4, "1899-12-30", "birth_date:placeholder_date"),
    (4, "1990-03-06T25:00:00", "birth_date:date"),
    (4, "1990-03", "birth_date:date"),
    (4, "06031990", "birth_date:date"),
    (4, "غير معروف", "birth_date:date"),
    (4, "0", "birth_date:date"),
    (4, "12345678901", "birth_date:date"),
    (5, "1", "sex:code"),
    (5, "MALE", "sex:code"),
    (5, "ذكر ", ""),
    (6, "EG-XX", "governorate_code:governorate"),
    (6, "00", "governorate_code:governorate"),
    (6, "القاهره", ""),
    (7, "٧٢١٢", ""),
    (7, "7212.0", "occupation_code:occupation"),
    (8, "2025-02-29", "applied_on:date"),
    (8, "2024-02-29", ""),
    (8, "29/02/2023", "applied_on:date"),
    (8, "14-آذار-2025", "applied_on:date"),
    (8, "14-March-2025", ""),
    (8, "20250314", ""),
    (8, "2025-03-14T10:00:00.000Z", ""),
    (8, "45730.5", "~applied_on:excel_serial"),
    (8, "1446-09-14", "~applied_on:hijri_date"),
    (8, "100000", "applied_on:date"),
    (8, "10000", "applied_on:date"),
    (9, "1999-01-01", "decided_on:decided_after_applied"),
    (9, "غدا", "decided_on:date"),
    (9, "45736", "~decided_on:excel_serial"),
    (10, "6500,50", "wage_egp_month:money"),
    (10, "٦٥٠٠,٥٠", "wage_egp_month:money"),
    (10, "+6500.50", ""),
    (10, "--5", "wage_egp_month:money"),
    (10, "200000.01", "wage_egp_month:maximum"),
    (10, "0.99", "wage_egp_month:minimum"),
    (10, "6 500.50", "wage_egp_month:money"),
    (10, "EGP 6500", "wage_egp_month:money"),
    (10, "0x10", "wage_egp_month:money"),
    (10, "1,00,000", "wage_egp_month:money"),
    (11, "-0.1", "~share:minimum"),
    (11, "50%", "~share:number"),
    (12, "3e2", "openings:integer"),
    (12, "3,000", ""),
    (13, "2", "is_first:boolean"),
    (13, "نعم لا", "is_first:boolean"),
    (14, ";", "skills:list"),
    (14, ";a", "skills:list"),
    (14, "a؛؛b", "skills:list"),
    (15, "???", "note:broken_text"),
    (15, "\u{7f}", "control_character"),
    (15, "\u{b}", "control_character"),
    (15, "=1+1", ""),
];

fn check_cell(place: usize, case: &(usize, &str, &str), encoding: &str, delimiter: &str) -> bool {
    let (column, text, expected) = *case;
    let mut rows: Vec<_> = (0..ROWS).map(people_row).collect();
    rows[DAMAGED][column] = text.to_owned();
    let name = format!("case {place}: `{text}` in column {column}, {encoding}, `{delimiter}`");
    let Some(bytes) = encoded(&delimited(&rows, delimiter), encoding) else { return false };
    let door = Door::new();
    let account = door.ingest("people_2025-03.csv", &bytes);
    let (expected, is_refused) = match expected.strip_prefix('~') {
        Some(flagged) => (flagged, false),
        None => (expected, !expected.is_empty()),
    };
    let expected_findings: Vec<_> =
        if expected.is_empty() { vec![] } else { vec![(expected.to_owned(), 1)] };
    assert_eq!(found(&account), expected_findings, "{name}");
    let refused = u64::from(is_refused);
    let counts = (account.rows_in, account.accepted, account.quarantined, account.duplicate);
    assert_eq!(counts, (ROWS as u64, ROWS as u64 - refused, refused, 0), "{name}");
    assert_eq!(account.encoding, encoding.trim_end_matches(" unmarked"), "{name}");
    true
}

#[test]
fn every_cell_of_the_corpus_ends_with_its_expected_account() {
    let mut cases = 0;
    for (place, case) in CELLS.iter().enumerate() {
        for turn in 0..3 {
            let encoding = ENCODINGS[(place * 3 + turn * 5) % ENCODINGS.len()];
            let delimiter = DELIMITERS[(place + turn) % DELIMITERS.len()];
            cases += usize::from(check_cell(place, case, encoding, delimiter));
        }
    }
    assert!(cases >= 450, "only {cases} cases could be encoded");
    let names = CELLS.len() + ROW_CASES.len();
    assert!(names >= 200, "only {names} different cases");
    println!(
        "corpus: {} damaged cells in {cases} files, {} damaged files in three line ends",
        CELLS.len(),
        ROW_CASES.len()
    );
}

#[test]
fn every_encoding_is_recognised_with_every_delimiter() {
    let rows: Vec<_> = (0..ROWS).map(people_row).collect();
    for encoding in ENCODINGS {
        for delimiter in DELIMITERS {
            let bytes = encoded(&delimited(&rows, delimiter), encoding).unwrap();
            let account = Door::new().ingest("people_2025-03.csv", &bytes);
            assert_eq!(account.accepted, ROWS as u64, "{encoding} `{delimiter}`");
            assert_eq!(account.encoding, encoding.trim_end_matches(" unmarked"));
            let shown = if delimiter == "\t" { "tab" } else { delimiter };
            assert_eq!(account.format, format!("csv {shown}"));
        }
    }
}

/// Name, what happens to the lines of the file (header first), and the account: rows in, accepted,
/// quarantined, duplicate, findings.
type Lines = Vec<String>;
type RowCase = (&'static str, fn(&mut Lines), [u64; 4], &'static [&'static str]);

const ROW_CASES: &[RowCase] = &[
    (
        "a cell is missing",
        |lines| lines[6] = without_last_cell(&lines[6]),
        [12, 11, 1, 0],
        &["ragged_row"],
    ),
    ("a cell too many", |lines| lines[6] += "|زائد", [12, 11, 1, 0], &["ragged_row"]),
    ("empty cells too many", |lines| lines[6] += "|||", [12, 12, 0, 0], &[]),
    ("a blank line", |lines| lines[6] = String::new(), [11, 11, 0, 0], &[]),
    ("a line of blanks", |lines| lines[6] = "   ".to_owned(), [11, 11, 0, 0], &[]),
    ("a row of empty cells", |lines| lines[6] = "|".repeat(15), [12, 11, 1, 0], &["blank_row"]),
    (
        "a row of totals",
        |lines| lines.push(format!("الإجمالي{}", "|".repeat(15))),
        [13, 12, 1, 0],
        &["totals_row"],
    ),
    (
        "a short row of totals",
        |lines| lines.push("Total:|12".to_owned()),
        [13, 12, 1, 0],
        &["totals_row"],
    ),
    (
        "the header again",
        |lines| lines.push(lines[0].clone()),
        [13, 12, 1, 0],
        &["record_no:pattern"],
    ),
    ("a row twice", |lines| lines.push(lines[3].clone()), [13, 12, 0, 1], &["duplicate"]),
    (
        "a row three times",
        |lines| lines.extend([lines[3].clone(), lines[3].clone()]),
        [14, 12, 0, 2],
        &["duplicate"],
    ),
    (
        "a row twice, spelt otherwise",
        |lines| lines.push(lines[3].replace("|2025-03-14|", "|14/03/2025|")),
        [13, 12, 0, 1],
        &["duplicate"],
    ),
    (
        "a key twice",
        |lines| lines.push(lines[3].replace("6500.50", "7000")),
        [13, 12, 1, 0],
        &["duplicate_key"],
    ),
    (
        "an open quotation mark",
        |lines| lines[6] = lines[6].replace("حضرت", "\"حضرت"),
        [12, 11, 1, 0],
        &["unbalanced_quote"],
    ),
    (
        "an open quotation mark in the first cell",
        |lines| lines[6].insert(0, '"'),
        [12, 11, 1, 0],
        &["unbalanced_quote"],
    ),
    (
        "an open quotation mark in the last line",
        |lines| lines[12] = lines[12].replace("حضرت", "\"حضرت"),
        [12, 11, 1, 0],
        &["unbalanced_quote"],
    ),
    (
        "two open quotation marks",
        |lines| {
            lines[4] = lines[4].replace("حضرت", "\"حضرت");
            lines[8] = lines[8].replace("حضرت", "\"حضرت");
        },
        [12, 10, 2, 0],
        &["unbalanced_quote"],
    ),
    (
        "an open quotation mark before a quoted row",
        |lines| {
            lines[4] = lines[4].replace("حضرت بنفسها", "\"حضرت بنفسها");
            lines[8] = lines[8].replace("حضرت بنفسها", "\"حضرت | بنفسها\"");
        },
        [12, 11, 1, 0],
        &["unbalanced_quote"],
    ),
    (
        "a quotation mark inside a word",
        |lines| lines[6] = lines[6].replace("حضرت", "حض\"رت"),
        [12, 12, 0, 0],
        &[],
    ),
    (
        "a quoted cell over three lines",
        |lines| lines[6] = lines[6].replace("حضرت بنفسها", "\"حضرت\n\nبنفسها\""),
        [12, 12, 0, 0],
        &[],
    ),
    (
        "a quoted delimiter",
        |lines| lines[6] = lines[6].replace("حضرت بنفسها", "\"حضرت | بنفسها\""),
        [12, 12, 0, 0],
        &[],
    ),
    (
        "a title before the header",
        |lines| lines.insert(0, "سجل الأفراد لشهر مارس".to_owned()),
        [12, 12, 0, 0],
        &["preamble"],
    ),
    (
        "two lines before the header",
        |lines| {
            lines.insert(0, "سجل الأفراد|||".to_owned());
            lines.insert(1, "مارس".to_owned());
        },
        [12, 12, 0, 0],
        &["preamble"],
    ),
    (
        "a cell beyond the longest text",
        |lines| lines[6] = lines[6].replace("حضرت", &"ط".repeat(40_000)),
        [12, 11, 1, 0],
        &["note:oversized_record"],
    ),
    (
        "a row beyond the longest record",
        |lines| lines[6] = lines[6].replace("حضرت", &"ط".repeat(700_000)),
        [12, 11, 1, 0],
        &["oversized_record"],
    ),
    (
        "a row of many megabytes",
        |lines| lines[6] = lines[6].replace("حضرت", &"ط".repeat(9_000_000)),
        [12, 11, 1, 0],
        &["oversized_record"],
    ),
    (
        "a line of a million cells",
        |lines| lines[6] = "|".repeat(1_000_000) + "x",
        [12, 11, 1, 0],
        &["ragged_row"],
    ),
    ("only the header", |lines| lines.truncate(1), [0, 0, 0, 0], &["no_rows"]),
];

fn without_last_cell(line: &str) -> String {
    line[..line.rfind('|').unwrap()].to_owned()
}

fn check_rows(case: &RowCase, line_end: &str) {
    let (name, damage, counts, rules) = case;
    let rows: Vec<_> = (0..ROWS).map(people_row).collect();
    let mut lines: Lines = delimited(&rows, "|").lines().map(str::to_owned).collect();
    damage(&mut lines);
    // The last line has no end: nothing may depend on it.
    let text = lines.join("\n").replace('\n', line_end);
    let account = Door::new().ingest("people_2025-03.csv", text.as_bytes());
    let found_rules: Vec<_> = found(&account).into_iter().map(|(rule, _)| rule).collect();
    assert_eq!(found_rules, *rules, "{name}, line end {line_end:?}");
    let counted = [account.rows_in, account.accepted, account.quarantined, account.duplicate];
    assert_eq!(counted, *counts, "{name}, line end {line_end:?}");
}

#[test]
fn every_row_of_the_corpus_ends_with_its_expected_account() {
    for case in ROW_CASES {
        for line_end in ["\n", "\r\n", "\r"] {
            check_rows(case, line_end);
        }
    }
}
