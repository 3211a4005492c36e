//! Frames as a broken or hostile backend sends them, for tests.

#![allow(clippy::unwrap_used)]

/// One of these frames, cut, doubled, joined with another or changed in up to three places.
pub(crate) fn mangled(random: &mut fastrand::Rng, frames: &[&str]) -> Vec<u8> {
    let mut bytes = random.choice(frames).unwrap().as_bytes().to_vec();
    for _ in 0..random.usize(0..4) {
        let at = random.usize(0..=bytes.len());
        match random.u8(0..5) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, random.u8(..)),
            2 => bytes.extend_from_slice(random.choice(frames).unwrap().as_bytes()),
            3 => bytes = bytes[..at].repeat(2),
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = *random.choice(b"0123456789-,:/?[]{}\"\\ x\xff").unwrap();
                }
            }
        }
    }
    bytes
}
