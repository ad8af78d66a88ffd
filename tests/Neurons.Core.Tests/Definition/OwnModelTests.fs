/// The README's own neuron in F#, and what may go wrong when defining one.
module Neurons.Tests.OwnModelTests

open System
open System.Numerics.Tensors
open Expecto
open Neurons.Testing
open Neurons

module Mine =
    type Parameters<'a> = { Tau: 'a; Threshold: 'a }
    type State<'a> = { V: 'a }
    type Options = { Dt: float; Surrogate: Surrogate }

    let options = { Dt = 1.0; Surrogate = Surrogate.atan 2.0 }

    let equations (o: Options) (p: Parameters<Expr>) (s: State<Expr>) (x: Expr) =
        let v = s.V + o.Dt / p.Tau * (x - s.V)
        let z = fire Greater o.Surrogate (v - p.Threshold)
        struct (z, { V = v - z * p.Threshold })

    let quantities = {
        Tau = Quantity.create 20.0 "ms" Interval.positive "membrane time constant"
        Threshold = Quantity.create 1.0 "" Interval.positive "threshold"
    }

    let model = {
        Name = "Mine"
        Summary = "leaky integrator that subtracts its threshold"
        Source = "README"
        TimeUnit = "ms"
        Options = options
        Dt = _.Dt
        Parameters = quantities
        States = [ Quantity.state "" "membrane potential" ]
        Presets = []
        Inputs = fun _ -> [ "x" ]
        Spikes = true
        Step = fun o p s x -> equations o p s x.Head
        Initial = fun _ _ -> { V = Constant 0.0 }
        Constraints = fun _ _ -> []
        Invariants = []
    }

    let parameters: Parameters<ParameterValue> = Model.defaults quantities

    let create<'T> options : Neuron<'T, Parameters<ParameterValue>, State<Tensor<'T>>> = Neuron.create model options

type Cased = { V: float; v: float; dV: float; DVx: float }

let private constant (lengths: nativeint[]) value =
    let tensor = Tensor.CreateFromShape<float>(ReadOnlySpan lengths)
    tensor.Fill value
    tensor

[<Tests>]
let tests =
    testList "Neurons.Tests.OwnModelTests" [
        testCase "The fields of a record are told apart by case" (fun () ->
            Expect.equal (Records.names<Cased>) [| "V"; "v"; "dV"; "DVx" |] "the names of the fields"
            let record = Records.ofValues<Cased, float> [| 1.0; 2.0; 3.0; 4.0 |]
            Expect.equal record { V = 1.0; v = 2.0; dV = 3.0; DVx = 4.0 } "the record of the values"

            let values = Records.values<Cased, float> record
            Expect.equal values [| 1.0; 2.0; 3.0; 4.0 |] "the values of the record")

        testCase "A neuron of one's own integrates, fires and has gradients" (fun () ->
            let mine = Mine.create<float> Mine.options
            let start = mine.Initial(Mine.parameters, [| 1 |])
            let xs = constant [| 200n; 1n |] 3.0
            let struct (spikes, last) = mine.Integral Mine.parameters start xs
            // the same by hand
            let mutable v = 0.0

            for t in 0..199 do
                v <- v + 1.0 / 20.0 * (3.0 - v)
                let z = if v > 1.0 then 1.0 else 0.0
                Expect.equal (spikes[ReadOnlySpan [| nativeint t; 0n |]]) z $"the spike at step {t}"
                v <- v - z

            Expect.floatClose
                (Expect.within 1e-12)
                (last.Variables.V[ReadOnlySpan [| 0n |]])
                v
                "the potential at the end"

            Expect.equal last.Step 200L "the steps that were taken"
            let run = mine.Pullback Mine.parameters start xs
            let g = run.Gradients(Some(constant [| 200n; 1n |] 1.0), None, [ Input; Parameter "Tau"; InitialState ])

            match g.Parameters["Tau"] with
            | Shared tau -> Expect.isTrue (Double.IsFinite tau && tau <> 0.0) "the gradient of Tau is finite and not 0"
            | PerNeuron _ -> failtest "Tau is shared"

            Expect.isTrue (g.Input[ReadOnlySpan [| 0n; 0n |]] <> 0.0) "the gradient of the input is not 0"
            Expect.isTrue (g.InitialState.V[ReadOnlySpan [| 0n |]] <> 0.0) "the gradient of the initial state is not 0")

        testCase "A parameter that is not there is refused with the nearest name" (fun () ->
            let mine = Mine.create<float> Mine.options
            let start = mine.Initial(Mine.parameters, [| 1 |])
            let run = mine.Pullback Mine.parameters start (constant [| 2n; 1n |] 1.0)

            let e =
                Expect.thrown<ArgumentException> (fun () ->
                    run.Gradients(None, None, [ Parameter "Treshold" ]) |> ignore)

            Expect.stringContains e.Message "Did you mean Threshold?" "the message")

        testCase "A value out of range is refused with its name, value and range" (fun () ->
            let mine = Mine.create<float> Mine.options

            let e =
                Expect.thrown<ArgumentOutOfRangeException> (fun () ->
                    mine.Initial({ Mine.parameters with Tau = Shared -2.0 }, [| 1 |]) |> ignore)

            Expect.stringContains e.Message "Mine: Tau is -2; it must be > 0" "the message"

            let perNeuron = { Mine.parameters with Tau = PerNeuron(Tensor.Create [| 1.0; nan |]) }

            let e =
                Expect.thrown<ArgumentOutOfRangeException> (fun () -> mine.Initial(perNeuron, [| 2 |]) |> ignore)

            Expect.stringContains e.Message "Tau is NaN at neuron 1" "the message")

        testCase "A time step that is not positive is refused" (fun () ->
            let e =
                Expect.thrown<ArgumentOutOfRangeException> (fun () ->
                    Mine.create<float> { Mine.options with Dt = 0.0 } |> ignore)

            Expect.stringContains e.Message "Dt is 0; it must be > 0" "the message")

        testCase "A model without name or input, or with a default that it would refuse, is refused" (fun () ->
            let refused model =
                (Expect.thrownAny<ArgumentException> (fun () -> Model.define model Mine.options |> ignore)).Message

            Expect.stringContains
                (refused { Mine.model with Name = " " })
                "The name of the model is empty"
                "the message"

            Expect.stringContains
                (refused { Mine.model with Inputs = fun _ -> [] })
                "Mine: the inputs are []; there must be at least one"
                "the message"

            Expect.stringContains
                (refused { Mine.model with Inputs = fun _ -> [ "x"; "x" ] })
                "Mine: the inputs are [x, x]"
                "the message"

            for value in [ -1.0; nan; infinity ] do
                let tau = { Mine.quantities.Tau with Value = value }
                let message = refused { Mine.model with Parameters = { Mine.quantities with Tau = tau } }
                Expect.stringContains message $"Mine: the default of Tau is {string value}; it must be " "the message")

        testCase "A step that uses another trace's variable is refused" (fun () ->
            let mutable kept = Constant 0.0

            let leaky = {
                Mine.model with
                    Step =
                        fun o p s x ->
                            let stale = kept
                            kept <- s.V
                            let struct (z, next) = Mine.equations o p s x.Head
                            struct (z, { next with V = next.V + stale })
            }

            Model.define leaky Mine.options |> ignore

            let e = Expect.thrown<InvalidOperationException> (fun () -> Model.define leaky Mine.options |> ignore)

            Expect.stringContains e.Message "V" "the message")

        testCase "An element type that has no kernels is refused" (fun () ->
            let mine = Mine.create<int> Mine.options

            let e =
                Expect.thrown<NotSupportedException> (fun () -> mine.Initial(Mine.parameters, [| 1 |]) |> ignore)

            Expect.stringContains e.Message "Int32" "the message")
    ]
