namespace Neurons

/// What is written at every step of an integral.
type Record =
    /// The output: spikes, or the potential of a readout.
    | Outputs
    /// A state after each step, by name.
    | StateOver of string

/// How what is recorded becomes one number for each neuron over all steps.
type Gathering =
    /// The sum.
    | Sum = 0
    /// The sum of the squares.
    | Squares = 1
    /// The largest.
    | Largest = 2
    /// The smallest.
    | Smallest = 3
    /// At how many steps it is not 0.
    | NonZero = 4

/// What a neuron gathers over the steps.
[<Struct>]
type Gathered = { Of: Record; By: Gathering }
