//! What a hook depends on, whatever its type.

use std::any::Any;

/// Values that can be compared with others of the hook's place.
pub(super) struct AnyDeps(Box<dyn Deps>);

impl AnyDeps {
    pub(super) fn new(deps: impl PartialEq + 'static) -> Self {
        Self(Box::new(deps))
    }

    /// The values, for who knows their type.
    pub(super) fn as_any(&self) -> &dyn Any {
        self.0.as_any()
    }
}

impl PartialEq for AnyDeps {
    fn eq(&self, other: &Self) -> bool {
        self.0.equals(other.as_any())
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
