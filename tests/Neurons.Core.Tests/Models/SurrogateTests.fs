module Neurons.Tests.Models.SurrogateTests

open System
open Xunit
open Neurons
open Neurons.Symbolic
open Neurons.Compile

let private u = Variable { Kind = VariableKind.Input; Index = 0; Name = "u" }

let private derivative precision (surrogate: Surrogate) (at: float) =
    Interpreter.evaluator
        precision
        { Variable = (fun _ -> at); Step = 0.0; Uniform = fun _ _ -> 0.0 }
        (surrogate.Derivative u)

[<Fact>]
let ``A surrogate of the table is finite everywhere and is read back from its text`` () =
    for info in Surrogates.all do
        let surrogate = Surrogates.create info.Name []
        Assert.Equal(info.Name, surrogate.Name)
        Assert.Equal(surrogate, Surrogates.parse (surrogate.ToString()))

        for at in [ -1e12; -1e4; -1.0; -1e-3; -1e-30; 0.0; 1e-30; 1e-3; 0.5; 1.0; 1e4; 1e12 ] do
            for precision in [ Precision.Float32; Precision.Float64 ] do
                Assert.True(Double.IsFinite(derivative precision surrogate at), $"{surrogate} at {at}")

[<Fact>]
let ``The surrogates without a recording follow their formulas`` () =
    let at surrogate x = derivative Precision.Float64 surrogate x
    Assert.Equal(exp (-0.25 * 0.25 / (2.0 * 4.0)), at (Surrogate.gaussian 2.0) 0.25, 1e-14)
    Assert.Equal(1.0 / (1.0 + 0.25), at (Surrogate.arctan 2.0) 0.25, 1e-14)
    Assert.Equal<float list>([ 0.1; 0.1; 1.0 ], [ -1.0; 0.0; 1.0 ] |> List.map (at (Surrogate.leaky 0.1)))
    Assert.Equal<float list>([ 0.0; 0.5; 1.0 ], [ -1.0; 0.0; 1.0 ] |> List.map (at Surrogate.step))

[<Fact>]
let ``The Fourier series of a square wave has its period`` () =
    let wave = Surrogate.squarewaveFourier 5 8.0

    for x in [ 0.0; 0.3; 1.7; 3.9 ] do
        for periods in [ 1.0; 7.0; 300.0 ] do
            Assert.Equal(
                derivative Precision.Float64 wave x,
                derivative Precision.Float64 wave (x + 8.0 * periods),
                1e-10
            )

        let direct = Seq.sum (Seq.init 5 (fun i -> cos (float (2 * i + 1) * 2.0 * Math.PI * x / 8.0)))
        Assert.Equal(0.5 * direct, derivative Precision.Float64 wave x, 1e-13)

let surrogates: seq<obj[]> = Surrogates.all |> Seq.map (fun info -> [| box info.Name |])

[<Theory; MemberData(nameof surrogates)>]
let ``A number that makes no surrogate is refused with its name, value and range`` (name: string) =
    let info = Surrogates.all |> Array.find (fun info -> info.Name = name)

    for struct (number, _) in info.Numbers do
        for value in [ -5.0; nan; infinity; -infinity ] do
            let e =
                Assert.ThrowsAny<ArgumentException>(fun () ->
                    Surrogates.create name [ struct (number, value) ] |> ignore)

            Assert.Contains($"Surrogate {name}: {number} is {string value}; it must be ", e.Message)

        // what is not refused is finite
        match
            (try
                Some(Surrogates.create name [ struct (number, 0.0) ])
             with :? ArgumentException ->
                 None)
        with
        | Some surrogate ->
            for at in [ -1e4; -1.0; 0.0; 0.5; 1.0; 1e4 ] do
                Assert.True(Double.IsFinite(derivative Precision.Float64 surrogate at), $"{surrogate} at {at}")
        | None -> ()

[<Fact>]
let ``A number of terms that is not whole is refused`` () =
    let e =
        Assert.Throws<ArgumentException>(fun () ->
            Surrogates.create "squarewave_fourier" [ struct ("n", 1.5) ] |> ignore)

    Assert.Contains("n is 1.5; it must be a whole number", e.Message)

[<Theory; MemberData(nameof surrogates)>]
let ``A surrogate of the table has a name, and one of the user's own has none, whatever it is called`` (name: string) =
    let surrogate = Surrogates.create name []
    Assert.True(Surrogates.isNamed surrogate)
    Assert.Equal(surrogate, Surrogates.parse (surrogate.ToString()))
    Assert.False(Surrogates.isNamed (Surrogate.custom name (fun _ -> Constant 1.0)))

[<Fact>]
let ``A number that is given twice is refused`` () =
    let e =
        Assert.Throws<ArgumentException>(fun () -> Surrogates.parse "relu(alpha=1, width=2, Alpha=3)" |> ignore)

    Assert.Contains("Surrogate relu: alpha is given twice", e.Message)
