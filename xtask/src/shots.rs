//! Pictures of the windows on a display: one file a window, named by its title, and one of the whole screen.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context as _, Result};

use crate::{
    program::{capture, program},
    screen::Screen,
};

/// The name of the picture of the whole screen.
const WHOLE: &str = "screen";

/// A folder that always holds the newest picture of each window.
pub(crate) struct Shots {
    folder: PathBuf,
}

impl Shots {
    /// Takes over a folder: pictures of an earlier run are removed.
    pub(crate) fn new(folder: PathBuf) -> Result<Self> {
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        for entry in fs::read_dir(&folder)? {
            let file = entry?.path();
            if file.extension().is_some_and(|kind| kind == "png") {
                fs::remove_file(&file).with_context(|| format!("cannot remove {}", file.display()))?;
            }
        }
        Ok(Self { folder })
    }

    /// Where the pictures are.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Pictures every window there is now; answers how many there are. A window that closes meanwhile is left out.
    pub(crate) fn take(&self, screen: &Screen) -> Result<usize> {
        let mut listing = program("xprop");
        listing.args(["-root", "_NET_CLIENT_LIST"]);
        screen.apply(&mut listing);
        let windows = windows(&capture(&mut listing)?);
        let mut titles = Vec::new();
        for window in windows {
            let mut asking = program("xdotool");
            asking.args(["getwindowname", &window]);
            screen.apply(&mut asking);
            if let Ok(title) = capture(&mut asking) {
                titles.push((window, title));
            }
        }
        let mut taken = 0;
        for (window, name) in names(&titles) {
            taken += usize::from(self.picture(screen, window, &name).is_ok());
        }
        self.picture(screen, "root", WHOLE)?;
        Ok(taken)
    }

    /// Writes one picture beside its place and moves it there, so that nobody ever opens half a picture.
    fn picture(&self, screen: &Screen, window: &str, name: &str) -> Result<()> {
        let whole = self.folder.join(format!("{name}.png"));
        let part = self.folder.join(format!(".{name}.part"));
        let mut import = Command::new("import");
        import.args(["-silent", "-window", window]).arg(format!("png:{}", part.display()));
        screen.apply(&mut import);
        capture(&mut import)?;
        fs::rename(&part, &whole).with_context(|| format!("cannot write {}", whole.display()))
    }
}

/// The ids in what xprop says of `_NET_CLIENT_LIST`.
fn windows(listing: &str) -> Vec<String> {
    listing.split([' ', ',', '\n']).filter(|word| word.starts_with("0x")).map(str::to_owned).collect()
}

/// A file name for each window: its title in small letters; a number behind it where titles are equal.
fn names(titles: &[(String, String)]) -> Vec<(&str, String)> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut names = Vec::new();
    for (window, title) in titles {
        let plain: String =
            title.to_lowercase().chars().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }).collect();
        let mut name = plain.split_whitespace().collect::<Vec<_>>().join("-");
        if name.is_empty() || name == WHOLE {
            name = format!("window{}{name}", if name.is_empty() { "" } else { "-" });
        }
        let count = seen.entry(name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            name = format!("{name}-{count}");
        }
        names.push((window.as_str(), name));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_window_of_the_list_is_found() {
        let listing = "_NET_CLIENT_LIST(WINDOW): window id # 0x600007, 0x800003";
        assert_eq!(windows(listing), ["0x600007", "0x800003"]);
        assert!(windows("_NET_CLIENT_LIST:  no such atom on any window.").is_empty());
    }

    #[test]
    fn pictures_are_named_by_titles_and_none_hides_another() {
        let titles = [("1", "Sample — Overview"), ("2", "Sample — Overview"), ("3", "Screen"), ("4", "…")]
            .map(|(id, title)| (id.to_owned(), title.to_owned()));
        let names: Vec<_> = names(&titles).into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["sample-overview", "sample-overview-2", "window-screen", "window"]);
    }
}
