//! A record as bytes that know whether they were damaged.

/// The checksum's length in bytes.
const CHECKSUM: usize = size_of::<u32>();

/// The bytes of a record: a CRC-32 over `name` and `content`, then `content`. The name is in the checksum, so that
/// content under another record's name does not pass for that record.
pub(crate) fn seal(name: &[u8], content: &[u8]) -> Vec<u8> {
    let mut sealed = Vec::with_capacity(CHECKSUM + content.len());
    sealed.extend_from_slice(&checksum(name, content).to_le_bytes());
    sealed.extend_from_slice(content);
    sealed
}

/// The content of a record, or nothing where the bytes are not what was sealed.
pub(crate) fn unseal<'a>(name: &[u8], sealed: &'a [u8]) -> Option<&'a [u8]> {
    let (sum, content) = sealed.split_first_chunk::<CHECKSUM>()?;
    (u32::from_le_bytes(*sum) == checksum(name, content)).then_some(content)
}

fn checksum(name: &[u8], content: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(name);
    // Without a byte between them, the end of a name could pass for the start of the content.
    hasher.update(&[0]);
    hasher.update(content);
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::{seal, unseal};

    #[test]
    fn a_record_with_any_one_bit_flipped_is_not_read() {
        let sealed = seal(b"name", b"some content");
        assert_eq!(unseal(b"name", &sealed), Some(&b"some content"[..]));
        for bit in 0..sealed.len() * 8 {
            let mut damaged = sealed.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(unseal(b"name", &damaged), None, "bit {bit}");
        }
    }

    #[test]
    fn a_record_is_not_read_under_another_name_or_cut_short() {
        let sealed = seal(b"name", b"content");
        assert_eq!(unseal(b"nam", &sealed), None);
        for length in 0..sealed.len() {
            assert_eq!(unseal(b"name", &sealed[..length]), None, "{length} bytes");
        }
    }
}
