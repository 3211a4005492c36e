//! Which resources a draft has: the most useful ones, of different tags, up to the limit.

use crate::document::Document;
use crate::operation::Operation;
use crate::resource::{Resource, resources};
use crate::{DraftError, Options, path};

/// What was chosen, and what was not.
#[derive(Debug)]
pub(crate) struct Selection<'d> {
    /// In the order of the document.
    pub(crate) chosen: Vec<Resource<'d>>,
    /// The GETs that could have been asked for.
    pub(crate) wanted: usize,
    /// Tags of what was left out, with the number of GETs of each.
    pub(crate) left_out: Vec<(String, usize)>,
}

/// Another resource of a tag that is there already counts this much less.
const AGAIN: i32 = 18;

/// Chooses.
pub(crate) fn select<'d>(
    document: &'d Document,
    all: &[Operation<'d>],
    options: &Options,
) -> Result<Selection<'d>, DraftError> {
    let tagged =
        |operation: &Operation<'d>| options.tags.is_empty() || options.tags.iter().any(|tag| operation.has_tag(tag));
    let named = |operation: &Operation<'d>| {
        options.paths.is_empty() || options.paths.iter().any(|pattern| path::matches(pattern, operation.path))
    };
    let mut open = resources(document, all, |operation| tagged(operation) && named(operation));
    if open.is_empty() {
        let filtered = !(options.tags.is_empty() && options.paths.is_empty());
        return Err(if filtered { DraftError::NothingMatches { has: has(all) } } else { DraftError::NothingToShow });
    }
    let asked: Vec<(String, &str, Option<&str>)> = open
        .iter()
        .map(|resource| {
            (
                resource.get.tag().to_owned(),
                resource.get.path,
                resource.one.as_ref().and_then(|one| Some(one.get.as_ref()?.0.path)),
            )
        })
        .collect();
    let mut room = options.limit.max(1);
    let mut chosen: Vec<Resource<'d>> = Vec::new();
    while room > 0 && !open.is_empty() {
        let worth = |resource: &Resource<'d>| {
            let again = chosen.iter().filter(|other| other.get.tag() == resource.get.tag()).count();
            resource.worth() - AGAIN * i32::try_from(again).unwrap_or(i32::MAX / AGAIN)
        };
        // The first of the best, as the document has them.
        let best =
            (0..open.len()).max_by_key(|at| open.get(*at).map(|resource| (worth(resource), std::cmp::Reverse(*at))));
        let Some(best) = best else { break };
        let mut resource = open.remove(best);
        if resource.queries() > room
            && let Some(one) = &mut resource.one
        {
            one.get = None;
        }
        room -= resource.queries();
        chosen.push(resource);
    }
    chosen.sort_by_key(|resource| resource.place);
    let is_shown = |path: &str| {
        chosen.iter().any(|resource| {
            resource.get.path == path
                || resource.one.as_ref().and_then(|one| one.get.as_ref()).is_some_and(|one| one.0.path == path)
        })
    };
    let mut left_out: Vec<(String, usize)> = Vec::new();
    let mut wanted = 0;
    for (tag, path, one) in asked {
        for path in std::iter::once(path).chain(one) {
            wanted += 1;
            if !is_shown(path) {
                match left_out.iter_mut().find(|(known, _)| *known == tag) {
                    Some((_, count)) => *count += 1,
                    None => left_out.push((tag.clone(), 1)),
                }
            }
        }
    }
    Ok(Selection { chosen, wanted, left_out })
}

/// The tags of a document, or its first paths, for who asked for others.
fn has(all: &[Operation<'_>]) -> String {
    let mut tags: Vec<&str> = Vec::new();
    for tag in
        all.iter().filter(|operation| operation.method == "get").map(Operation::tag).filter(|tag| !tag.is_empty())
    {
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    let listed =
        |names: &[&str]| names.iter().take(20).map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    if tags.is_empty() {
        let paths: Vec<&str> =
            all.iter().filter(|operation| operation.method == "get").map(|operation| operation.path).collect();
        return format!("it has no tags, and the paths {}", listed(&paths));
    }
    format!("its tags are {}{}", listed(&tags), if tags.len() > 20 { " and more" } else { "" })
}
