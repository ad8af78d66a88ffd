/// The rates of random spikes against their probabilities, within four standard deviations.
module Neurons.Tests.Models.RandomSpikeTests

open System
open Expecto
open Neurons.Testing
open Neurons
open Neurons.Compile
open Neurons.Run
open Neurons.Primitives
open Neurons.Tests.Models.Traces

let private logistic (x: float) = 1.0 / (1.0 + exp -x)

let private neurons = 20000

let private run name options changes steps x =
    let entry = Models.find name
    run (dynamics entry options) (parameters entry changes) (Array.init steps (fun _ -> Array.create neurons x))

let private assertRate probability (spikes: float[]) =
    let n = float spikes.Length
    let deviation = sqrt (probability * (1.0 - probability) / n)

    Expect.isInRange
        (Array.average spikes)
        (probability - 4.0 * deviation, probability + 4.0 * deviation)
        "the rate of spikes"

/// Extended LIF without memory: with τ = dt the potential is the input alone, and nothing adapts.
let private memoryless = [
    "Tau", 1.0
    "Neuromodulation", 0.0
    "SpikeIncrease", 0.0
    "DepressionRate", 0.0
    "NoiseStd", 1e-9
]

let private plain = [ "DynamicProbability", "false"; "AdaptiveThreshold", "false" ]

/// The models that draw random numbers.
let private random =
    Models.all
    |> Array.filter (fun entry ->
        (Compile.Equations.draws (Compile.Equations.roots entry.Definition.Equations)).Length > 0)
    |> Array.map _.Name

/// The spikes of 20 steps, [T][N], of neurons that fire about half of the time.
let private firing (dynamics: Dynamics) seed stream =
    let parameters = (Models.find dynamics.Definition.Name).Parameters ""
    let start = dynamics.Initial<float>(parameters, [| nativeint neurons |], seed, stream)
    (runFrom dynamics parameters start (Array.init 20 (fun _ -> Array.zeroCreate neurons))).Output

[<Tests>]
let tests =
    testList "Neurons.Tests.Models.RandomSpikeTests" [
        theory
            "Bernoulli neurons without feedback fire with the probability of their input"
            [ -2.0; 0.0; 1.5 ]
            (fun (x: float) ->
                let trace = run "Bernoulli" [] [ "Tau", 1.0; "W", 0.0 ] 50 x
                assertRate (logistic x) (Array.concat trace.Output))

        theory
            "Bernoulli neurons with feedback fire at the stationary rate of their Markov chain"
            [ -1.0, 0.5; 0.3, 2.0; 0.3, -2.0 ]
            (fun (x: float, w: float) ->
                let trace = run "Bernoulli" [] [ "Tau", 1.0; "W", w ] 60 x
                let silent, active = logistic x, logistic (x + w)
                assertRate (silent / (1.0 - active + silent)) (Array.last trace.Output))

        theory
            "Extended neurons fire with the probability of what exceeds the threshold"
            [ 0.0; 1.0; 2.5 ]
            (fun (x: float) ->
                let trace = run "ExtendedLif" plain memoryless 50 x
                assertRate (logistic (x - 1.0)) (Array.concat trace.Output))

        testCase "Noise blurs the firing probability" (fun () ->
            let noise = 2.0
            let trace = run "ExtendedLif" plain (("NoiseStd", noise) :: memoryless) 50 3.0
            // the mean of σ(x − 1 + noise·N) by a fine sum
            let density k = exp (-0.5 * k * k) / sqrt (2.0 * Math.PI)
            let points = [| -8.0 .. 0.001..8.0 |]
            let mean = points |> Array.sumBy (fun k -> 0.001 * density k * logistic (2.0 + noise * k))
            assertRate mean (Array.concat trace.Output))

        testCase "Recent spikes flatten the firing probability" (fun () ->
            let trace = run "ExtendedLif" [ "AdaptiveThreshold", "false" ] memoryless 2 2.0
            assertRate (logistic 2.0) trace.Output[0]
            let fired, silent = trace.Output[0] |> Array.indexed |> Array.partition (fun (_, z) -> z = 1.0)
            let second = Array.map (fun (n, _) -> trace.Output[1][n])
            // base_alpha/(1 + D') with D' = 1 after a spike, else 0
            assertRate (logistic 1.0) (second fired)
            assertRate (logistic 2.0) (second silent))

        testCase "The gradient of a random spike is that of its probability" (fun () ->
            let x = 0.4
            let neuron = Bernoulli.create<float> Bernoulli.options
            let start = neuron.Initial(Bernoulli.parameters, [| 3 |])
            let run = neuron.Pullback Bernoulli.parameters start (tensor [ 1; 3 ] [| x; x; x |])
            let gradients = run.Gradients(Some(tensor [ 1; 3 ] [| 1.0; 1.0; 1.0 |]), None, [ Input ])
            let p = logistic (x / 20.0)

            for g in flat gradients.Input do
                Expect.floatClose (Expect.within 1e-15) g (p * (1.0 - p) / 20.0) "the gradient")

        // the number of threads is the process's
        testSequencedGroup "threads"
        <| theory
            "The same seed gives the same spikes at every width of the vectors and on every number of threads"
            random
            (fun (name: string) ->
                let definition = (Models.find name).Definition
                let expected = firing (Dynamics definition) 3UL 0u
                let threads = Parallelism.Threads

                try
                    for backend in Backend.OpByOp :: ([ 0; 128; 256; 512 ] |> List.map Backend.Emitted) do
                        for count in [ 1; 2; 3 ] do
                            Parallelism.Threads <- count
                            let spikes = firing (Dynamics(definition, backend, Cut.standard)) 3UL 0u

                            Expect.equal
                                (Array.concat spikes)
                                (Array.concat expected)
                                "the spikes of another width and number of threads"
                finally
                    Parallelism.Threads <- threads)

        theory "Streams, seeds, neurons and steps are uncorrelated" random (fun (name: string) ->
            let entry = Models.find name
            let spikes = firing (dynamics entry []) 3UL 0u

            let assertUncorrelated (a: float[]) (b: float[]) =
                let deviations (values: float[]) = values |> Array.map (fun z -> z - Array.average values)
                let a, b = deviations a, deviations b
                let sum f = Array.map2 f a b |> Array.sum
                let correlation = sum (fun a b -> a * b) / sqrt (sum (fun a _ -> a * a) * sum (fun _ b -> b * b))

                Expect.isInRange
                    correlation
                    (-4.0 / sqrt (float a.Length), 4.0 / sqrt (float a.Length))
                    "the correlation"

            for other in [ firing (dynamics entry []) 3UL 1u; firing (dynamics entry []) 4UL 0u ] do
                for t in [ 0; 19 ] do
                    assertUncorrelated spikes[t] other[t]

            assertUncorrelated (Array.take (neurons - 1) spikes[0]) (Array.skip 1 spikes[0])
            // a neuron's own steps depend on each other by its state; those of two neurons do not
            assertUncorrelated (Array.take (neurons - 1) spikes[0]) (Array.skip 1 spikes[1]))
    ]
