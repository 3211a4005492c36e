//! Random numbers that are the same for the same seed.

/// A generator of its own for every use: what one part draws does not shift what another draws.
pub(crate) fn generator(seed: u64, of: &str, step: u64) -> fastrand::Rng {
    let mut state = mix(seed);
    for byte in of.bytes() {
        state = mix(state ^ u64::from(byte));
    }
    fastrand::Rng::with_seed(mix(state ^ step))
}

/// The finalizer of SplitMix64 (Steele, Lea, Flood 2014): neighbouring seeds end far apart.
fn mix(seed: u64) -> u64 {
    let mut bits = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

/// One of several.
pub(crate) fn pick<'a, T>(random: &mut fastrand::Rng, from: &'a [T]) -> Option<&'a T> {
    (!from.is_empty()).then(|| &from[random.usize(..from.len())])
}
