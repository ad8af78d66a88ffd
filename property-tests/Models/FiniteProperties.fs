module Neurons.Properties.Models.FiniteProperties

open System

open Expecto
open FsCheck.FSharp
open Neurons.Testing

open Neurons

open Neurons.Properties

/// What a model is driven with, far from what is usual. Rows of logarithms to base 4 and 10, so that 0 changes nothing.
type private Case = {
    Shared: bool[]
    /// Factors of the parameters, 4 to the power of these.
    Factors: float[]
    Negated: bool[]
    /// How often the drive of a neuron is the threshold's, 10 to the power of these.
    Drives: float[]
    Inhibited: bool[]
    Silent: bool[]
    /// Shares of the drive, step by step.
    Inputs: float[]
    Seed: int
}

let private rarely chance = Gen.choose (1, chance) |> Gen.map (fun n -> n = 1) |> Numbers.row

let private simpler (case: Case) : Case seq = seq {
    let flags = Numbers.shorter Numbers.simplerFlag
    let numbers = Numbers.shorter Numbers.simpler

    for row in Numbers.shorter (fun one -> if one then Seq.empty else seq { true }) case.Shared do
        { case with Shared = row }

    for row in numbers case.Factors do
        { case with Factors = row }

    for row in flags case.Negated do
        { case with Negated = row }

    for row in numbers case.Drives do
        { case with Drives = row }

    for row in flags case.Inhibited do
        { case with Inhibited = row }

    for row in flags case.Silent do
        { case with Silent = row }

    for row in numbers case.Inputs do
        { case with Inputs = row }

    for seed in Numbers.fewer 0 case.Seed do
        { case with Seed = seed }
}

let private cases =
    let generator = gen {
        let! shared = Numbers.flags
        let! factors = Numbers.row (Numbers.between -1.0 1.0)
        let! negated = rarely 4
        let! drives = Numbers.row (Numbers.between 0.0 3.0)
        let! inhibited = rarely 4
        let! silent = rarely 10
        let! inputs = Numbers.row Numbers.uniform
        let! seed = Gen.choose (0, 1_000_000)

        return {
            Shared = shared
            Factors = factors
            Negated = negated
            Drives = drives
            Inhibited = inhibited
            Silent = silent
            Inputs = inputs
            Seed = seed
        }
    }

    Arb.fromGenShrink (generator, simpler)

/// Parameters from all over what is allowed: up to four times as large or as small as the defaults, of either sign where any number
/// may be. Potentials in mV stay near theirs, which says more of them than their ratio: a reset deep in the upswing is no neuron.
let private farAway (model: Definition) (case: Case) neurons =
    let far k (info: Quantity) =
        let factor = Numbers.at case.Factors k
        let value = (if info.Value = 0.0 then 1.0 else info.Value) * 4.0 ** factor

        if info.Unit = "mV" then info.Value * (1.0 + 0.05 * factor)
        elif info.Range = Interval.all && Numbers.at case.Negated k then -value
        elif info.Range.Contains value then value
        else info.Value

    /// The rows are read from another place where what they begin with is not allowed together.
    let drawn attempt =
        model.ParameterInfo
        |> Array.mapi (fun p info ->
            let far n = far (41 * attempt + 7 * p + n) info

            if Numbers.at case.Shared (attempt + p) then
                Shared(far 0)
            else
                PerNeuron(Bits.tensor<float> [| neurons |] (Array.init neurons far)))

    Seq.init 50 drawn
    |> Seq.tryFind (Dynamics model).Allows
    |> Option.defaultValue (Samples.defaults model)

let private staysFinite<'T> name (case: Case) =
    let model = Samples.definition name
    let steps, neurons = 200, 30
    let values = farAway model case neurons
    let state = (Dynamics model).Initial<'T>(values, [| nativeint neurons |], uint64 case.Seed, 0u)

    // each neuron has a drive of its own, up to 1000 times the threshold's, either way
    let inputs =
        Samples.threshold model
        |> Array.mapi (fun i drive ->
            Array.init (steps * neurons) (fun k ->
                let n = i + k % neurons
                let sign = if Numbers.at case.Inhibited n then -1.0 else 1.0

                if Numbers.at case.Silent (i + k) then
                    0.0
                else
                    sign * drive * 10.0 ** Numbers.at case.Drives n * Numbers.at case.Inputs (17 * i + k))
            |> Bits.tensor<'T> [| steps; neurons |]
            |> EachStep)

    let result = (Dynamics model).Integral(values, state, inputs, Samples.records model, ValueNone)

    for r in 0 .. result.Recorded.Length - 1 do
        match Bits.floats result.Recorded[r] |> Array.tryFindIndex (Double.IsFinite >> not) with
        | Some k ->
            failtest
                $"{name}, {typeof<'T>.Name}: record {r} is not finite at step {k / neurons} of neuron {k % neurons}"
        | None -> ()

[<Tests>]
let tests =
    testList "Neurons.Properties.Models.FiniteProperties" [
        each
            "Every model stays finite for inputs up to a thousand times its threshold's"
            Samples.models
            (fun label name ->
                property label 20 cases (fun case ->
                    staysFinite<float32> name case
                    staysFinite<float> name case))
    ]
