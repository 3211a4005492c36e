//! The simulator in short: some hundred seeds, and every canary. The long run is
//! `cargo xtask test sim`.

use oriel_simulator::{Canary, find, run};

const SEEDS: u64 = 300;
/// Seeds in which a canary has to be caught.
const PATIENCE: u64 = 1500;

#[test]
fn no_seed_breaks_a_rule() {
    for seed in 0..SEEDS {
        let outcome = run(seed, None, false);
        assert!(outcome.violation.is_none(), "seed {seed}: {:?}", outcome.violation);
    }
}

#[test]
fn the_same_seed_gives_the_same_run() {
    for seed in 0..20 {
        let (first, second) = (run(seed, None, true), run(seed, None, true));
        assert_eq!(first.trace, second.trace, "seed {seed}");
        assert_eq!(first.tally, second.tally, "seed {seed}");
    }
}

#[test]
fn a_trace_changes_nothing() {
    for seed in 0..20 {
        assert_eq!(run(seed, None, true).tally, run(seed, None, false).tally, "seed {seed}");
    }
}

fn is_caught(canary: Canary) {
    assert!(find(canary, 0..PATIENCE).is_some(), "{canary} was not caught in {PATIENCE} seeds");
}

macro_rules! canaries {
    ($($name:ident: $canary:ident,)*) => {
        $(#[test]
        fn $name() {
            is_caught(Canary::$canary);
        })*

        #[test]
        fn every_canary_has_a_test() {
            let tested = [$(Canary::$canary),*];
            assert!(Canary::ALL.iter().all(|canary| tested.contains(canary)));
        }
    };
}

canaries! {
    a_signal_dropped_during_the_first_fetch_is_caught: DropDuringFirstFetch,
    a_fetch_restarted_by_every_signal_is_caught: RestartOnSignal,
    a_fetch_that_counts_for_what_came_after_its_start_is_caught: JoinOldFlight,
    a_fetch_for_each_signal_is_caught: FetchPerSignal,
    a_late_response_over_a_push_is_caught: LateResponseOverPush,
    one_debounce_for_all_keys_is_caught: SharedDebounce,
    a_debounce_without_a_maximum_wait_is_caught: DebounceWithoutLimit,
    a_refetch_at_socket_open_is_caught: RefetchAtOpen,
    a_reconnect_without_refetch_is_caught: NoRefetchOnReady,
    a_cache_for_each_window_is_caught: CachePerWindow,
    a_window_that_starts_empty_is_caught: EmptyNewWindow,
    no_settling_where_replicas_lag_is_caught: NoSettle,
    an_action_rolled_back_by_a_late_response_is_caught: RollbackByResponse,
    signals_that_match_exactly_are_caught: ExactMatch,
    lost_notes_that_are_never_repeated_are_caught: NoHeartbeat,
    a_window_that_is_not_emptied_at_sign_out_is_caught: NoReset,
    a_response_that_outlives_its_person_is_caught: ResponseAfterSignOut,
    a_journal_that_is_written_too_late_is_caught: JournalTooLate,
    a_restart_that_sends_what_was_sent_is_caught: SentAgain,
    a_key_for_each_attempt_is_caught: KeyPerAttempt,
    scopes_that_are_ignored_are_caught: ScopesAtOnce,
    a_disk_that_outlives_a_sign_out_is_caught: DiskAfterSignOut,
    giving_up_after_the_retries_is_caught: GivesUp,
    an_unreadable_frame_that_is_dropped_is_caught: DropsUnreadable,
    an_unproved_resumption_that_is_believed_is_caught: BelievesClaims,
    an_old_version_kept_over_a_restart_is_caught: VersionsForEver,
    ignoring_retry_after_is_caught: IgnoresRetryAfter,
    asking_all_the_time_is_caught: Insists,
    a_cut_answer_that_counts_as_failed_is_caught: CutIsFailed,
    a_time_limit_that_never_grows_is_caught: NeverWaitsLonger,
    a_404_during_a_deploy_that_counts_for_good_is_caught: MissingForGood,
}
