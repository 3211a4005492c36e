//! What people do is done: once, in order, and never lost.

use crate::world::World;
use oriel_query::{ActionId, Ending};

impl World {
    /// The core sends an action: those before it in its scope have ended.
    pub(crate) fn check_turn(&mut self, action: ActionId) {
        let Some(run) = self.actions.get(&action.0) else { return };
        let before = |id: &u64, other: &crate::actions::Run| {
            *id < action.0 && other.scope == run.scope && other.person == run.person && other.ended.is_none()
        };
        let earlier = self.actions.iter().find(|(id, other)| before(id, other)).map(|(id, _)| *id);
        if let (Some(earlier), Some(scope)) = (earlier, run.scope) {
            self.violated(
                "actions of one scope go in order",
                format!("{action:?} is sent before a{earlier} of scope {scope} has ended"),
            );
        }
    }

    /// The server did an action.
    pub(crate) fn check_once(&mut self, action: ActionId) {
        let done = self.actions.get(&action.0).map_or(0, |run| run.commits);
        if done > 1 {
            self.violated("an action is done once", format!("{action:?} was done {done} times"));
        }
    }

    /// The core says how an action ended.
    pub(crate) fn check_ending(&mut self, action: ActionId, ending: &Ending) {
        let Some(run) = self.actions.get(&action.0) else {
            self.violated("only what was run ends", format!("{action:?}: {ending:?}"));
            return;
        };
        let twice = run.ended.is_some();
        let lie = match ending {
            Ending::Done(_) => run.commits + run.lost == 0,
            Ending::Failed(_) | Ending::Withdrawn => run.commits + run.lost > 0,
            Ending::Uncertain(_) => false,
        };
        let done = run.commits + run.lost;
        if twice {
            self.violated("an action ends once", format!("{action:?} ended before {ending:?}"));
        } else if lie {
            self.violated("how an action ended is true", format!("{action:?}: {ending:?}, and was done {done} times"));
        }
    }

    /// At rest every action has ended, unless its person has gone.
    pub(super) fn lost_action(&self) -> Option<(&'static str, String)> {
        let lost = self.actions.iter().find(|(_, run)| run.ended.is_none() && !run.left).map(|(id, _)| *id)?;
        Some(("no action is lost", format!("a{lost} was run and has not ended")))
    }
}
