/// Options: their names as text, which neither trimming nor a compiler ahead of time may take away, and numbers that float32 cannot hold.
module Neurons.Tests.OptionTests

open System
open System.Collections.Generic
open Microsoft.FSharp.Reflection
open Xunit
open Neurons

let private choices = [|
    for entry in Array.append Models.all Models.synapses do
        for option in entry.Options do
            match option.Kind with
            | ChoiceOption names when option.Type <> typeof<Transform> -> struct (entry, option, names)
            | _ -> ()
|]

[<Fact>]
let ``The choices of an option are the cases of its type, by name and in order`` () =
    Assert.NotEmpty choices

    for struct (_, option, names) in choices do
        let cases = FSharpType.GetUnionCases option.Type
        Assert.Equal<string[]>(cases |> Array.map (fun case -> case.Name), names)

        for case in cases do
            Assert.Equal(case.Name, string (FSharpValue.MakeUnion(case, [||])))

[<Fact>]
let ``Each choice of an option can be made by its name`` () =
    for struct (entry, option, names) in choices do
        for name in names do
            let made = entry.Create(dict [ option.Name, name ] |> System.Collections.Generic.Dictionary)
            Assert.Contains(struct (option.Name, name), made.Definition.Options)

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
let stepped: seq<obj[]> = seq {
    for entry in Array.append Models.all Models.synapses do
        if entry.Options |> Array.exists (fun option -> option.Name = "Dt") then
            [| box entry.Name |]
}

/// Each number of each surrogate.
let numbers: seq<obj[]> = seq {
    for info in Surrogates.all do
        for struct (number, _) in info.Numbers do
            if number <> "n" then
                [| box info.Name; number |]
}

[<Theory; MemberData(nameof numbers)>]
let ``A number of a surrogate that float32 cannot hold is refused in float32, with its value and what is allowed``
    (name: string)
    (number: string)
    =
    for value, rounded in [ 1e39, "Infinity"; 1e-50, "0" ] do
        let surrogate = Surrogates.create name [ struct (number, value) ]
        let single, double = refusals (with' surrogate)
        let place = surrogate.Numbers |> Array.findIndex (fun (struct (own, _)) -> own = number)
        let range = surrogate.Ranges[place]

        if value > 1.0 || not (range.Contains 0.0) then
            Assert.Contains(
                $"Leaky: {number} of the surrogate {name} is {text value}, and in float32 {text (float (float32 value))}; it must be ",
                single
            )

            Assert.Contains(range.ToString(), single)
        else
            Assert.Equal("", single)

        // what is made of it may be too much for float64 itself, such as 1/(2 alpha²)
        if double <> "" then
            Assert.Contains($"a constant of the surrogate {surrogate} is ", double)

[<Fact>]
let ``What a surrogate makes of its numbers is refused where it is infinite`` () =
    let single, double = refusals (with' (Surrogate.gaussian 1e-25))
    Assert.Contains("Leaky: a constant of the surrogate gaussian(alpha=1E-25) is ", single)
    Assert.Contains("and in float32 -Infinity; it must be finite", single)
    Assert.Equal("", double)
    let _, double = refusals (with' (Surrogate.gaussian 1e-200))
    Assert.Contains("a constant of the surrogate gaussian(alpha=1E-200) is -Infinity; it must be finite", double)
    let own = Surrogate.custom "mine" (fun u -> Expr.Constant 1e39 * u)
    Assert.Contains("a constant of the surrogate mine is 1E+39, and in float32 Infinity", fst (refusals (with' own)))

[<Fact>]
let ``Surrogates of large and small numbers that float32 holds are allowed`` () =
    for info in Surrogates.all do
        Assert.Equal(
            ("", ""),
            refusals (with' (info.Create.Invoke(info.Numbers |> Array.map (fun (struct (_, value)) -> value))))
        )

    for value in [ 1e-15; 1e15 ] do
        Assert.Equal(("", ""), refusals (with' (Surrogate.atan value)))

[<Theory; MemberData(nameof stepped)>]
let ``A time step that float32 cannot hold is refused in float32, with its value and what is allowed`` (name: string) =
    let refused dt =
        refusals (fun () -> (Models.find name).Create(dict [ "Dt", text dt ] |> Dictionary<string, string>))

    Assert.Contains($"{name}: Dt is 1E-50, and in float32 0; it must be > 0", fst (refused 1e-50))
    Assert.Contains($"{name}: Dt is 1E+39, and in float32 Infinity; it must be finite and > 0", fst (refused 1e39))

    for dt in [ 1e-50; 1e39 ] do
        Assert.DoesNotContain("Dt is", snd (refused dt))

[<Fact>]
let ``A constant of a neuron of one's own that float32 cannot hold is refused in float32`` () =
    let model = {
        If.model with
            Step = (fun _ p s x -> struct (Expr.Fire(x.Head * 1e39 - p.VTh, Surrogate.step), s))
    }

    let single, double = refusals (fun () -> Dynamics(Model.define model If.options))
    Assert.Contains("If: a constant of the equations is 1E+39, and in float32 Infinity; it must be finite", single)
    Assert.Equal("", double)
