namespace Neurons

/// A law of a model. It holds for the default options and parameters, except for those that `Under` and `With` change.
type Invariant =
    /// Without input the initial state stays as it is and nothing fires.
    | RestsWithoutInput
    /// After a spike the state is at a parameter (None: at 0).
    | ResetsTo of state: string * parameter: string option
    /// In the step after a spike the state goes on as if it had been at a parameter (None: at 0).
    | ContinuesFrom of state: string * parameter: string option
    /// No spike follows another before the time in this parameter has passed.
    | SilentFor of duration: string
    /// At constant input, the neuron fires less than with 0 for this parameter.
    | SlowedBy of strength: string
    /// The sum of the inputs is the threshold times the spikes, plus what is left in the state.
    | ConservesCharge of state: string * threshold: string
    /// The state stays between two parameters.
    | Within of state: string * least: string * most: string
    /// The state stays between two numbers.
    | Bounded of state: string * least: float * most: float
    /// A spike is a step in which the state comes from below a parameter and reaches it.
    | CrossesUpward of state: string * threshold: string
    /// After every step the state is below a parameter, as a spike lowers it; at an input that just makes the neuron fire.
    | Below of state: string * most: string
    /// A spike does not change the state.
    | IgnoresSpikes of state: string
    /// The probabilities of random spikes are in [0, 1].
    | HasProbabilities
    /// The law holds with this value of an option.
    | Under of option: string * value: string * Invariant
    /// The law holds with this value of a parameter.
    | With of parameter: string * value: float * Invariant
