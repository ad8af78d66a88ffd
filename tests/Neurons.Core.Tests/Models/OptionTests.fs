/// Options: their names as text, which neither trimming nor a compiler ahead of time may take away, and numbers that float32 cannot hold.
module Neurons.Tests.OptionTests

open System
open System.Collections.Generic
open Microsoft.FSharp.Reflection
open Expecto
open Neurons.Testing
open Neurons

let private choices = [|
    for entry in Array.append Models.all Models.synapses do
        for option in entry.Options do
            match option.Kind with
            | ChoiceOption names when option.Type <> typeof<Transform> -> struct (entry, option, names)
            | _ -> ()
|]

/// What a call in float32 and one in float64 refuse of a neuron that fires with a surrogate; "" where nothing.
let private refusals (create: unit -> Dynamics) =
    let neuron = create ()
    let values = neuron.Definition.ParameterInfo |> Array.map (fun q -> Shared q.Value)

    let refusal (call: unit -> unit) =
        try
            call ()
            ""
        with :? ArgumentOutOfRangeException as error ->
            error.Message

    refusal (fun () -> neuron.Initial<float32>(values, [| 3n |], 0UL, 0u) |> ignore),
    refusal (fun () -> neuron.Initial<float>(values, [| 3n |], 0UL, 0u) |> ignore)

let private with' surrogate () = (Leaky.create<float> { Leaky.options with Surrogate = surrogate }).Dynamics

let private text (value: float) = value.ToString("R", Globalization.CultureInfo.InvariantCulture)

/// The models that have a time step.
let private stepped = [
    for entry in Array.append Models.all Models.synapses do
        if entry.Options |> Array.exists (fun option -> option.Name = "Dt") then
            entry.Name
]

/// Each number of each surrogate.
let private numbers = [
    for info in Surrogates.all do
        for struct (number, _) in info.Numbers do
            if number <> "n" then
                info.Name, number
]

[<Tests>]
let tests =
    testList "Neurons.Tests.OptionTests" [
        testCase "The choices of an option are the cases of its type, by name and in order" (fun () ->
            Expect.isNonEmpty choices "options with choices"

            for struct (_, option, names) in choices do
                let cases = FSharpType.GetUnionCases option.Type
                Expect.equal names (cases |> Array.map (fun case -> case.Name)) $"the choices of {option.Name}"

                for case in cases do
                    Expect.equal (string (FSharpValue.MakeUnion(case, [||]))) case.Name "the text of a case")

        testCase "Each choice of an option can be made by its name" (fun () ->
            for struct (entry, option, names) in choices do
                for name in names do
                    let made = entry.Create(dict [ option.Name, name ] |> System.Collections.Generic.Dictionary)
                    Expect.contains made.Definition.Options (struct (option.Name, name)) "the options of the model")

        theory
            "A number of a surrogate that float32 cannot hold is refused in float32, with its value and what is allowed"
            numbers
            (fun (name: string, number: string) ->
                for value, rounded in [ 1e39, "Infinity"; 1e-50, "0" ] do
                    let surrogate = Surrogates.create name [ struct (number, value) ]
                    let single, double = refusals (with' surrogate)
                    let place = surrogate.Numbers |> Array.findIndex (fun (struct (own, _)) -> own = number)
                    let range = surrogate.Ranges[place]

                    if value > 1.0 || not (range.Contains 0.0) then
                        Expect.stringContains
                            single
                            $"Leaky: {number} of the surrogate {name} is {text value}, and in float32 {text (float (float32 value))}; it must be "
                            "the message"

                        Expect.stringContains single (range.ToString()) "the message"
                    else
                        Expect.equal single "" "what float32 refuses"

                    // what is made of it may be too much for float64 itself, such as 1/(2 alpha²)
                    if double <> "" then
                        Expect.stringContains double $"a constant of the surrogate {surrogate} is " "the message")

        testCase "What a surrogate makes of its numbers is refused where it is infinite" (fun () ->
            let single, double = refusals (with' (Surrogate.gaussian 1e-25))
            Expect.stringContains single "Leaky: a constant of the surrogate gaussian(alpha=1E-25) is " "the message"
            Expect.stringContains single "and in float32 -Infinity; it must be finite" "the message"
            Expect.equal double "" "what float64 refuses"
            let _, double = refusals (with' (Surrogate.gaussian 1e-200))

            Expect.stringContains
                double
                "a constant of the surrogate gaussian(alpha=1E-200) is -Infinity; it must be finite"
                "the message"

            let own = Surrogate.custom "mine" (fun u -> Expr.Constant 1e39 * u)

            Expect.stringContains
                (fst (refusals (with' own)))
                "a constant of the surrogate mine is 1E+39, and in float32 Infinity"
                "the message")

        testCase "Surrogates of large and small numbers that float32 holds are allowed" (fun () ->
            for info in Surrogates.all do
                Expect.equal
                    (refusals (
                        with' (info.Create.Invoke(info.Numbers |> Array.map (fun (struct (_, value)) -> value)))
                    ))
                    ("", "")
                    $"what is refused of {info.Name}"

            for value in [ 1e-15; 1e15 ] do
                Expect.equal (refusals (with' (Surrogate.atan value))) ("", "") "what is refused of a number")

        theory
            "A time step that float32 cannot hold is refused in float32, with its value and what is allowed"
            stepped
            (fun (name: string) ->
                let refused dt =
                    refusals (fun () ->
                        (Models.find name).Create(dict [ "Dt", text dt ] |> Dictionary<string, string>))

                Expect.stringContains
                    (fst (refused 1e-50))
                    $"{name}: Dt is 1E-50, and in float32 0; it must be > 0"
                    "the message"

                Expect.stringContains
                    (fst (refused 1e39))
                    $"{name}: Dt is 1E+39, and in float32 Infinity; it must be finite and > 0"
                    "the message"

                for dt in [ 1e-50; 1e39 ] do
                    Expect.isFalse
                        ((snd (refused dt)).Contains "Dt is")
                        $"what float64 refuses of {text dt} speaks of Dt")

        testCase "A constant of a neuron of one's own that float32 cannot hold is refused in float32" (fun () ->
            let model = {
                If.model with
                    Step = (fun _ p s x -> struct (Expr.Fire(x.Head * 1e39 - p.VTh, Surrogate.step), s))
            }

            let single, double = refusals (fun () -> Dynamics(Model.define model If.options))

            Expect.stringContains
                single
                "If: a constant of the equations is 1E+39, and in float32 Infinity; it must be finite"
                "the message"

            Expect.equal double "" "what float64 refuses")
    ]
