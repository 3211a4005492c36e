//! What is inside of a panel's frame: its kind, or why there is nothing yet.

use super::empty::Empty;
use super::skeleton::{Held, skeleton};
use super::{BodyProps, Chart, Detail, Json, List, Log, OfRowsProps, Run, Stat, Table, Text};
use crate::astray::no_list;
use crate::hooks::{use_in_sight, use_opening, use_query_looks};
use oriel_board::{PanelKind, Query};
use oriel_query::{Looks, Rev};
use yew::prelude::*;

/// Whether there is something to show.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Sight {
    /// A variable has no value, so nothing is asked: what a person is to do, in sentences.
    Unset(Vec<String>),
    /// Not loaded yet.
    Loading,
    /// Not loaded yet, and not asked for while there is no connection.
    Waiting,
    /// Never loaded; why not, the frame says.
    Failed,
    /// There is data.
    There,
}

/// Properties of [`Body`].
#[derive(Properties, PartialEq)]
pub(super) struct PanelBodyProps {
    /// The panel's name.
    pub(super) name: AttrValue,
    /// Its query's name.
    pub(super) query: AttrValue,
    /// Whether there is something to show.
    pub(super) sight: Sight,
    /// What was typed into its quick filter.
    pub(super) find: AttrValue,
    /// A person wants the quick filter empty.
    pub(super) onclear: Callback<()>,
    /// Runs an action.
    pub(super) onrun: Callback<Run>,
}

/// The content, or the sight that stands for "not loaded yet".
#[component]
pub(super) fn Body(props: &PanelBodyProps) -> Html {
    let opening = use_opening();
    let Some(panel) = opening.view.panels.get(props.name.as_str()) else { return Html::default() };
    let short = matches!(panel.kind, PanelKind::Stat { .. });
    let (name, query) = (props.name.clone(), props.query.clone());
    match &props.sight {
        Sight::Unset(steps) => html! {
            <div class="empty" data-body="unset">{ for steps.iter().map(|step| html! { <p>{ step }</p> }) }</div>
        },
        Sight::Loading => skeleton(short),
        Sight::Waiting => html! { <Held {short} {query} /> },
        Sight::Failed => html! { <div class="body" /> },
        Sight::There if short => html! { <Stat {name} {query} /> },
        Sight::There => html! {
            <Rows {name} {query} find={props.find.clone()} onclear={props.onclear.clone()} onrun={props.onrun.clone()} />
        },
    }
}

#[derive(Properties, PartialEq)]
struct RowsProps {
    name: AttrValue,
    query: AttrValue,
    find: AttrValue,
    onclear: Callback<()>,
    onrun: Callback<Run>,
}

/// The content of a kind, or "nothing there" and "filtered out". Renders again with the data alone.
#[component]
fn Rows(props: &RowsProps) -> Html {
    let opening = use_opening();
    let query = use_query_looks(&props.query, Looks::DATA);
    let panel = opening.view.panels.get(props.name.as_str());
    // Rows say themselves which of their pages are in sight; values are of the first answer, a tree has all.
    let shown = panel.and_then(|panel| {
        let pages = match panel.kind {
            PanelKind::Detail { .. } | PanelKind::Text { .. } => 1,
            PanelKind::Json { .. } => {
                opening.view.queries.get(&panel.query)?.answers(query.data.as_ref()?.rest()).len()
            }
            _ => return None,
        };
        Some((panel.query.as_str(), pages))
    });
    let (of, pages) = shown.unwrap_or_default();
    use_in_sight(of, 0..pages);
    let Some(panel) = panel else { return Html::default() };
    let (Ok(key), Some(data)) = (&query.key, &query.data) else { return Html::default() };
    let of_rows = matches!(
        panel.kind,
        PanelKind::Table { .. } | PanelKind::List { .. } | PanelKind::Log { .. } | PanelKind::Chart { .. }
    );
    let spec = opening.view.queries.get(&panel.query);
    // An empty page with another one behind it is not the end: the kind loads that.
    let empty = spec.is_none_or(|spec| spec.cut(data).rows().is_empty() && !spec.has_more(data.rest()));
    if of_rows && empty {
        let astray = spec.and_then(|spec| no_list(spec.part(data).rest(), &spec.rows));
        return html! { <Empty name={props.name.clone()} {astray} /> };
    }
    let body = BodyProps {
        name: props.name.clone(),
        token: key.as_str().to_owned().into(),
        data: data.clone(),
        rev: query.rev.unwrap_or(Rev(0)),
        find: props.find.clone(),
        onclear: props.onclear.clone(),
        onrun: props.onrun.clone(),
    };
    // Kind and panel go together: where an edited board gives a panel another kind, another component stands there.
    let rows = |spec: &Query| OfRowsProps { panel: panel.clone(), query: spec.clone(), body: body.clone() };
    match (&panel.kind, spec) {
        (PanelKind::Table { .. }, Some(spec)) => html! { <Table ..rows(spec) /> },
        (PanelKind::List { .. }, Some(spec)) => html! { <List ..rows(spec) /> },
        (PanelKind::Log { .. }, Some(spec)) => html! { <Log ..rows(spec) /> },
        (PanelKind::Chart { .. }, _) => html! { <Chart ..body /> },
        (PanelKind::Detail { .. }, _) => html! { <Detail ..body /> },
        (PanelKind::Json { .. }, _) => html! { <Json ..body /> },
        (PanelKind::Text { .. }, _) => html! { <Text ..body /> },
        (PanelKind::Stat { .. } | PanelKind::Table { .. } | PanelKind::List { .. } | PanelKind::Log { .. }, _) => {
            Html::default()
        }
    }
}
