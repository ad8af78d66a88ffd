/// Every law that a model declares, checked.
module Neurons.Tests.Models.InvariantTests

open System
open Expecto
open Neurons.Testing
open Neurons
open Neurons.Tests.Models.Traces

/// What a law is checked on: options and parameters that differ from the default.
type private Setting = {
    Entry: ModelEntry
    Options: (string * string) list
    Parameters: (string * float) list
} with

    member s.Dynamics = dynamics s.Entry s.Options
    member s.Values = parameters s.Entry s.Parameters

    member s.Parameter name =
        match s.Values[Definition.parameterIndex s.Entry.Definition name] with
        | Shared value -> value
        | PerNeuron _ -> failwith "all are shared"

    member s.Level target = target |> Option.map s.Parameter |> Option.defaultValue 0.0

/// Inputs that make the neuron fire now and then, and some that excite and inhibit it strongly.
let private lively (s: Setting) steps =
    let random = Random 7
    let x = drive s.Dynamics s.Values
    Array.init steps (fun _ -> [| x * (2.5 * random.NextDouble()); x * (40.0 * random.NextDouble() - 20.0) |])

let private afterSpikes (trace: Trace) neuron =
    trace.Output |> Array.indexed |> Array.filter (fun (_, z) -> z[neuron] = 1.0) |> Array.map fst

let rec private check (s: Setting) invariant =
    match invariant with
    | Under(option, value, inner) -> check { s with Options = (option, value) :: s.Options } inner
    | With(parameter, value, inner) -> check { s with Parameters = (parameter, value) :: s.Parameters } inner
    | RestsWithoutInput ->
        let start = s.Dynamics.Initial<float>(s.Values, [| 1n |], 1UL, 0u)
        let trace = constant s.Dynamics s.Values 500 0.0
        Expect.equal (if s.Entry.Definition.Spikes then spikes trace else 0.0) 0.0 "spikes without input"

        for i in 0 .. start.Values.Length - 1 do
            let before = (flat start.Values[i])[0]

            Expect.floatClose
                (Expect.within (1e-12 * max 1.0 (abs before)))
                ((flat trace.Final.Values[i])[0])
                before
                $"state {i} without input"
    | ResetsTo(state, target) ->
        let trace = run s.Dynamics s.Values (lively s 2000)
        let fired = afterSpikes trace 0
        Expect.isNonEmpty fired "spikes to look at"

        for t in fired do
            Expect.equal (Traces.state trace state t 0) (s.Level target) $"{state} after the spike at step {t}"
    | ContinuesFrom(state, target) ->
        let inputs = lively s 2000
        let trace = run s.Dynamics s.Values inputs
        let names = s.Entry.Definition.StateNames
        let fired = afterSpikes trace 0 |> Array.filter (fun t -> t + 1 < inputs.Length)
        Expect.isNonEmpty fired "spikes to look at"

        for t in fired do
            let next put =
                let values = names |> Array.map (fun name -> tensor [ 1 ] [| put name (Traces.state trace name t 0) |])
                let start: StateValues<float> = { Values = values; Step = int64 (t + 1); Seed = 1UL; Stream = 0u }
                Traces.state (runFrom s.Dynamics s.Values start [| Array.take 1 inputs[t + 1] |]) state 0 0

            let reset = next (fun name value -> if name = state then s.Level target else value)

            Expect.floatClose
                (Expect.within (1e-12 * max 1.0 (abs reset)))
                (next (fun _ value -> value))
                reset
                $"{state} in the step after {t}"
    | SilentFor duration ->
        let info = s.Entry.Definition.ParameterInfo[Definition.parameterIndex s.Entry.Definition duration]
        let dt = if info.Unit = "steps" then 1.0 else s.Dynamics.Definition.Dt

        let gaps =
            constant s.Dynamics s.Values 5000 (20.0 * drive s.Dynamics s.Values) |> spikeSteps |> Array.pairwise

        Expect.isTrue (gaps.Length > 10) "the intervals are many"

        for before, after in gaps do
            Expect.isTrue (float (after - before) * dt >= s.Parameter duration - 1e-9) $"{before} and {after}"
    | SlowedBy strength ->
        let x = 2.0 * drive s.Dynamics s.Values
        let free = { s with Parameters = (strength, 0.0) :: s.Parameters }
        let slowed = spikes (constant s.Dynamics s.Values 5000 x)

        Expect.isInRange
            slowed
            (1.0, spikes (constant s.Dynamics free.Values 5000 x) - 1.0)
            "spikes that are slowed down"
    | ConservesCharge(state, threshold) ->
        let random = Random 7
        // at the end nothing comes in, so that delayed resets have taken place
        let inputs =
            Array.init 5000 (fun t -> [|
                if t < 4990 then random.NextDouble() else 0.0
            |])

        let trace = run s.Dynamics s.Values inputs
        Expect.isTrue (spikes trace > 100.0) "the spikes are many"
        let left = (Array.last trace.States[state])[0]

        Expect.floatClose
            (Expect.within 1e-6)
            (s.Parameter threshold * spikes trace + left)
            (inputs |> Array.sumBy Array.sum)
            "the charge that came in"
    | Within(state, least, most) ->
        let values = (run s.Dynamics s.Values (lively s 2000)).States[state] |> Array.concat
        Expect.isTrue (Array.distinct values |> Array.length > 10) $"{state} takes many values"

        for value in values do
            Expect.isInRange value (s.Parameter least, s.Parameter most) $"{state}"
    | Bounded(state, least, most) ->
        let values = (run s.Dynamics s.Values (lively s 2000)).States[state] |> Array.concat
        Expect.isTrue (Array.distinct values |> Array.length > 10) $"{state} takes many values"

        for value in values do
            Expect.isInRange value (least, most) $"{state}"
    | CrossesUpward(state, threshold) ->
        let trace = run s.Dynamics s.Values (lively s 20000)
        Expect.isTrue (spikes trace > 1.0) "there are spikes"
        let values = trace.States[state]

        for t in 1 .. values.Length - 1 do
            for n in 0 .. values[t].Length - 1 do
                let crosses = values[t - 1][n] < s.Parameter threshold && values[t][n] >= s.Parameter threshold
                Expect.equal (trace.Output[t][n]) (if crosses then 1.0 else 0.0) $"the spike of step {t}"
    | Below(state, most) ->
        let trace = constant s.Dynamics s.Values 2000 (drive s.Dynamics s.Values)
        Expect.isTrue (spikes trace > 1.0) "there are spikes"

        for value in Array.concat trace.States[state] do
            Expect.isLessThan value (s.Parameter most) $"{state}"
    | IgnoresSpikes state ->
        let equations = s.Dynamics.Definition.Equations
        let next = equations.Next[Definition.stateIndex s.Dynamics.Definition state]

        Expect.isFalse
            (Symbolic.Fold.nodes [ next ]
             |> Array.exists (fun node ->
                 match node with
                 | Firing _ -> true
                 | _ -> false))
            $"a spike in {state}"
    | HasProbabilities ->
        let definition = s.Dynamics.Definition

        let probabilities =
            Symbolic.Fold.nodes definition.Equations.Outputs
            |> Array.choose (fun node ->
                match node with
                | Firing(_, _, Binary(Symbolic.BinaryOp.Subtract, p, Uniform _)) -> Some p
                | _ -> None)

        Expect.isNonEmpty probabilities "probabilities in the equations"

        for p in probabilities do
            let shown = Dynamics { definition with Equations.Outputs = [| p |] }

            for value in (run shown s.Values (lively s 2000)).Output |> Array.concat do
                Expect.isInRange value (0.0, 1.0) "the probability"

/// The law itself, without the options and parameters that it is for.
let rec private law invariant =
    match invariant with
    | Under(_, _, inner)
    | With(_, _, inner) -> law inner
    | plain -> plain

[<Tests>]
let tests =
    testList "Neurons.Tests.Models.InvariantTests" [
        theory "A model obeys the laws that it declares" names (fun (name: string) ->
            let entry = Models.find name
            Expect.isNonEmpty entry.Definition.Invariants "the laws of the model"

            for invariant in entry.Definition.Invariants do
                try
                    check { Entry = entry; Options = []; Parameters = [] } invariant
                with e ->
                    failtest $"{name}, {invariant}: {e.Message}")

        testCase "A law that a model does not obey is found" (fun () ->
            let fails name invariant =
                Expect.thrownAny<AssertException> (fun () ->
                    check { Entry = Models.find name; Options = []; Parameters = [] } invariant)
                |> ignore

            fails "LifBox" (Under("Reset", "Subtract", ResetsTo("V", Some "VReset")))
            fails "ExpIf" RestsWithoutInput
            fails "Lif" (ContinuesFrom("V", Some "VReset"))
            fails "LifRef" (With("TauRef", 0.0, SilentFor "Tau"))
            fails "Leaky" (ConservesCharge("Mem", "Threshold"))
            fails "CubaLif" (Within("V", "VReset", "VTh"))
            fails "Lif" (SlowedBy "VReset")
            fails "Lif" HasProbabilities)

        theory "A model does not forget a law that its parameters and equations call for" names (fun (name: string) ->
            let entry = Models.find name
            let definition = entry.Definition
            let laws = definition.Invariants |> Array.map law
            let has wanted = Expect.exists laws wanted "the laws of the model"

            if definition.Spikes then
                has (fun law ->
                    match law with
                    | ResetsTo _
                    | ContinuesFrom _
                    | CrossesUpward _
                    | Below _
                    | IgnoresSpikes _ -> true
                    | _ -> false)

            for parameter, info in Array.zip definition.ParameterNames definition.ParameterInfo do
                if info.Meaning = "reset potential" then
                    has (fun law ->
                        match law with
                        | ResetsTo(_, target)
                        | ContinuesFrom(_, target) -> target = Some parameter
                        | _ -> false)
                elif info.Meaning.StartsWith "refractory" then
                    has ((=) (SilentFor parameter))
                elif info.Meaning.StartsWith "rise of" then
                    has ((=) (SlowedBy parameter))
                elif info.Meaning = "least threshold" then
                    has (fun law ->
                        match law with
                        | Within(_, least, _) -> least = parameter
                        | _ -> false)

            let draws =
                Symbolic.Fold.nodes definition.Equations.Outputs
                |> Array.exists (fun node ->
                    match node with
                    | Uniform _ -> true
                    | _ -> false)

            if draws then
                has ((=) HasProbabilities))

        theory "A model that rests without input says so" names (fun (name: string) ->
            let entry = Models.find name

            let rests =
                try
                    check { Entry = entry; Options = []; Parameters = [] } RestsWithoutInput
                    true
                with :? AssertException ->
                    false

            Expect.equal
                (Array.contains RestsWithoutInput entry.Definition.Invariants)
                rests
                "that the model rests is declared")
    ]
