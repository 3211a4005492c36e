//! Yew's effect, once.

use super::deps::AnyDeps;
use std::any::Any;
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
    Erased {
        deps: AnyDeps::new(deps),
        effect: Box::new(move |deps| {
            // The very value that stands above.
            let tear_down = deps.downcast_ref().map(effect);
            Box::new(move || {
                if let Some(tear_down) = tear_down {
                    tear_down.tear_down();
                }
            })
        }),
    }
}

struct Erased {
    deps: AnyDeps,
    effect: Box<dyn FnOnce(&dyn Any) -> Box<dyn FnOnce()>>,
}

impl Hook for Erased {
    type Output = ();

    fn run(self, context: &mut HookContext) {
        let Self { deps, effect } = self;
        yew::functional::use_effect_with(deps, move |deps: &AnyDeps| effect(deps.as_any())).run(context);
    }
}
