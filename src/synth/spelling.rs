//! How clerks type a name: letters confused, compounds joined, an ancestor left out, a key missed.

use rand::Rng;

use crate::names::Name;
use crate::random::{Random, chance};

/// Chances of each habit in one register.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Habits {
    /// أ إ آ typed as ا in the whole name.
    pub(crate) hamza: f64,
    /// Final ة typed as ه.
    pub(crate) ta_marbuta: f64,
    /// Final ي typed as ى, or the other way round.
    pub(crate) ya: f64,
    /// `عبد الله` typed `عبدالله`, `أبو زيد` typed `أبوزيد`.
    pub(crate) joined: f64,
    /// A stretched letter (tatweel) in one part.
    pub(crate) tatweel: f64,
    /// A middle ancestor left out.
    pub(crate) missing_ancestor: f64,
    /// One letter of one part wrong, missing or swapped, per part.
    pub(crate) slip: f64,
}

/// Work offices: hand-filled forms.
pub(crate) const OFFICE: Habits = Habits {
    hamza: 0.45,
    ta_marbuta: 0.25,
    ya: 0.18,
    joined: 0.30,
    tatweel: 0.01,
    missing_ancestor: 0.10,
    slip: 0.012,
};

/// The insurance body: upper-case thinking, no hamza, joined compounds, careful otherwise.
pub(crate) const INSURANCE: Habits = Habits {
    hamza: 0.85,
    ta_marbuta: 0.55,
    ya: 0.12,
    joined: 0.55,
    tatweel: 0.0,
    missing_ancestor: 0.04,
    slip: 0.006,
};

/// Training centres and inspectors in the field: typed on telephones.
pub(crate) const FIELD: Habits = Habits {
    hamza: 0.60,
    ta_marbuta: 0.35,
    ya: 0.25,
    joined: 0.35,
    tatweel: 0.02,
    missing_ancestor: 0.18,
    slip: 0.02,
};

/// Writes a name with the habits of a register.
pub(crate) fn write_name(
    out: &mut String,
    name: &Name,
    is_woman: bool,
    habits: &Habits,
    random: &mut Random,
) {
    let confusion = Confusion {
        hamza: chance(random, habits.hamza),
        ta: chance(random, habits.ta_marbuta),
        ya: chance(random, habits.ya),
    };
    let joins = chance(random, habits.joined);
    let count = name.len();
    let left_out = if count > 4 && chance(random, habits.missing_ancestor) {
        random.random_range(2..count - 1)
    } else if count == 4 && chance(random, habits.missing_ancestor * 0.6) {
        2
    } else {
        usize::MAX
    };
    let stretched = if chance(random, habits.tatweel) { random.random_range(0..count) } else { 99 };
    name.parts(is_woman, |place, part| {
        if place == left_out {
            return;
        }
        if place > 0 {
            out.push(' ');
        }
        let begin = out.len();
        push_part(out, part, confusion, joins);
        if place == stretched {
            stretch(out, begin);
        }
        if habits.slip > 0.0 && chance(random, habits.slip) {
            slip(out, begin, random);
        }
    });
}

/// Letters confused throughout one name.
#[derive(Clone, Copy)]
struct Confusion {
    hamza: bool,
    ta: bool,
    ya: bool,
}

fn push_part(out: &mut String, part: &str, confusion: Confusion, joins: bool) {
    let Confusion { hamza, ta, ya } = confusion;
    let is_joinable = joins && (part.starts_with("عبد ") || part.starts_with("أبو "));
    if !(hamza || ta || ya || is_joinable) {
        out.push_str(part);
        return;
    }
    let mut letters = part.chars().peekable();
    let mut has_joined = false;
    while let Some(letter) = letters.next() {
        let is_final = letters.peek().is_none_or(|next| *next == ' ');
        match letter {
            'أ' | 'إ' | 'آ' if hamza => out.push('ا'),
            'ة' if ta && is_final => out.push('ه'),
            'ي' if ya && is_final => out.push('ى'),
            'ى' if ya && is_final => out.push('ي'),
            ' ' if is_joinable && !has_joined => has_joined = true,
            _ => out.push(letter),
        }
    }
}

/// Puts a tatweel after the second letter of the part that begins at a byte.
fn stretch(out: &mut String, begin: usize) {
    if let Some((at, _)) = out[begin..].char_indices().nth(2) {
        out.insert(begin + at, 'ـ');
    }
}

/// One missed, doubled or swapped letter inside the part that begins at a byte.
fn slip(out: &mut String, begin: usize, random: &mut Random) {
    let mut letters: Vec<char> = out[begin..].chars().collect();
    if letters.len() < 3 {
        return;
    }
    let place = random.random_range(1..letters.len() - 1);
    match random.random_range(0..4) {
        0 => {
            letters.remove(place);
        }
        1 => letters.insert(place, letters[place]),
        2 => letters.swap(place, place + 1),
        _ => letters[place] = keyboard_neighbour(letters[place]),
    }
    out.truncate(begin);
    out.extend(letters);
}

/// The key beside a letter on the Arabic keyboard.
fn keyboard_neighbour(letter: char) -> char {
    const ROWS: [&str; 3] = ["ضصثقفغعهخحجد", "شسيبلاتنمكط", "ئءؤرىةوزظ"];
    for row in ROWS {
        let keys: Vec<char> = row.chars().collect();
        if let Some(at) = keys.iter().position(|key| *key == letter) {
            return keys[if at + 1 < keys.len() { at + 1 } else { at - 1 }];
        }
    }
    letter
}
