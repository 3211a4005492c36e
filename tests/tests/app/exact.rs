//! What the backend sent goes back as it was sent, through a real page: numbers with every digit, and to the row
//! that was pressed.

use crate::anything::{Anything, Random};
use oriel_tests::display::Display;
use oriel_tests::stage::Theme;
use oriel_tests::{App, Echo, Outcome, Page, board, wait};
use serde_json::json;

const BOARD: &str = r#"
board = 1
title = "Exact"
[vars]
order = {}
[backend]
base = "http://ADDRESS"
[queries]
orders = { get = "/orders", rows = "/items", id = "/id", stale = "1h" }
order  = { get = "/orders/{var.order}", stale = "1h" }
[actions.pay]
put        = "/orders/{row.id}"
when       = { "{row.open}" = [true], "{row.id}" = [9007199254740993, 123456789] }
body       = { id = "{row.id}", sum = "{form.sum}", note = "{form.note}" }
optimistic = { query = "orders", row = "{row.id}", set = { paid = "{row.amount}" } }
[actions.pay.form]
sum  = { kind = "number", default = "{row.amount}" }
note = { kind = "text" }
[actions.keep]
put  = "/kept/{row.id}"
body = { value = "{row.value}" }
[actions.look]
post = "/looked/{var.order}"
body = { order = "{var.order}" }
[panels.orders]
kind    = "table"
query   = "orders"
columns = ["id", "amount", "paid"]
actions = ["pay", "keep"]
select  = { order = "{row.id}" }
[panels.order]
kind    = "detail"
query   = "order"
fields  = ["id"]
actions = ["look"]
[[windows]]
id   = "main"
rows = [["orders"], ["order"]]
"#;

/// Opens a window of the board over a backend with these rows, and plays a test in it.
async fn play(items: &[String], test: impl AsyncFnOnce(&mut Echo, &Page) -> Outcome) -> Outcome {
    let orders = format!(r#"{{"items":[{}]}}"#, items.join(","));
    let mut backend = Echo::start([("/orders", orders)]).await?;
    let folder = tempfile::tempdir()?;
    let display = Display::start().await?;
    let file = board::write(folder.path(), &BOARD.replace("ADDRESS", &backend.address().to_string()))?;
    let app = App::start(folder.path(), &display, &file, Theme::Light).await?;
    let page = app.page("main").await?;
    if let Err(error) = test(&mut backend, &page).await {
        return Err(format!("{error}; the window shows:\n{}", page.all().await.unwrap_or_default()).into());
    }
    app.close().await
}

/// Waits until so many requests of this method have come; the last of them.
async fn until_asked(backend: &Echo, method: &str, count: usize) -> Outcome<(String, String)> {
    wait::until(&format!("{method} number {count}"), async || {
        let last = backend.asked(method).get(count - 1).cloned();
        Ok(last.map(|asked| (asked.what, asked.body)))
    })
    .await
}

#[tokio::test]
async fn an_action_goes_to_the_row_that_was_pressed_where_javascript_cannot_tell_the_ids_apart() -> Outcome {
    let row = |id: &str| format!(r#"{{"id":{id},"amount":{id},"open":true}}"#);
    play(&[row("9007199254740992"), row("9007199254740993")], async |backend, page| {
        let of = |id: &str, what: &str| format!(r#"[data-panel="orders"] [data-row="{id}"] {what}"#);
        page.shows(&of("9007199254740993", r#"[data-field="id"]"#), "9007199254740993").await?;
        // `when` names the second row alone.
        assert_eq!(page.count(&of("9007199254740992", r#"[data-action="pay"]"#)).await?, 0);

        // A variable that the row gives: in the address that is asked, in an action's path and body.
        page.click(&of("9007199254740993", r#"[data-field="id"]"#)).await?;
        let found = async || {
            let gets = backend.asked("GET");
            Ok(gets.iter().any(|asked| asked.what == "GET /orders/9007199254740993").then_some(()))
        };
        wait::until("the order", found).await?;
        assert!(backend.asked("GET").iter().all(|asked| asked.what != "GET /orders/9007199254740992"));
        page.click(r#"[data-panel="order"] [data-action="look"]"#).await?;
        let looked = ("POST /looked/9007199254740993".to_owned(), r#"{"order":9007199254740993}"#.to_owned());
        assert_eq!(until_asked(backend, "POST", 1).await?, looked);

        // Path and body, with a form that begins with the row.
        page.click(&of("9007199254740993", r#"[data-action="pay"]"#)).await?;
        page.fill("#field-note", "now").await?;
        page.click(r#"[data-dialog="pay"] [data-action="confirm"]"#).await?;
        let body = r#"{"id":9007199254740993,"note":"now","sum":9007199254740993}"#;
        let paid = ("PUT /orders/9007199254740993".to_owned(), body.to_owned());
        assert_eq!(until_asked(backend, "PUT", 1).await?, paid);
        page.has_no(r#"[data-dialog="pay"]"#).await?;

        // The same for an action that waits: what it shows in advance is on that row alone.
        backend.away().await;
        page.click(&of("9007199254740993", r#"[data-action="pay"]"#)).await?;
        page.click(r#"[data-dialog="pay"] [data-action="confirm"]"#).await?;
        page.has("[data-waits]").await?;
        page.shows(&of("9007199254740993", r#"[data-field="paid"]"#), "9007199254740993").await?;
        page.shows(&of("9007199254740992", r#"[data-field="paid"]"#), "–").await?;
        backend.back().await?;
        let body = r#"{"id":9007199254740993,"sum":9007199254740993}"#;
        let paid = ("PUT /orders/9007199254740993".to_owned(), body.to_owned());
        assert_eq!(until_asked(backend, "PUT", 2).await?, paid);
        Ok(())
    })
    .await
}

#[tokio::test]
async fn anything_that_a_backend_sends_comes_back_from_a_page_as_it_was_sent() -> Outcome {
    let mut random = Random(11);
    let values: Vec<Anything> = (0..300).map(|_| Anything::of(&mut random, 4)).collect();
    // Beyond what JavaScript can count to.
    let id = |place: usize| 9_007_199_254_740_900_u64 + place as u64;
    let row = |(place, value): (usize, &Anything)| {
        format!(r#"{{"id":{},"open":true,"amount":1,"value":{}}}"#, id(place), value.written(&mut random))
    };
    let rows: Vec<String> = values.iter().enumerate().map(row).collect();
    play(&rows, async |backend, page| {
        page.has(&format!(r#"[data-panel="orders"] [data-count="{}"]"#, rows.len())).await?;
        // Of a long table only what can be seen is painted: each row is scrolled to.
        let script = r#"const [wanted, share] = arguments;
            const frame = document.querySelector('[data-panel="orders"] .scroll');
            frame.scrollTop = share * (frame.scrollHeight - frame.clientHeight);
            const button = document.querySelector(`[data-row="${wanted}"] [data-action="keep"]`);
            if (button) button.click();
            return button !== null"#;
        for (place, value) in values.iter().enumerate() {
            let share = place as f64 / rows.len() as f64;
            let pressed = async || {
                let arguments = vec![json!(id(place).to_string()), json!(share)];
                Ok((page.run(script, arguments).await? == json!(true)).then_some(()))
            };
            wait::until("the row", pressed).await?;
            let (what, body) = until_asked(backend, "PUT", place + 1).await?;
            assert_eq!(what, format!("PUT /kept/{}", id(place)));
            assert_eq!(body, format!(r#"{{"value":{}}}"#, value.sent()), "{}", rows[place]);
        }
        Ok(())
    })
    .await
}
