//! Short messages, and the sentence that is read out.

use crate::format::harmless;
use crate::hooks::{use_store, use_topic};
use crate::store::Topic;
use yew::prelude::*;

/// The messages on screen, and a place that screen readers listen to.
#[component]
pub fn Notices() -> Html {
    use_topic(Topic::Notices);
    let store = use_store();
    let notices = store.notices().into_iter().map(|notice| {
        let store = store.clone();
        let onclick = move |_| store.dismiss(notice.id);
        html! {
            <li key={notice.id} class={classes!("notice", notice.bad.then_some("bad"))} data-notice={notice.id.to_string()}>
                <span dir="auto">{ harmless(&notice.text).into_owned() }</span>
                <button class="icon" type="button" aria-label="Dismiss" {onclick}>
                    <svg viewBox="0 0 16 16" aria-hidden="true"><path d="m4 4 8 8m0-8-8 8" /></svg>
                </button>
            </li>
        }
    });
    html! {
        <>
            <ol class="notices">{ for notices }</ol>
            <div class="unseen" role="status" aria-live="polite">{ store.announcement() }</div>
        </>
    }
}
