//! Yew's memo, once, and callbacks that stay the same with it.

use super::deps::AnyDeps;
use std::any::Any;
use std::marker::PhantomData;
use std::rc::Rc;
use yew::Callback;
use yew::functional::{Hook, HookContext};

/// What `make` makes of `deps`, made anew when they are others than before: as Yew's hook of this name, which is compiled
/// again for every place (see [`super::use_effect_with`]).
pub fn use_memo<'make, T, D>(deps: D, make: impl FnOnce(&D) -> T + 'make) -> impl Hook<Output = Rc<T>>
where
    T: 'static,
    D: PartialEq + 'static,
{
    let deps = Rc::new(deps);
    Memo { deps: AnyDeps::new(deps.clone()), make: Box::new(move || Rc::new(make(&deps))), made: PhantomData }
}

/// A callback of `run` and `deps` that is equal to itself until they are others: as Yew's hook of this name.
pub fn use_callback<I, O, D>(deps: D, run: impl Fn(I, &D) -> O + 'static) -> impl Hook<Output = Callback<I, O>>
where
    I: 'static,
    O: 'static,
    D: PartialEq + 'static,
{
    Calling(use_memo(Rc::new(deps), move |deps: &Rc<D>| {
        let deps = deps.clone();
        Callback::from(move |input| run(input, &deps))
    }))
}

struct Memo<'make, T> {
    deps: AnyDeps,
    make: Box<dyn FnOnce() -> Rc<dyn Any> + 'make>,
    made: PhantomData<T>,
}

impl<T: 'static> Hook for Memo<'_, T> {
    type Output = Rc<T>;

    fn run(self, context: &mut HookContext) -> Rc<T> {
        remembered(self.deps, self.make, context).downcast().expect("a hook stands in the same place at every render")
    }
}

fn remembered<'make>(
    deps: AnyDeps,
    make: Box<dyn FnOnce() -> Rc<dyn Any> + 'make>,
    context: &mut HookContext,
) -> Rc<dyn Any> {
    (*yew::functional::use_memo(deps, |_| make()).run(context)).clone()
}

struct Calling<H>(H);

impl<I: 'static, O: 'static, H: Hook<Output = Rc<Callback<I, O>>>> Hook for Calling<H> {
    type Output = Callback<I, O>;

    fn run(self, context: &mut HookContext) -> Callback<I, O> {
        (*self.0.run(context)).clone()
    }
}
