module Neurons.Tests.Models.SurrogateTests

open System
open Expecto
open Neurons.Testing
open Neurons
open Neurons.Symbolic
open Neurons.Compile

let private u = Variable { Kind = VariableKind.Input; Index = 0; Name = "u" }

let private derivative precision (surrogate: Surrogate) (at: float) =
    Interpreter.evaluator
        precision
        { Variable = (fun _ -> at); Step = 0.0; Uniform = fun _ _ -> 0.0 }
        (surrogate.Derivative u)

let private surrogates = Surrogates.all |> Array.map _.Name

[<Tests>]
let tests =
    testList "Neurons.Tests.Models.SurrogateTests" [
        testCase "A surrogate of the table is finite everywhere and is read back from its text" (fun () ->
            for info in Surrogates.all do
                let surrogate = Surrogates.create info.Name []
                Expect.equal surrogate.Name info.Name "the name"
                Expect.equal (Surrogates.parse (surrogate.ToString())) surrogate "what is read back"

                for at in [ -1e12; -1e4; -1.0; -1e-3; -1e-30; 0.0; 1e-30; 1e-3; 0.5; 1.0; 1e4; 1e12 ] do
                    for precision in [ Precision.Float32; Precision.Float64 ] do
                        Expect.isTrue (Double.IsFinite(derivative precision surrogate at)) $"{surrogate} at {at}")

        testCase "The surrogates without a recording follow their formulas" (fun () ->
            let at surrogate x = derivative Precision.Float64 surrogate x

            Expect.floatClose
                (Expect.within 1e-14)
                (at (Surrogate.gaussian 2.0) 0.25)
                (exp (-0.25 * 0.25 / (2.0 * 4.0)))
                "gaussian"

            Expect.floatClose (Expect.within 1e-14) (at (Surrogate.arctan 2.0) 0.25) (1.0 / (1.0 + 0.25)) "arctan"
            Expect.equal ([ -1.0; 0.0; 1.0 ] |> List.map (at (Surrogate.leaky 0.1))) [ 0.1; 0.1; 1.0 ] "leaky"
            Expect.equal ([ -1.0; 0.0; 1.0 ] |> List.map (at Surrogate.step)) [ 0.0; 0.5; 1.0 ] "step")

        testCase "The Fourier series of a square wave has its period" (fun () ->
            let wave = Surrogate.squarewaveFourier 5 8.0

            for x in [ 0.0; 0.3; 1.7; 3.9 ] do
                for periods in [ 1.0; 7.0; 300.0 ] do
                    Expect.floatClose
                        (Expect.within 1e-10)
                        (derivative Precision.Float64 wave (x + 8.0 * periods))
                        (derivative Precision.Float64 wave x)
                        "the wave a number of periods later"

                let direct = Seq.sum (Seq.init 5 (fun i -> cos (float (2 * i + 1) * 2.0 * Math.PI * x / 8.0)))

                Expect.floatClose
                    (Expect.within 1e-13)
                    (derivative Precision.Float64 wave x)
                    (0.5 * direct)
                    "the wave as a sum of cosines")

        theory
            "A number that makes no surrogate is refused with its name, value and range"
            surrogates
            (fun (name: string) ->
                let info = Surrogates.all |> Array.find (fun info -> info.Name = name)

                for struct (number, _) in info.Numbers do
                    for value in [ -5.0; nan; infinity; -infinity ] do
                        let e =
                            Expect.thrownAny<ArgumentException> (fun () ->
                                Surrogates.create name [ struct (number, value) ] |> ignore)

                        Expect.stringContains
                            e.Message
                            $"Surrogate {name}: {number} is {string value}; it must be "
                            "the message"

                    // what is not refused is finite
                    match
                        (try
                            Some(Surrogates.create name [ struct (number, 0.0) ])
                         with :? ArgumentException ->
                             None)
                    with
                    | Some surrogate ->
                        for at in [ -1e4; -1.0; 0.0; 0.5; 1.0; 1e4 ] do
                            Expect.isTrue
                                (Double.IsFinite(derivative Precision.Float64 surrogate at))
                                $"{surrogate} at {at}"
                    | None -> ())

        testCase "A number of terms that is not whole is refused" (fun () ->
            let e =
                Expect.thrown<ArgumentException> (fun () ->
                    Surrogates.create "squarewave_fourier" [ struct ("n", 1.5) ] |> ignore)

            Expect.stringContains e.Message "n is 1.5; it must be a whole number" "the message")

        theory
            "A surrogate of the table has a name, and one of the user's own has none, whatever it is called"
            surrogates
            (fun (name: string) ->
                let surrogate = Surrogates.create name []
                Expect.isTrue (Surrogates.isNamed surrogate) "a surrogate of the table has a name"
                Expect.equal (Surrogates.parse (surrogate.ToString())) surrogate "what is read back"

                Expect.isFalse
                    (Surrogates.isNamed (Surrogate.custom name (fun _ -> Constant 1.0)))
                    "one's own has a name")

        testCase "A number that is given twice is refused" (fun () ->
            let e =
                Expect.thrown<ArgumentException> (fun () ->
                    Surrogates.parse "relu(alpha=1, width=2, Alpha=3)" |> ignore)

            Expect.stringContains e.Message "Surrogate relu: alpha is given twice" "the message")
    ]
