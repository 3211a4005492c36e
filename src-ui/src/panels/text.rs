//! A text of the board, with values in it.

use super::BodyProps;
use crate::format;
use crate::hooks::{use_opening, use_vars};
use oriel_board::{PanelKind, Scope, Template, plain};
use yew::prelude::*;

/// Paragraphs. Addresses in it are text: a board cannot make a window go anywhere.
#[component]
pub fn Text(props: &BodyProps) -> Html {
    let opening = use_opening();
    let vars = use_vars();
    let panel = opening.view.panels.get(props.name.as_str());
    let Some((panel, query)) = panel.and_then(|p| Some((p, opening.view.queries.get(&p.query)?))) else {
        return Html::default();
    };
    let PanelKind::Text { text } = &panel.kind else { return Html::default() };
    let scope = Scope { data: Some(query.part(&props.data)), var: Some(&vars.values), ..Scope::default() };
    let text = filled(text, &scope);
    html! {
        <div class="body" data-body="text">
            <div class="scroll prose">{ for paragraphs(&text).map(|paragraph| html! { <p dir="auto">{ paragraph }</p> }) }</div>
        </div>
    }
}

/// The text with all its values; a dash stands for one that is missing, and the rest is still worth
/// reading.
fn filled(text: &Template, scope: &Scope<'_>) -> String {
    format::filled(text, scope).unwrap_or_else(|_| {
        text.placeholders().fold(text.source().to_owned(), |text, hole| {
            let value = scope.get(hole).and_then(plain).unwrap_or_else(|| "–".to_owned());
            text.replace(&hole.to_string(), &format::set_apart(&value))
        })
    })
}

/// Paragraphs are parted by empty lines; within one, lines are joined.
fn paragraphs(text: &str) -> impl Iterator<Item = String> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let paragraphs: Vec<String> =
        lines.split(|line| line.is_empty()).filter(|lines| !lines.is_empty()).map(|lines| lines.join(" ")).collect();
    paragraphs.into_iter()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn empty_lines_part_paragraphs() {
        let text = "\nOne\n  goes on.\n\n\nTwo.\n";
        assert_eq!(paragraphs(text).collect::<Vec<_>>(), ["One goes on.", "Two."]);
    }

    #[test]
    fn a_value_that_is_missing_is_a_dash_and_the_rest_stays() {
        let data = oriel_query::Data::from(json!({ "name": "Ada", "age": null }));
        let scope = Scope { data: Some(data.part("")), ..Scope::default() };
        let text = Template::parse("{data.name} is {data.age}, {data.name} has {data.rank}.").unwrap();
        assert_eq!(filled(&text, &scope), "Ada is –, Ada has –.");
    }
}
