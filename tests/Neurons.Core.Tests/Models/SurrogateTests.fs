module Neurons.Tests.Models.SurrogateTests

open System
open System.IO.Compression
open System.Reflection
open System.Text.Json
open Xunit
open Neurons
open Neurons.Symbolic
open Neurons.Compile

let private cases =
    lazy
        (use file = Assembly.GetExecutingAssembly().GetManifestResourceStream "surrogates.json.gz"
         use content = new GZipStream(file, CompressionMode.Decompress)
         [| yield! (JsonDocument.Parse content).RootElement.GetProperty("cases").EnumerateArray() |])

/// The recorded case's surrogate, under our name and with our numbers.
let private surrogate (case: JsonElement) =
    let isSpikingJelly = case.GetProperty("source").GetString().StartsWith "SpikingJelly"
    let number (name: string) = case.GetProperty("options").GetProperty(name).GetDouble()

    match case.GetProperty("function").GetString().Substring "surrogate.".Length with
    | "fast_sigmoid" -> Surrogate.fastSigmoid (number "slope")
    | "atan"
    | "ATan"
    | "Arctan" -> Surrogate.atan (number "alpha")
    | "sigmoid" -> Surrogate.sigmoid (number "slope")
    | "Sigmoid" -> Surrogate.sigmoid (number "alpha")
    | "straight_through"
    | "DeterministicPass" -> Surrogate.straightThrough
    | "spike_rate_escape" -> Surrogate.spikeRateEscape (number "beta") (number "slope")
    | "superspike" -> Surrogate.superspike (number "alpha")
    | "tanh" -> Surrogate.tanh (number "alpha")
    | "circ" -> Surrogate.circ (number "alpha")
    | "erfc" -> Surrogate.erfc (number "alpha")
    | "triangle" -> Surrogate.triangle (number "alpha")
    | "PiecewiseQuadratic" -> Surrogate.piecewiseQuadratic (number "alpha")
    | "PiecewiseExp" -> Surrogate.piecewiseExp (number "alpha")
    | "SoftSign" -> Surrogate.softSign (number "alpha")
    | "SuperSpike" -> Surrogate.superSpike (number "alpha")
    | "NonzeroSignLogAbs"
    | "NonzeroSignLog" -> Surrogate.nonzeroSignLog (number "alpha")
    | "Erf"
    | "ERF" -> Surrogate.erf (number "alpha")
    | "PiecewiseLeakyReLU" -> Surrogate.openLeakyRelu (number "w") (number "c")
    | "PiecewiseLeakyRelu" -> Surrogate.piecewiseLeakyRelu (number "w") (number "c")
    | "SquarewaveFourierSeries" when isSpikingJelly ->
        Surrogate.squarewaveFourier (int (number "n") - 1) (number "T_period")
    | "SquarewaveFourierSeries" -> Surrogate.squarewaveFourier (int (number "n")) (number "t_period")
    | "S2NN" -> Surrogate.s2nn (number "alpha") (number "beta")
    | "QPseudoSpike" -> Surrogate.qPseudoSpike (number "alpha") (if isSpikingJelly then -1.0 else 1.0)
    | "LeakyKReLU" -> Surrogate.leakyRelu (number "leak") (number "k")
    | "LeakyRelu" -> Surrogate.leakyRelu (number "alpha") (number "beta")
    | "LogTailedReLU"
    | "LogTailedRelu" -> Surrogate.logTailedRelu (number "alpha")
    | "FakeNumericalGradient" -> Surrogate.fakeNumerical (number "alpha")
    | "Rect" -> Surrogate.rect (number "alpha")
    | "ReluGrad" -> Surrogate.relu (number "alpha") (number "width")
    | "GaussianGrad" -> Surrogate.gaussianDensity (number "sigma") (number "alpha")
    | "MultiGaussianGrad" -> Surrogate.multiGaussian (number "h") (number "s") (number "sigma") (number "scale")
    | "InvSquareGrad" -> Surrogate.invSquare (number "alpha")
    | "SlayerGrad" -> Surrogate.slayer (number "alpha")
    | other -> failwith $"{other} has no name of ours."

let private u = Variable { Kind = VariableKind.Input; Index = 0; Name = "u" }

let private derivative precision (surrogate: Surrogate) (at: float) =
    Interpreter.evaluator
        precision
        { Variable = (fun _ -> at); Step = 0.0; Uniform = fun _ _ -> 0.0 }
        (surrogate.Derivative u)

let numbers: seq<obj[]> = Seq.init cases.Value.Length (fun i -> [| box i |])

[<Theory; MemberData(nameof numbers)>]
let ``A surrogate has the recorded derivative`` (number: int) =
    let case = cases.Value[number]

    let values (group: string) (name: string) = [|
        for value in case.GetProperty(group).GetProperty(name).GetProperty("values").EnumerateArray() do
            value.GetDouble()
    |]

    let inputs, upstream, expected = values "inputs" "u", values "upstream" "output", values "gradients" "u"
    let surrogate = surrogate case
    let scale = expected |> Array.map abs |> Array.max

    let check precision tolerance =
        for i in 0 .. inputs.Length - 1 do
            let actual = upstream[i] * derivative precision surrogate inputs[i]

            Assert.True(
                abs (actual - expected[i]) <= tolerance * scale,
                $"{surrogate} at {inputs[i]}: {actual}, not {expected[i]}"
            )

    check Precision.Float64 (case.GetProperty("tolerance").GetDouble())
    check Precision.Float32 2e-4

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

            Assert.Contains($"Surrogate {name}: {number} is {value}; it must be ", e.Message)

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
