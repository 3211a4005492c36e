use super::*;

#[test]
fn it_is_ready_at_once_and_strikes_every_so_often() {
    let poll = Poll { every: Duration::from_secs(7) };
    assert_eq!(poll.transport(), Transport::Calls);
    let steps = poll.codec().open(None);
    assert_eq!(steps, [Step::Ready { resumed: false }, Step::Beat(Duration::from_secs(7))]);
}

#[test]
fn each_strike_makes_everything_stale_that_signals_could_have_changed() {
    let mut codec = Poll::default().codec();
    codec.open(None);
    assert_eq!(codec.tick(), [Step::Gap]);
    assert_eq!(codec.tick(), [Step::Gap]);
}

#[test]
fn coming_back_is_never_proven_continuity() {
    let mut codec = Poll::default().codec();
    codec.open(None);
    assert_eq!(codec.open(None)[0], Step::Ready { resumed: false });
}
