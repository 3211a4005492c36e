//! How an action ended: a success is a success, what may have happened is said to, and a refused form says where.

use crate::clock::pass_by;
use crate::stage::{Setup, Stage};
use oriel_wire::Acted;
use serde_json::json;

each! { done: an_odd_success;
    ok_as_text, page_as_answer, xml_as_answer, half_json_as_answer, created_bare, accepted, no_content,
}

async fn an_odd_success(name: &str) {
    for (action, mark) in [("touch", "posted"), ("set", "put")] {
        let stage = Stage::live(Setup::default()).await;
        stage.backend.set(name).unwrap();
        let acted = stage.mark(action, mark).await;
        assert!(matches!(acted, Acted::Done { .. }), "{action}: {acted:?}");
        assert_eq!(stage.backend.world(|world| world.times(mark)), 1);
        assert_eq!(stage.writes().len(), 1);
        stage.equal(5.0).await;
    }
}

each! { uncertain: an_answer_that_never_came;
    done_then_504, done_then_502, done_then_503, done_then_520, done_then_522, done_then_524, done_then_closed,
    done_then_cut, done_then_silent, refused_unread,
}

/// The work may have been done.
async fn an_answer_that_never_came(name: &str) {
    let works = u32::from(name != "refused-unread");
    // A POST that would act twice is not sent twice, and the person is told.
    let stage = Stage::live(Setup::default()).await;
    stage.backend.set(name).unwrap();
    let acted = stage.mark("touch", "paid").await;
    let Acted::Uncertain { failure } = &acted else { panic!("{acted:?}; {}", stage.story()) };
    assert!(!failure.message.is_empty());
    pass_by(60.0).await;
    assert_eq!(stage.backend.world(|world| world.times("paid")), works);
    assert_eq!(stage.writes().len(), 1, "{}", stage.story());
    stage.backend.heal_all();
    stage.equal(45.0).await;

    // One that acts once however often it is sent is sent until it is answered.
    let stage = Stage::live(Setup::default()).await;
    stage.backend.set_times(name, 1).unwrap();
    let acted = stage.mark("set", "put").await;
    assert!(matches!(acted, Acted::Done { .. } | Acted::Waits { .. }), "{acted:?}");
    stage
        .until("the work", 60.0, |stage| {
            stage.backend.world(|world| world.times("put")) > works && stage.sight().waiting.is_empty()
        })
        .await;
    stage.equal(45.0).await;

    // So is one with a key that the backend knows again.
    let stage = Stage::live(Setup { idempotency: true, ..Setup::default() }).await;
    stage.backend.set_times(name, 1).unwrap();
    let acted = stage.mark("touch", "keyed").await;
    assert!(matches!(acted, Acted::Done { .. } | Acted::Waits { .. }), "{acted:?}");
    stage.until("the end", 60.0, |stage| stage.writes().len() == 2 && stage.sight().waiting.is_empty()).await;
    assert_eq!(stage.backend.world(|world| world.times("keyed")), 1, "once");
    let keys: Vec<_> = stage.writes().iter().map(|seen| seen.request.header("idempotency-key").to_owned()).collect();
    assert!(keys[0] == keys[1] && !keys[0].is_empty(), "{keys:?}");
    stage.equal(45.0).await;
}

each! { refused: a_refusal;
    refused_500 = "deadlock", refused_503_with_words = "the shop is closed for stocktaking",
    refused_409 = "it was changed meanwhile", refused_422_bare = "422", refused_413 = "413",
}

/// The backend itself said no.
async fn a_refusal(name: &str, words: &str) {
    let stage = Stage::live(Setup::default()).await;
    stage.backend.set(name).unwrap();
    let acted = stage.mark("touch", "refused").await;
    let Acted::Failed { failure } = &acted else { panic!("{acted:?}; {}", stage.story()) };
    assert!(failure.to_string().contains(words), "{failure}");
    pass_by(30.0).await;
    assert_eq!(stage.writes().len(), 1, "it is not sent again; {}", stage.story());
    stage.equal(5.0).await;
}

each! { forms: a_refused_form;
    form_fastapi = "Input should be greater than 0", form_rails = "must be greater than 0",
    form_rails_bare = "must be greater than 0", form_drf = "Ensure this value is greater than or equal to 0.",
    form_phoenix = "must be greater than 0", form_json_api = "must be greater than 0",
    form_aspnet = "The field Amount must be greater than 0.", form_nest = "must be a positive number",
    form_zod = "Number must be greater than 0", form_zod_flat = "Number must be greater than 0",
    form_laravel = "The amount field must be at least 1.", form_spring = "must be greater than 0",
    form_express_validator = "must be greater than 0", form_express_validator_6 = "must be greater than 0",
    form_mongoose = "must be greater than 0", form_marshmallow = "Must be greater than 0.",
    form_problem = "must be greater than 0", form_fastify = "must be >= 1",
    form_strapi = "amount must be greater than 0", form_pocketbase = "Must be larger than 0.",
}

/// The error of the field stands at the field.
async fn a_refused_form(name: &str, words: &str) {
    let stage = Stage::live(Setup::default()).await;
    stage.backend.set(name).unwrap();
    let acted = stage.press("touch", "3", json!({ "mark": "form", "amount": -1 })).await;
    let Acted::Failed { failure } = &acted else { panic!("{acted:?}; {}", stage.story()) };
    let said = failure.fields.get("amount");
    assert!(said.is_some_and(|said| said.contains(words)), "{failure:?}");
    assert_eq!(failure.fields.len(), 1, "{failure:?}");
    assert_eq!(stage.writes().len(), 1);
}
