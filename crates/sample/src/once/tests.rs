#![allow(clippy::unwrap_used)]
use super::*;
use crate::store::schema;

const START: Micros = Micros(1_772_366_400_000_000);

fn asked(person: &str, key: &str) -> Asked {
    Asked { person: person.to_owned(), key: key.to_owned(), what: "POST /".to_owned(), body: Vec::new() }
}

fn after(duration: Duration) -> Micros {
    Micros(START.0 + micros(duration))
}

fn done() -> Answer {
    Answer { status: StatusCode::OK, committed_at: Some(5), body: b"{}".to_vec() }
}

#[test]
fn a_key_is_known_for_a_day_and_of_many_the_newest() {
    let mut connection = schema::open(None, 1).unwrap();
    let db = connection.transaction().unwrap();
    let first = asked("ada", "1");
    assert_eq!(first.take(&db, START).unwrap(), Known::Taken);
    first.answered(&db, &done()).unwrap();
    assert_eq!(first.take(&db, after(KEPT)).unwrap(), Known::Answered(done()));
    assert_eq!(asked("ben", "1").take(&db, START).unwrap(), Known::Taken, "another person's key is another");
    let later = after(KEPT + Duration::from_micros(1));
    assert_eq!(first.take(&db, later).unwrap(), Known::Taken, "it was forgotten");
    for n in 2..=MOST {
        asked("ada", &n.to_string()).take(&db, later).unwrap();
    }
    assert_eq!(first.take(&db, later).unwrap(), Known::UnderWay, "there is room for so many");
    asked("ada", "one too many").take(&db, later).unwrap();
    assert_eq!(first.take(&db, later).unwrap(), Known::Taken);
}

#[test]
fn a_request_that_was_cut_off_with_its_process_is_in_doubt() {
    let mut connection = schema::open(None, 1).unwrap();
    let db = connection.transaction().unwrap();
    let first = asked("ada", "1");
    assert_eq!(first.take(&db, START).unwrap(), Known::Taken);
    assert_eq!(first.take(&db, after(LONGEST)).unwrap(), Known::UnderWay);
    assert_eq!(first.take(&db, after(LONGEST + Duration::from_micros(1))).unwrap(), Known::CutOff);
}

#[test]
fn what_failed_on_this_side_may_be_tried_again_with_its_key() {
    let mut connection = schema::open(None, 1).unwrap();
    let db = connection.transaction().unwrap();
    let first = asked("ada", "1");
    first.take(&db, START).unwrap();
    let failed = Answer { status: StatusCode::INTERNAL_SERVER_ERROR, ..done() };
    first.answered(&db, &failed).unwrap();
    assert_eq!(first.take(&db, START).unwrap(), Known::Taken);
}
