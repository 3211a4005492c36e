//! Resources: a GET with what belongs to it, found by the paths.

use crate::document::Document;
use crate::guess::rows::{Holds, holds};
use crate::guess::words::{singular, words};
use crate::guess::{fields::can_be_named, rows::identity};
use crate::operation::{Answer, Operation, Place};
use crate::path::{Part, parts};
use crate::schema::{Kind, Shape};

/// A list or a record, and the requests around it.
#[derive(Debug, Clone)]
pub(crate) struct Resource<'d> {
    /// The last word of its path, such as `pets`.
    pub(crate) called: String,
    pub(crate) get: Operation<'d>,
    pub(crate) holds: Holds<'d>,
    /// One of the rows, where a path asks for one.
    pub(crate) one: Option<One<'d>>,
    /// Requests that change something: on a row, or on the whole.
    pub(crate) acts: Vec<Act<'d>>,
    /// Where it stands in the document.
    pub(crate) place: usize,
}

/// One of the rows.
#[derive(Debug, Clone)]
pub(crate) struct One<'d> {
    /// The parameter of the path.
    pub(crate) param: &'d str,
    /// The dotted name of the row's member that goes there.
    pub(crate) field: String,
    /// The request for one, and the record that it answers with.
    pub(crate) get: Option<(Operation<'d>, String, Shape<'d>)>,
}

/// A request that changes something.
#[derive(Debug, Clone)]
pub(crate) struct Act<'d> {
    pub(crate) operation: Operation<'d>,
    /// It acts on one row.
    pub(crate) on_row: bool,
    /// The last word of its path, where that says what is done.
    pub(crate) verb: Option<&'d str>,
}

/// The resources of a document, of the GETs that `wanted` holds for.
pub(crate) fn resources<'d>(
    document: &'d Document,
    all: &[Operation<'d>],
    wanted: impl Fn(&Operation<'d>) -> bool,
) -> Vec<Resource<'d>> {
    let gets = all.iter().enumerate().filter(|(_, operation)| operation.method == "get" && wanted(operation));
    let mut found: Vec<Resource<'d>> = gets.filter_map(|(place, get)| resource(document, all, place, get)).collect();
    // What one of a list answers with is shown with the list.
    let ones: Vec<&str> =
        found.iter().filter_map(|resource| Some(resource.one.as_ref()?.get.as_ref()?.0.path)).collect();
    let shown: Vec<bool> = found.iter().map(|resource| !ones.contains(&resource.get.path)).collect();
    let mut shown = shown.into_iter();
    found.retain(|_| shown.next().unwrap_or(true));
    found
}

fn resource<'d>(
    document: &'d Document,
    all: &[Operation<'d>],
    place: usize,
    get: &Operation<'d>,
) -> Option<Resource<'d>> {
    let called = called(get.path);
    let holds = match document.answer(get) {
        Answer::Json(schema) => holds(document, document.shape(schema), &called),
        Answer::Unknown => Holds::Unknown,
        Answer::NoJson => return None,
    };
    let path = get.path.trim_end_matches('/');
    let (one, acts) = match &holds {
        Holds::Rows { row, .. } => {
            let above = all.iter().find_map(|other| item_of(document, other, path, row));
            let acts = acts(all, path, above.map(|(one, _)| one), true);
            (above.and_then(|(one, param)| self::one(document, all, one, param, row, &called)), acts)
        }
        Holds::Record { .. } => (None, acts(all, path, None, false)),
        _ => (None, Vec::new()),
    };
    Some(Resource { called, get: get.clone(), holds, one, acts, place })
}

/// The path of one row, if this request has it, with its parameter.
fn item_of<'d>(
    document: &'d Document,
    other: &Operation<'d>,
    list: &str,
    row: &Shape<'d>,
) -> Option<(&'d str, &'d str)> {
    let path = other.path.trim_end_matches('/');
    let (parent, last) = path.rsplit_once('/')?;
    let param = last.strip_prefix('{')?.strip_suffix('}')?;
    if parent == list {
        return Some((path, param));
    }
    // `/pets/findByStatus` lists what `/pets/{petId}` is one of.
    let beside = other.method == "get"
        && list.strip_prefix(parent).is_some_and(|rest| rest.starts_with('/') && !rest.contains('{'));
    let Answer::Json(schema) = document.answer(other) else { return None };
    let same = beside && row.reference.is_some() && document.shape(schema).reference == row.reference;
    same.then_some((path, param))
}

fn one<'d>(
    document: &'d Document,
    all: &[Operation<'d>],
    path: &str,
    param: &'d str,
    row: &Shape<'d>,
    called: &str,
) -> Option<One<'d>> {
    let declared = all.iter().filter(|other| other.path.trim_end_matches('/') == path).find_map(|other| {
        let declared = other.params_in(Place::Path).find(|declared| declared.name == param)?;
        Some(document.shape(declared.schema))
    });
    let wanted = declared.as_ref().map_or((Kind::Unknown, None), |shape| (shape.kind, shape.format));
    let said = all.iter().filter(|other| other.path.trim_end_matches('/') == path).find_map(|other| {
        other.params_in(Place::Path).find(|declared| declared.name == param)?.node.text_at("description")
    });
    let field = field_for(document, row, (called, param), wanted, said.unwrap_or_default())?;
    let get =
        all.iter().find(|other| other.method == "get" && other.path.trim_end_matches('/') == path).and_then(|get| {
            let Answer::Json(schema) = document.answer(get) else { return None };
            match holds(document, document.shape(schema), called) {
                Holds::Record { at, record } => Some((get.clone(), at, record)),
                _ => None,
            }
        });
    Some(One { param, field, get })
}

/// The member of a row that a path's parameter wants.
fn field_for(
    document: &Document,
    row: &Shape<'_>,
    (called, param): (&str, &str),
    wanted: (Kind, Option<&str>),
    said: &str,
) -> Option<String> {
    let words = words(param);
    let last = words.last().map(String::as_str).unwrap_or_default();
    let has = |name: &&str| can_be_named(name) && document.member(row, name).is_some_and(|member| member.is_scalar());
    if has(&param) {
        return Some(param.to_owned());
    }
    let by_name = ["login", "username", "name", "slug", "key", "code"];
    if matches!(last, "name" | "username" | "login" | "slug" | "key" | "code") {
        let alike = std::iter::once(last).chain(by_name);
        return alike.into_iter().find(|name| has(name)).map(str::to_owned);
    }
    if wanted == (Kind::Text, Some("uuid")) || wanted.0 == Kind::Integer {
        let alike = |name: &str| document.member(row, name).is_some_and(|member| member.kind == wanted.0);
        let named = words
            .last()
            .filter(|_| words.len() > 1)
            .map(String::as_str)
            .into_iter()
            .chain(["id", "uuid", "uid", "guid", "number"]);
        if let Some(found) = named.into_iter().find(|name| can_be_named(name) && alike(name)) {
            return Some(found.to_owned());
        }
    }
    if words.len() == 1 && last == singular(called) {
        // "The place's id": the document may say it in words.
        let said = crate::guess::words::words(&said.replace(['.', ','], " "));
        let in_words = said
            .iter()
            .map(|word| if word == "identifier" { "id" } else { word.as_str() })
            .find(|word| (*word == "id" || by_name.contains(word)) && has(word));
        let found = in_words.into_iter().chain(by_name).chain(["number", "id", "path", "hash"]).find(|name| has(name));
        return found.map(str::to_owned).or_else(|| identity(document, row, called, None));
    }
    identity(document, row, called, Some(param))
}

/// What changes a resource at `path`: on the path itself, on one of its rows, and with a word behind either.
fn acts<'d>(all: &[Operation<'d>], path: &str, one: Option<&str>, rows: bool) -> Vec<Act<'d>> {
    let home = one.and_then(|one| one.rsplit_once('/')).map_or(path, |(home, _)| home);
    let has_get = |path: &str| all.iter().any(|other| other.method == "get" && other.path == path);
    let mut found = Vec::new();
    for operation in all.iter().filter(|operation| operation.method != "get" && !operation.is_deprecated()) {
        let at = operation.path.trim_end_matches('/');
        let act = |on_row, verb| Act { operation: operation.clone(), on_row, verb };
        // A word for many things is no verb: `/issues/{id}/labels` does not "labels" an issue.
        let is_verb = |word: &&str| !word.contains(['/', '{']) && singular(word) == **word;
        let word_behind = |base: &str| at.strip_prefix(base)?.strip_prefix('/').filter(is_verb);
        if Some(at) == one {
            found.push(act(true, None));
        } else if at == home && (operation.method == "post" || !rows) {
            found.push(act(false, None));
        } else if let Some(word) =
            one.and_then(word_behind).filter(|_| !has_get(operation.path) && operation.method != "delete")
        {
            found.push(act(true, Some(word)));
        } else if let Some(word) =
            word_behind(home).filter(|_| !rows && !has_get(operation.path) && operation.method != "delete")
        {
            found.push(act(false, Some(word)));
        }
    }
    found
}

/// The last word of a path.
pub(crate) fn called(path: &str) -> String {
    let parts = parts(path);
    let words = parts.iter().rev().filter_map(|part| match part {
        Part::Word(word) => Some((*word).to_owned()),
        _ => None,
    });
    words.into_iter().next().unwrap_or_else(|| "items".to_owned())
}

impl Resource<'_> {
    /// How much a person is likely to want it on a board.
    pub(crate) fn worth(&self) -> i32 {
        let parts = parts(self.get.path);
        let params = parts.iter().filter(|part| !matches!(part, Part::Word(_))).count();
        let words = parts.len() - params;
        let holds = match &self.holds {
            Holds::Rows { row, .. } if row.members.len() > 1 => 100,
            Holds::Rows { .. } => 70,
            Holds::Record { record, .. } if record.members.len() > 1 => 50,
            Holds::Record { .. } | Holds::Value(_) => 40,
            Holds::Words { .. } => 35,
            Holds::Unknown => 5,
        };
        let one = if self.one.as_ref().is_some_and(|one| one.get.is_some()) { 12 } else { 0 };
        let acts = 6 * i32::try_from(self.acts.len().min(4)).unwrap_or(0);
        let old = if self.get.is_deprecated() { 200 } else { 0 };
        let depth = i32::try_from(params * 25 + words * 3).unwrap_or(i32::MAX / 4);
        // What has to be asked for with words of one's own is no overview.
        let asks = self.get.params_in(Place::Query).filter(|param| param.required).count();
        let asks = 15 * i32::try_from(asks).unwrap_or(10);
        holds + one + acts - old - depth - asks
    }

    /// The requests that a board makes for it.
    pub(crate) fn queries(&self) -> usize {
        1 + usize::from(self.one.as_ref().is_some_and(|one| one.get.is_some()))
    }
}
