//! One value, large.

use super::BodyProps;
use crate::change::Changes;
use crate::field::number;
use crate::hooks::{use_opening, use_store};
use crate::{clock, format};
use oriel_board::{PanelKind, Scope};
use serde_json::Value;
use yew::prelude::*;

/// The values that the window has seen, for the sparkline; older ones are forgotten.
const SEEN: usize = 60;

/// A value with its caption, what it changed by last, and the course of the values that this
/// window has seen.
#[component]
pub fn Stat(props: &BodyProps) -> Html {
    let opening = use_opening();
    let store = use_store();
    let changes = use_mut_ref(Changes::default);
    let seen = use_mut_ref(|| (String::new(), Vec::<f64>::new()));
    let panel = opening.view.panels.get(props.name.as_str());
    let Some(panel) = panel else { return Html::default() };
    let PanelKind::Stat { value, format, caption } = &panel.kind else { return Html::default() };

    let found = props.data.pointer(value).cloned().unwrap_or_default();
    let scope = Scope { data: Some(&props.data), ..Scope::default() };
    let now = clock::now();
    let text = format::text(format, &found, &scope, now);
    changes.borrow_mut().observe(&props.token, props.rev.0, [(String::new(), vec![found.clone()])], now);
    let beat = changes.borrow().cell("", 0, now).map(|beat| beat.class());

    let course = {
        let mut seen = seen.borrow_mut();
        if seen.0 != *props.token {
            *seen = (props.token.to_string(), Vec::new());
        }
        if let Some(value) = number(&found)
            && seen.1.last() != Some(&value)
        {
            seen.1.push(value);
            if seen.1.len() > SEEN {
                seen.1.remove(0);
            }
        }
        seen.1.clone()
    };
    let delta = match course.as_slice() {
        [.., before, last] => Some(last - before),
        _ => None,
    };
    use_effect_with((text.clone(), delta.is_some(), panel.title.clone()), move |(text, changed, title)| {
        // What stands there when the window opens is not news.
        if *changed {
            store.announce(title, format!("{title}: {text}"));
        }
    });
    let caption = caption.as_ref().and_then(|caption| caption.text(&scope).ok());
    html! {
        <div class="body" data-body="value">
            <p class="value"><span class={classes!("figure", beat)} data-field="value">{ text }</span></p>
            <p class="caption">
                if let Some(delta) = delta {
                    <span class="delta" title="The last change this window has seen">
                        { if delta < 0.0 { "▼ " } else { "▲ " } }
                        { format::text(format, &Value::from(delta.abs()), &scope, now) }
                    </span>
                }
                if let Some(caption) = caption {
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
