module Neurons.Tests.Models.ParameterTests

open System
open Expecto
open Neurons.Testing
open Neurons
open Neurons.Tests.Models.Traces

let private text (value: float) = value.ToString("R", Globalization.CultureInfo.InvariantCulture)

/// The message with which values are refused.
let private refusal (entry: ModelEntry) (options: (string * string) list) (values: ParameterValue[]) =
    (Expect.thrown<ArgumentOutOfRangeException> (fun () ->
        (dynamics entry options).Initial<float>(values, [| 3n |], 0UL, 0u) |> ignore))
        .Message

let private refused entry options changes = refusal entry options (parameters entry changes)

/// What a range excludes: no number, what is just and what is well beyond a bound, and an open bound itself.
let private excluded (range: Interval) = [
    nan
    infinity
    -infinity
    if Double.IsFinite range.Least then
        range.Least - 0.5
        if range.LeastAllowed then Math.BitDecrement range.Least else range.Least
    if Double.IsFinite range.Most then
        range.Most + 0.5
        if range.MostAllowed then Math.BitIncrement range.Most else range.Most
]

[<Tests>]
let tests =
    testList "Neurons.Tests.Models.ParameterTests" [
        theory "A parameter outside its range is refused with its name, value and range" names (fun (name: string) ->
            let entry = Models.find name
            let definition = entry.Definition

            for p in 0 .. definition.ParameterNames.Length - 1 do
                let parameter, info = definition.ParameterNames[p], definition.ParameterInfo[p]

                for value in excluded info.Range do
                    Expect.stringContains
                        (refused entry [] [ parameter, value ])
                        $"{name}: {parameter} is {text value}; it must be {info.Range.Demand value}"
                        "the message"

                    let values = entry.Parameters ""
                    values[p] <- PerNeuron(tensor [ 3 ] [| info.Value; value; info.Value |])

                    Expect.stringContains
                        (refusal entry [] values)
                        $"{name}: {parameter} is {text value} at neuron 1; it must be {info.Range.Demand value}"
                        "the message")

        theory "A parameter that is beyond float32 is refused by a call in float32 alone" names (fun (name: string) ->
            let entry = Models.find name
            let definition = entry.Definition

            let initial (values: ParameterValue[]) =
                (dynamics entry []).Initial<float>(values, [| 3n |], 0UL, 0u) |> ignore
                (dynamics entry []).Initial<float32>(values, [| 3n |], 0UL, 0u) |> ignore

            // what a rule with other parameters forbids is refused before
            let isRuled parameter =
                definition.Constraints |> Array.exists (fun rule -> rule.Rule.Contains(parameter: string))

            initial (entry.Parameters "")

            for p in 0 .. definition.ParameterNames.Length - 1 do
                let parameter, info = definition.ParameterNames[p], definition.ParameterInfo[p]

                let beyond = [
                    if info.Range.Contains 1e39 && not (isRuled parameter) then
                        1e39, "Infinity"
                    if info.Range.Least = 0.0 && not info.Range.LeastAllowed && not (isRuled parameter) then
                        1e-50, "0"
                    if info.Range.Most = 1.0 && not info.Range.MostAllowed && not (isRuled parameter) then
                        1.0 - 1e-12, "1"
                ]

                for value, rounded in beyond do
                    for given, where in
                        [
                            Shared value, ""
                            PerNeuron(tensor [ 3 ] [| info.Value; value; info.Value |]), " at neuron 1"
                        ] do
                        let values = entry.Parameters ""
                        values[p] <- given
                        let e = Expect.thrown<ArgumentOutOfRangeException> (fun () -> initial values)

                        Expect.stringContains
                            e.Message
                            $"{name}: {parameter} is {text value}{where}, and in float32 {rounded}; it must be "
                            "the message")

        theory
            "A parameter that does not fit the others is refused with its name, value and the rule"
            names
            (fun (name: string) ->
                let entry = Models.find name

                for rule in entry.Definition.Constraints do
                    let p = Definition.parameterIndex entry.Definition rule.Parameter
                    let info = entry.Definition.ParameterInfo[p]

                    let refusals (values: float -> ParameterValue) = [
                        for size in 0.0 :: List.init 40 (fun k -> Math.ScaleB(1.0, k - 20)) do
                            for value in [ -size; size ] |> List.filter info.Range.Contains do
                                let changed = entry.Parameters ""
                                changed[p] <- values value

                                try
                                    (dynamics entry []).Initial<float>(changed, [| 3n |], 0UL, 0u) |> ignore
                                with :? ArgumentOutOfRangeException as e ->
                                    value, e.Message
                    ]

                    let isNamed at (value, message: string) =
                        message.Contains $"{name}: {rule.Parameter} is {text value}{at}; it must satisfy {rule.Rule}"

                    Expect.exists (refusals Shared) (isNamed "") "the messages that refuse a shared value"

                    Expect.exists
                        (refusals (fun value -> PerNeuron(tensor [ 3 ] [| info.Value; info.Value; value |])))
                        (isNamed " at neuron 2")
                        "the messages that refuse a value of a neuron")

        theory "An option that is not allowed is refused with its name, value and what is" names (fun (name: string) ->
            let entry = Models.find name

            for option in entry.Options do
                let bad, told =
                    match option.Kind with
                    | NumberOption ->
                        [ "0"; "-0.5"; "NaN"; "Infinity"; "much" ], [ $"{name}: {option.Name} is "; "it must be " ]
                    | FlagOption -> [ "perhaps"; "" ], [ $"{name}: {option.Name} is '"; "it must be true or false" ]
                    | ChoiceOption names ->
                        [ "another"; "" ],
                        [ $"{name}: {option.Name} is '"; "it must be one of " + String.Join(", ", names) ]
                    | SurrogateOption -> [ "another"; "" ], [ "There is no surrogate" ]

                for value in bad do
                    let e =
                        Expect.thrownAny<ArgumentException> (fun () -> dynamics entry [ option.Name, value ] |> ignore)

                    for part in value :: told do
                        Expect.stringContains e.Message part "the message")

        theory "Per-neuron values that are missing, empty or of another shape are refused" names (fun (name: string) ->
            let entry = Models.find name

            for p in 0 .. entry.Definition.ParameterNames.Length - 1 do
                let refused (tensor: Numerics.Tensors.Tensor<float>) =
                    let values = entry.Parameters ""
                    values[p] <- PerNeuron tensor

                    (Expect.thrownAny<ArgumentException> (fun () ->
                        (dynamics entry []).Initial<float>(values, [| 3n |], 0UL, 0u) |> ignore))
                        .Message

                let info = entry.Definition.ParameterInfo[p]
                let prefix = $"{name}: {entry.Definition.ParameterNames[p]}"
                Expect.stringContains (refused null) $"{prefix} is null" "the message"
                Expect.stringContains (refused (tensor [ 0 ] [||])) $"{prefix} has no values" "the message"

                Expect.stringContains
                    (refused (tensor [ 2 ] (Array.create 2 info.Value)))
                    $"{prefix} has the shape [2]"
                    "the message")

        theory "A model says what its parameters and states are and has valid defaults" names (fun (name: string) ->
            let entry = Models.find name
            let definition = entry.Definition
            (dynamics entry []).Initial<float>(entry.Parameters "", [| 1n |], 0UL, 0u) |> ignore

            for quantity in Array.append definition.ParameterInfo definition.StateInfo do
                Expect.isFalse (String.IsNullOrEmpty quantity.Meaning) $"{name} does not say what {quantity} means")

        theory
            "Parameters that do not fit each other are refused with the rule"
            [
                "Lif", "VTh", -1.0, "VTh > VReset"
                "GifRef", "VThReset", -80.0, "VThReset > VReset"
                "QuaIf", "VC", -70.0, "VC > VRest"
                "Alpha", "Alpha", 0.7, "Alpha > Beta (else the kernel changes its sign)"
                "CubaLif", "TauSynInv", 2001.0, "dt · TauSynInv ≤ 2"
                "CobaLif", "GL", 5.0, "dt · CMInv · GL ≤ 2"
                "Lapicque", "C", 0.05, "dt/(R·C) ≤ 2"
                "ExtendedLif", "MaxThreshold", 0.5, "MaxThreshold > MinThreshold"
                "ExtendedLif", "NoiseStd", 0.0, "NoiseStd > 0 (as spikes are random)"
                "ExtendedLif", "Tau", 0.4, "dt / Tau ≤ 2"
                "Izhikevich", "VTh", -66.0, "VTh > C"
            ]
            (fun (name: string, parameter, value: float, rule: string) ->
                Expect.stringContains (refused (Models.find name) [] [ parameter, value ]) rule "the message")

        testCase "Without noise the deterministic neuron is valid" (fun () ->
            let entry = Models.find "ExtendedLif"
            let dynamics = dynamics entry [ "Stochastic", "false" ]
            dynamics.Initial<float>(parameters entry [ "NoiseStd", 0.0 ], [| 1n |], 0UL, 0u) |> ignore)

        testCase "Lapicque's neuron can be given by its decay and R or C" (fun () ->
            for p in [ Lapicque.ofBetaAndR 1.0 0.9 5.0; Lapicque.ofBetaAndC 1.0 0.9 2.0 ] do
                match p.R, p.C with
                | Shared r, Shared c ->
                    Expect.floatClose (Expect.within 1e-12) r 5.0 "the resistance"
                    Expect.floatClose (Expect.within 1e-12) (1.0 - 1.0 / (r * c)) 0.9 "the decay"
                | _ -> failtest "both are shared"

            let refusal dt beta =
                (Expect.thrown<ArgumentOutOfRangeException> (fun () -> Lapicque.ofBetaAndR dt beta 5.0 |> ignore))
                    .Message

            Expect.stringContains (refusal 1.0 1.0) "beta is 1; it must be" "the message"
            Expect.stringContains (refusal -1.0 0.9) "dt is -1; it must be" "the message")
    ]
