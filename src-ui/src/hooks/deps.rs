//! What a hook depends on, whatever its type.

use std::any::Any;
use std::rc::Rc;

/// Values that can be compared with others of the hook's place.
pub(super) struct AnyDeps(Rc<dyn Deps>);

impl AnyDeps {
    pub(super) fn new(deps: Rc<impl PartialEq + 'static>) -> Self {
        Self(deps)
    }
}

impl PartialEq for AnyDeps {
    fn eq(&self, other: &Self) -> bool {
        self.0.equals(other.0.as_any())
    }
}

trait Deps {
    fn as_any(&self) -> &dyn Any;
    fn equals(&self, other: &dyn Any) -> bool;
}

impl<T: PartialEq + 'static> Deps for T {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn equals(&self, other: &dyn Any) -> bool {
        other.downcast_ref() == Some(self)
    }
}
