//! Random numbers that agree with CPython's `random` module, digit for digit.

/// The random numbers of CPython's `random` module, so that draws agree across languages.
#[derive(Debug, Clone)]
pub(crate) struct MersenneTwister {
    state: [u32; 624],
    place: usize,
}

impl MersenneTwister {
    /// Seeds as `random.seed(seed)` does (`init_by_array` with one word).
    pub(crate) fn new(seed: u32) -> Self {
        let mut state = [0_u32; 624];
        state[0] = 19_650_218;
        for place in 1..624 {
            let before = state[place - 1];
            state[place] =
                1_812_433_253_u32.wrapping_mul(before ^ (before >> 30)).wrapping_add(place as u32);
        }
        let mut place = 1;
        let mix = |state: &[u32; 624], place: usize, factor: u32| {
            let before = state[place - 1];
            state[place] ^ (before ^ (before >> 30)).wrapping_mul(factor)
        };
        for _ in 0..624 {
            state[place] = mix(&state, place, 1_664_525).wrapping_add(seed);
            place += 1;
            if place >= 624 {
                state[0] = state[623];
                place = 1;
            }
        }
        for _ in 0..623 {
            state[place] = mix(&state, place, 1_566_083_941).wrapping_sub(place as u32);
            place += 1;
            if place >= 624 {
                state[0] = state[623];
                place = 1;
            }
        }
        state[0] = 0x8000_0000;
        Self { state, place: 624 }
    }

    fn next_word(&mut self) -> u32 {
        if self.place >= 624 {
            for place in 0..624 {
                let word = (self.state[place] & 0x8000_0000)
                    | (self.state[(place + 1) % 624] & 0x7fff_ffff);
                let twist = if word & 1 == 1 { 0x9908_b0df } else { 0 };
                self.state[place] = self.state[(place + 397) % 624] ^ (word >> 1) ^ twist;
            }
            self.place = 0;
        }
        let mut word = self.state[self.place];
        self.place += 1;
        word ^= word >> 11;
        word ^= (word << 7) & 0x9d2c_5680;
        word ^= (word << 15) & 0xefc6_0000;
        word ^ (word >> 18)
    }

    /// A number in 0..1 of 53 bits, as `random.random()`.
    pub(crate) fn next_unit(&mut self) -> f64 {
        let (high, low) = (self.next_word() >> 5, self.next_word() >> 6);
        (f64::from(high) * 67_108_864.0 + f64::from(low)) / 9_007_199_254_740_992.0
    }

    /// A whole number below `count`.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        (self.next_unit() * count as f64) as usize
    }

    /// The first `count` steps of a Fisher–Yates shuffle.
    pub(crate) fn sample(&mut self, items: &[u32], count: usize) -> Vec<u32> {
        let mut items = items.to_vec();
        for place in 0..count.min(items.len()) {
            let other = place + self.below(items.len() - place);
            items.swap(place, other);
        }
        items.truncate(count);
        items
    }
}
