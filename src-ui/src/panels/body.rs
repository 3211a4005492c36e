//! What is inside of a panel's frame: its kind, or why there is nothing yet.

use super::empty::Empty;
use super::skeleton::Skeleton;
use super::{BodyProps, Chart, List, Run, Stat, Table};
use crate::hooks::{QueryView, use_opening};
use oriel_board::PanelKind;
use oriel_query::Rev;
use yew::prelude::*;

/// Properties of [`Body`].
#[derive(Properties, PartialEq)]
pub(super) struct PanelBodyProps {
    /// The panel's name.
    pub(super) name: AttrValue,
    /// What its query shows.
    pub(super) query: QueryView,
    /// Runs an action.
    pub(super) onrun: Callback<Run>,
}

/// The content, or the sight that stands for "not loaded yet", "nothing there" or "filtered out".
#[component]
pub(super) fn Body(props: &PanelBodyProps) -> Html {
    let opening = use_opening();
    let Some(panel) = opening.view.panels.get(props.name.as_str()) else { return Html::default() };
    let key = match &props.query.key {
        Ok(key) => key,
        Err(reason) => return html! { <p class="empty">{ reason }</p> },
    };
    let Some(data) = &props.query.data else {
        if props.query.status.error.is_some() {
            return html! { <div class="body" /> };
        }
        return html! { <Skeleton short={matches!(panel.kind, PanelKind::Stat { .. })} /> };
    };
    let body = || BodyProps {
        name: props.name.clone(),
        token: key.as_str().to_owned().into(),
        data: data.clone(),
        rev: props.query.rev.unwrap_or(Rev(0)),
        onrun: props.onrun.clone(),
    };
    if let PanelKind::Stat { .. } = panel.kind {
        return html! { <Stat ..body() /> };
    }
    let query = opening.view.queries.get(&panel.query);
    let none = query.is_none_or(|query| crate::rows::rows(query, data).is_empty());
    if none {
        return html! { <Empty name={props.name.clone()} /> };
    }
    match panel.kind {
        PanelKind::Stat { .. } => Html::default(),
        PanelKind::Table { .. } => html! { <Table ..body() /> },
        PanelKind::List { .. } => html! { <List ..body() /> },
        PanelKind::Chart { .. } => html! { <Chart ..body() /> },
    }
}
