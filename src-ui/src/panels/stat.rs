//! One value, large.

use super::Ago;
use super::badge::badge;
use crate::change::Changes;
use crate::field::number;
use crate::hooks::{use_effect_with, use_in_sight, use_opening, use_part, use_store};
use crate::{clock, format};
use oriel_board::{Colour, Format, PanelKind, Scope, Template};
use oriel_query::{Data, Looks};
use serde_json::Value;
use std::sync::Arc;
use yew::prelude::*;

/// The values that the window has seen, for the sparkline; older ones are forgotten.
const SEEN: usize = 60;

/// Properties of [`Stat`].
#[derive(Properties, PartialEq)]
pub struct StatProps {
    /// The panel's name.
    pub name: AttrValue,
    /// Its query's name.
    pub query: AttrValue,
}

/// What a stat shows of the data.
#[derive(Debug, PartialEq)]
struct Part {
    value: Value,
    /// The code of its currency, where it has one.
    code: String,
    caption: Option<String>,
}

impl Part {
    // The shape of a selector: it may refuse, and this one shows whatever there is.
    #[allow(clippy::unnecessary_wraps)]
    fn of(kind: &Option<PanelKind>, data: &Data) -> Result<Self, String> {
        let scope = Scope { data: Some(data.part("")), ..Scope::default() };
        let Some(PanelKind::Stat { value, format, caption }) = kind else {
            return Err("not a stat".to_owned());
        };
        let code = match format {
            Format::Currency { code } => code.text(&scope).unwrap_or_default(),
            _ => String::new(),
        };
        Ok(Self {
            value: data.pointer(value).cloned().unwrap_or_default(),
            code,
            caption: caption.as_ref().and_then(|caption| format::filled(caption, &scope).ok()),
        })
    }

    fn write(&self, format: &Format, value: &Value) -> String {
        match format {
            Format::Plain => format::large(value),
            // The data that its code is of is not here.
            Format::Currency { .. } => {
                let code = Template::literal(Value::from(self.code.as_str()));
                format::text(&Format::Currency { code }, value, &Scope::default(), clock::now())
            }
            _ => format::text(format, value, &Scope::default(), clock::now()),
        }
    }
}

/// A value with its caption, what it changed by last, and the course of the values that this
/// window has seen. Renders again only when the value or the caption moved.
#[component]
pub fn Stat(props: &StatProps) -> Html {
    let opening = use_opening();
    let panel = opening.view.panels.get(props.name.as_str());
    let query = use_part(&props.query, panel.map(|panel| panel.kind.clone()), Looks::DATA, Part::of);
    use_in_sight(&props.query, 0..1);
    let (Some(panel), Ok(key), Some(part)) = (panel, &query.key, &query.part) else { return Html::default() };
    let PanelKind::Stat { format, .. } = &panel.kind else { return Html::default() };
    let shown = Figure {
        title: panel.title.as_str().into(),
        format: format.clone(),
        token: key.as_str().to_owned().into(),
        part: part.clone(),
        rev: query.rev.unwrap_or_default().0,
    };
    html! { <Figured ..shown /> }
}

#[derive(Properties)]
struct Figure {
    title: AttrValue,
    format: Format,
    /// Values of another key have nothing to do with these.
    token: AttrValue,
    part: Arc<Part>,
    /// Tells one painting from the next; it does not make one.
    rev: u64,
}

impl PartialEq for Figure {
    fn eq(&self, other: &Self) -> bool {
        self.title == other.title && self.format == other.format && self.token == other.token && self.part == other.part
    }
}

#[component]
fn Figured(props: &Figure) -> Html {
    let store = use_store();
    let changes = use_mut_ref(Changes::default);
    let seen = use_mut_ref(|| (String::new(), Vec::<f64>::new()));
    let (part, format) = (&props.part, &props.format);
    let now = clock::steady();
    let text = part.write(format, &part.value);
    let painted = [(String::new(), vec![part.value.clone()])];
    changes.borrow_mut().observe(&props.token, props.rev, painted, now);
    let beat = changes.borrow().cell("", 0, now).map(|beat| beat.class());

    let course = {
        let mut seen = seen.borrow_mut();
        if seen.0 != *props.token {
            *seen = (props.token.to_string(), Vec::new());
        }
        // A text has no course, and neither has a moment: it only ever grows.
        let moment = matches!(format, Format::Ago | Format::Date | Format::Datetime);
        match number(&part.value).filter(|_| !moment) {
            Some(value) if seen.1.last() != Some(&value) => {
                seen.1.push(value);
                if seen.1.len() > SEEN {
                    seen.1.remove(0);
                }
            }
            Some(_) => {}
            None => seen.1.clear(),
        }
        seen.1.clone()
    };
    let delta = match course.as_slice() {
        [.., before, last] => Some(last - before),
        _ => None,
    };
    use_effect_with((text.clone(), delta.is_some(), props.title.clone()), move |(text, changed, title)| {
        // What stands there when the window opens is not news.
        if *changed {
            store.announce(title, format!("{title}: {text}"));
        }
    });
    let at = (*format == Format::Ago).then(|| format::When::read(&part.value)).flatten();
    // What was cut, or has no room, can be read in full.
    let full = (*format != Format::Ago && !part.value.is_null())
        .then(|| format::text(&Format::Plain, &part.value, &Scope::default(), clock::now()));
    // A stat has no colours: the badge is neutral.
    let as_badge = *format == Format::Badge && !part.value.is_null();
    html! {
        <div class="body" data-body="value">
            <p class="value"><span class={classes!("figure", beat)} data-field="value" title={full}>
                if let Some(at) = at {
                    <Ago {at} />
                } else if as_badge {
                    { badge(&text, Colour::Muted) }
                } else {
                    <bdi>{ text }</bdi>
                }
            </span></p>
            <p class="caption">
                if let Some(delta) = delta {
                    <span class="delta" title="The last change this window has seen">
                        { if delta < 0.0 { "▼ " } else { "▲ " } }
                        { part.write(format, &Value::from(format::rounded(delta.abs(), 12))) }
                    </span>
                }
                if let Some(caption) = part.caption.clone() {
                    <span data-field="caption">{ caption }</span>
                }
            </p>
            { spark(&course) }
        </div>
    }
}

/// The course as a line without axes; nothing until there is a course.
fn spark(course: &[f64]) -> Html {
    if course.len() < 3 {
        return Html::default();
    }
    let low = course.iter().copied().fold(f64::INFINITY, f64::min);
    let high = course.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let across = 100.0 / (course.len() - 1) as f64;
    let points: Vec<String> = course
        .iter()
        .enumerate()
        .map(|(n, value)| format!("{:.2},{:.2}", n as f64 * across, 28.0 - (value - low) / (high - low) * 26.0))
        .collect();
    html! {
        <svg class="spark" viewBox="0 0 100 30" preserveAspectRatio="none" aria-hidden="true">
            <polyline points={points.join(" ")} vector-effect="non-scaling-stroke" />
        </svg>
    }
}
