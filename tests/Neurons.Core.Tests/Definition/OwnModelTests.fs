/// The README's own neuron in F#, and what may go wrong when defining one.
module Neurons.Tests.OwnModelTests

open System
open System.Numerics.Tensors
open Xunit
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

[<Fact>]
let ``The fields of a record are told apart by case`` () =
    Assert.Equal<string[]>([| "V"; "v"; "dV"; "DVx" |], Records.names<Cased>)
    let record = Records.ofValues<Cased, float> [| 1.0; 2.0; 3.0; 4.0 |]
    Assert.Equal({ V = 1.0; v = 2.0; dV = 3.0; DVx = 4.0 }, record)
    Assert.Equal<float[]>([| 1.0; 2.0; 3.0; 4.0 |], Records.values<Cased, float> record)

let private constant (lengths: nativeint[]) value =
    let tensor = Tensor.CreateFromShape<float>(ReadOnlySpan lengths)
    tensor.Fill value
    tensor

[<Fact>]
let ``A neuron of one's own integrates, fires and has gradients`` () =
    let mine = Mine.create<float> Mine.options
    let start = mine.Initial(Mine.parameters, [| 1 |])
    let xs = constant [| 200n; 1n |] 3.0
    let struct (spikes, last) = mine.Integral Mine.parameters start xs
    // the same by hand
    let mutable v = 0.0

    for t in 0..199 do
        v <- v + 1.0 / 20.0 * (3.0 - v)
        let z = if v > 1.0 then 1.0 else 0.0
        Assert.Equal(z, spikes[ReadOnlySpan [| nativeint t; 0n |]])
        v <- v - z

    Assert.Equal(v, last.Variables.V[ReadOnlySpan [| 0n |]], 1e-12)
    Assert.Equal(200L, last.Step)
    let run = mine.Pullback Mine.parameters start xs
    let g = run.Gradients(Some(constant [| 200n; 1n |] 1.0), None, [ Input; Parameter "Tau"; InitialState ])

    match g.Parameters["Tau"] with
    | Shared tau -> Assert.True(Double.IsFinite tau && tau <> 0.0)
    | PerNeuron _ -> Assert.Fail "Tau is shared"

    Assert.True(g.Input[ReadOnlySpan [| 0n; 0n |]] <> 0.0)
    Assert.True(g.InitialState.V[ReadOnlySpan [| 0n |]] <> 0.0)

[<Fact>]
let ``A parameter that is not there is refused with the nearest name`` () =
    let mine = Mine.create<float> Mine.options
    let start = mine.Initial(Mine.parameters, [| 1 |])
    let run = mine.Pullback Mine.parameters start (constant [| 2n; 1n |] 1.0)

    let e =
        Assert.Throws<ArgumentException>(fun () -> run.Gradients(None, None, [ Parameter "Treshold" ]) |> ignore)

    Assert.Contains("Did you mean Threshold?", e.Message)

[<Fact>]
let ``A value out of range is refused with its name, value and range`` () =
    let mine = Mine.create<float> Mine.options

    let e =
        Assert.Throws<ArgumentOutOfRangeException>(fun () ->
            mine.Initial({ Mine.parameters with Tau = Shared -2.0 }, [| 1 |]) |> ignore)

    Assert.Contains("Mine: Tau is -2; it must be > 0", e.Message)

    let perNeuron = { Mine.parameters with Tau = PerNeuron(Tensor.Create [| 1.0; nan |]) }

    let e = Assert.Throws<ArgumentOutOfRangeException>(fun () -> mine.Initial(perNeuron, [| 2 |]) |> ignore)

    Assert.Contains("Tau is NaN at neuron 1", e.Message)

[<Fact>]
let ``A time step that is not positive is refused`` () =
    let e =
        Assert.Throws<ArgumentOutOfRangeException>(fun () ->
            Mine.create<float> { Mine.options with Dt = 0.0 } |> ignore)

    Assert.Contains("Dt is 0; it must be > 0", e.Message)

[<Fact>]
let ``A model without name or input, or with a default that it would refuse, is refused`` () =
    let refused model =
        Assert.ThrowsAny<ArgumentException>(fun () -> Model.define model Mine.options |> ignore).Message

    Assert.Contains("The name of the model is empty", refused { Mine.model with Name = " " })

    Assert.Contains(
        "Mine: the inputs are []; there must be at least one",
        refused { Mine.model with Inputs = fun _ -> [] }
    )

    Assert.Contains("Mine: the inputs are [x, x]", refused { Mine.model with Inputs = fun _ -> [ "x"; "x" ] })

    for value in [ -1.0; nan; infinity ] do
        let tau = { Mine.quantities.Tau with Value = value }
        let message = refused { Mine.model with Parameters = { Mine.quantities with Tau = tau } }
        Assert.Contains($"Mine: the default of Tau is {string value}; it must be ", message)

[<Fact>]
let ``A step that uses another trace's variable is refused`` () =
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

    let e = Assert.Throws<InvalidOperationException>(fun () -> Model.define leaky Mine.options |> ignore)

    Assert.Contains("V", e.Message)

[<Fact>]
let ``An element type that has no kernels is refused`` () =
    let mine = Mine.create<int> Mine.options
    let e = Assert.Throws<NotSupportedException>(fun () -> mine.Initial(Mine.parameters, [| 1 |]) |> ignore)
    Assert.Contains("Int32", e.Message)
