//! A 512-bit unsigned integer: just enough for one exact power and one rounding (R6).

/// Little-endian limbs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wide([u64; 8]);

impl Wide {
    pub(crate) fn new(value: u64) -> Self {
        let mut limbs = [0; 8];
        if let Some(first) = limbs.first_mut() {
            *first = value;
        }
        Self(limbs)
    }

    /// `self × factor`, or nothing when it does not fit.
    pub(crate) fn times(mut self, factor: u64) -> Option<Self> {
        let mut carry = 0_u128;
        for limb in &mut self.0 {
            let product = u128::from(*limb) * u128::from(factor) + carry;
            *limb = low(product);
            carry = product >> 64;
        }
        (carry == 0).then_some(self)
    }

    /// `self + other`, or nothing when it does not fit.
    pub(crate) fn plus(mut self, other: Self) -> Option<Self> {
        let mut carry = 0_u128;
        for (limb, addend) in self.0.iter_mut().zip(other.0) {
            let sum = u128::from(*limb) + u128::from(addend) + carry;
            *limb = low(sum);
            carry = sum >> 64;
        }
        (carry == 0).then_some(self)
    }

    /// `self / divisor`, rounded down; `divisor` must not be 0.
    pub(crate) fn over(mut self, divisor: u64) -> Self {
        let mut rest = 0_u128;
        for limb in self.0.iter_mut().rev() {
            let dividend = (rest << 64) | u128::from(*limb);
            *limb = low(dividend / u128::from(divisor));
            rest = dividend % u128::from(divisor);
        }
        self
    }

    /// The value, when it fits into an `i64`.
    pub(crate) fn to_i64(self) -> Option<i64> {
        match self.0 {
            [value, 0, 0, 0, 0, 0, 0, 0] => i64::try_from(value).ok(),
            _ => None,
        }
    }
}

#[allow(clippy::cast_possible_truncation)] // the low half is what is meant
fn low(value: u128) -> u64 {
    value as u64
}
