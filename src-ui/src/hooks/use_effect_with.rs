//! Yew's effect, once.

use super::deps::AnyDeps;
use std::rc::Rc;
use yew::functional::{Hook, HookContext, TearDown};

/// Runs `effect` after a render in which `deps` are others than before, and what it answers before the next time and at
/// the end: as Yew's hook of this name.
///
/// Yew's is compiled again for every place that has an effect. This one is Yew's at one type, and a place only adds what
/// is its own.
pub fn use_effect_with<T, D>(deps: T, effect: impl FnOnce(&T) -> D + 'static) -> impl Hook<Output = ()>
where
    T: PartialEq + 'static,
    D: TearDown,
{
    let deps = Rc::new(deps);
    Erased {
        deps: AnyDeps::new(deps.clone()),
        effect: Box::new(move || {
            let tear_down = effect(&deps);
            Box::new(|| tear_down.tear_down())
        }),
    }
}

struct Erased {
    deps: AnyDeps,
    effect: Box<dyn FnOnce() -> Box<dyn FnOnce()>>,
}

impl Hook for Erased {
    type Output = ();

    fn run(self, context: &mut HookContext) {
        let Self { deps, effect } = self;
        yew::functional::use_effect_with(deps, move |_: &AnyDeps| effect()).run(context);
    }
}
