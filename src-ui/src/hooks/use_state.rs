//! Yew's state, once.

use std::any::Any;
use std::marker::PhantomData;
use std::ops::Deref;
use std::rc::Rc;
use yew::functional::{Hook, HookContext, UseStateHandle, UseStateSetter};

/// A value that renders the component again when it is set: as Yew's hook of this name, which is compiled again for
/// every type (see [`super::use_effect_with`]).
pub fn use_state<T: 'static>(first: impl FnOnce() -> T) -> impl Hook<Output = State<T>> {
    Stateful { first, is_same: |_, _| false, of: PhantomData }
}

/// The same where setting it to what it is renders nothing.
pub fn use_state_eq<T: PartialEq + 'static>(first: impl FnOnce() -> T) -> impl Hook<Output = State<T>> {
    let is_same = |one: &dyn Any, other: &dyn Any| one.downcast_ref::<T>() == other.downcast_ref();
    Stateful { first, is_same, of: PhantomData }
}

type IsSame = fn(&dyn Any, &dyn Any) -> bool;

struct Stateful<T, F> {
    first: F,
    is_same: IsSame,
    of: PhantomData<T>,
}

impl<T: 'static, F: FnOnce() -> T> Hook for Stateful<T, F> {
    type Output = State<T>;

    fn run(self, context: &mut HookContext) -> State<T> {
        let Self { first, is_same, .. } = self;
        let mut first = Some(first);
        let mut make = || first.take().map(|first| Held { value: Rc::new(first()), is_same });
        State { held: held(&mut make, context), of: PhantomData }
    }
}

fn held(first: &mut dyn FnMut() -> Option<Held>, context: &mut HookContext) -> UseStateHandle<Held> {
    yew::functional::use_state_eq(|| first().expect("a state begins once")).run(context)
}

/// A value whose type is known elsewhere.
#[derive(Clone)]
struct Held {
    value: Rc<dyn Any>,
    is_same: IsSame,
}

impl PartialEq for Held {
    fn eq(&self, other: &Self) -> bool {
        (self.is_same)(&*self.value, &*other.value)
    }
}

/// A state as it was when the component was rendered.
pub struct State<T> {
    held: UseStateHandle<Held>,
    of: PhantomData<T>,
}

impl<T: 'static> State<T> {
    /// Gives it another value, for the next render.
    pub fn set(&self, value: T) {
        self.setter().set(value);
    }

    /// What gives it another value, for closures that outlive the render.
    #[must_use]
    pub fn setter(&self) -> Setter<T> {
        Setter { held: self.held.setter(), is_same: self.held.is_same, of: PhantomData }
    }
}

impl<T: 'static> Deref for State<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.held.value.downcast_ref().expect("a state keeps the type that it begins with")
    }
}

impl<T> Clone for State<T> {
    fn clone(&self) -> Self {
        Self { held: self.held.clone(), of: PhantomData }
    }
}

impl<T: PartialEq + 'static> PartialEq for State<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

/// Gives a state another value. Equal to every setter of the same state.
pub struct Setter<T> {
    held: UseStateSetter<Held>,
    is_same: IsSame,
    of: PhantomData<T>,
}

impl<T: 'static> Setter<T> {
    /// Gives the state another value, for the next render.
    pub fn set(&self, value: T) {
        self.held.set(Held { value: Rc::new(value), is_same: self.is_same });
    }
}

impl<T> Clone for Setter<T> {
    fn clone(&self) -> Self {
        Self { held: self.held.clone(), is_same: self.is_same, of: PhantomData }
    }
}

impl<T> PartialEq for Setter<T> {
    fn eq(&self, other: &Self) -> bool {
        self.held == other.held
    }
}
