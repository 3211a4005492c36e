//! Whose data it is, without saying who.

use crate::error::ShelfError;
use crate::folder;
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};
use std::fmt;
use std::io::Write;
use std::path::Path;

/// The salt's length in bytes: that of the hash it keys.
const LENGTH: usize = 32;

/// Random bytes that belong to one folder. They key every hash whose result is seen in a file name, so that a guessed
/// token or board cannot be compared with the names of a copied folder listing.
///
/// They are in the folder's file `salt`. When that is lost or damaged a new salt is made, and what was kept under the
/// old one is not found again; [`sweep`](crate::sweep) removes it in time.
#[derive(Clone)]
pub struct Salt(hmac::Key);

impl Salt {
    /// The salt of a folder; both are made where there is none. Costs a read of a small file.
    ///
    /// # Errors
    /// When the folder cannot be made, read or written, or the system has no random bytes.
    pub fn of_folder(folder: &Path) -> Result<Self, ShelfError> {
        folder::make(folder)?;
        let file = folder.join("salt");
        if let Some(salt) = read(&file)? {
            return Ok(salt);
        }
        let mut bytes = [0; LENGTH];
        SystemRandom::new().fill(&mut bytes).map_err(|_| ShelfError::NoRandomness { file: file.clone() })?;
        let failed = |error| ShelfError::io("writing the salt", &file, error);
        // Moved there whole: a reader sees all of it or nothing. Its mode is 0600 from the start.
        let mut fresh = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
        fresh.write_all(&bytes).and_then(|()| fresh.as_file().sync_all()).map_err(failed)?;
        match fresh.persist_noclobber(&file) {
            Ok(_) => {}
            Err(there) => {
                // Another process was faster: its salt counts. What is there and is no salt makes room.
                if let Some(salt) = read(&file)? {
                    return Ok(salt);
                }
                there.file.persist(&file).map_err(|error| failed(error.error))?;
            }
        }
        folder::sync(folder)?;
        Ok(Self::from_bytes(&bytes))
    }

    fn from_bytes(bytes: &[u8; LENGTH]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, bytes))
    }

    /// A keyed hash of several parts. Each part's length is hashed too, so that the parts cannot be cut elsewhere.
    pub(crate) fn digest(&self, parts: &[&[u8]]) -> [u8; LENGTH] {
        let mut context = hmac::Context::with_key(&self.0);
        for part in parts {
            context.update(&(part.len() as u64).to_le_bytes());
            context.update(part);
        }
        let mut digest = [0; LENGTH];
        // HMAC-SHA-256 is exactly as long.
        digest.iter_mut().zip(context.sign().as_ref()).for_each(|(to, from)| *to = *from);
        digest
    }
}

/// Shows nothing of the salt.
impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(..)")
    }
}

/// The salt in a file; nothing where there is none, or something else.
fn read(file: &Path) -> Result<Option<Salt>, ShelfError> {
    match std::fs::read(file) {
        Ok(bytes) => Ok(<&[u8; LENGTH]>::try_from(&bytes[..]).ok().map(Salt::from_bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(ShelfError::io("reading the salt", file, error)),
    }
}

/// Whose data a shelf holds: an opaque digest of something only that person has.
#[derive(Clone, PartialEq, Eq)]
pub struct Person([u8; LENGTH]);

impl Person {
    /// Whoever uses a board without sign-in.
    #[must_use]
    pub fn nobody() -> Self {
        Self([0; LENGTH])
    }

    /// The person who has `secret`: a token, or better an account's number, since a renewed token is another person to
    /// the shelf. What is kept is an HMAC-SHA-256 under the folder's salt.
    #[must_use]
    pub fn of_secret(salt: &Salt, secret: &[u8]) -> Self {
        Self(salt.digest(&[b"person", secret]))
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Shows nothing of the person.
impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person(..)")
    }
}
