using System.Numerics.Tensors;
using static Neurons.Tests.TestTensors;

namespace Neurons.Tests;

public class OwnNeuronTests
{
    private readonly Tensor<double> _input = Uniform(1, 0, 2, 30, 4, 8);

    private record Parameters<T>(T TauMemInv, T VLeak, T VTh, T VReset);

    private record State<T>(T V);

    /// <summary>LifBox, written again.</summary>
    private static NeuronModel<Parameters<Expr>, State<Expr>> Twin { get; } = NeuronModel.Define(
        "Twin",
        (StepOptions o, Parameters<Expr> p, State<Expr> s, Expr x) =>
        {
            var v = s.V + o.Dt * p.TauMemInv * (x + p.VLeak - s.V);
            var z = Expr.Fire(v - p.VTh, Surrogate.Superspike(100));
            return (z, new State<Expr>(Expr.Blend(z, v, p.VReset)));
        },
        defaults: new Parameters<Quantity>(100.0.In("1/s", above: 0, meaning: "inverse time constant"), 0.0, 1.0, 0.0),
        initial: p => new State<Expr>(p.VLeak),
        states: [0.0.In("", meaning: "membrane potential")],
        dt: 0.001,
        timeUnit: "s",
        summary: "LifBox once more");

    [Fact]
    public void An_own_neuron_equals_the_one_of_the_library_bit_for_bit()
    {
        var lif = new LifBox(8);
        var mine = Twin.Layer(8);

        var (spikes, state) = mine.Integral(_input);
        var (expected, last) = lif.Integral(_input);
        AssertEqual(expected, spikes);
        AssertEqual(last.V, state["V"]);
        AssertEqual(lif.Integral(Single(_input)).State.V, mine.Integral(Single(_input)).State["V"]);

        var weight = Uniform(2, -1, 1, 30, 4, 8);
        var all = GradientOf.Input | GradientOf.Initial | GradientOf.Parameters;
        var gradients = mine.Pullback(_input).Gradients(weight, of: all);
        var wanted = lif.Pullback(_input).Gradients(weight, of: all);
        AssertEqual(wanted.Input, gradients.Input);
        AssertEqual(wanted.Initial.V, gradients.Initial["V"]);
        Assert.Equal(wanted.Parameters, gradients.Parameters);
    }

    [Fact]
    public void A_layer_of_an_own_neuron_takes_parameters_by_name_and_a_time_step()
    {
        var mine = Twin.Layer(8, new() { ["tau_mem_inv"] = 50, ["VTh"] = Learnable.PerNeuron(0.5) }, dt: 0.002);
        var lif = new LifBox(8, new() { TauMemInv = 50, VTh = Learnable.PerNeuron(0.5), Dt = 0.002 });

        AssertEqual(lif.Integral(_input).Output, mine.Integral(_input).Output);
        Assert.Equal(["VTh"], mine.Parameters.Where(p => p.IsLearnable).Select(p => p.Name));
        Assert.Contains("inverse time constant; > 0", mine.Explain());
        Assert.Contains("Time step: 0.002 s", mine.Explain());
    }

    [Fact]
    public void An_own_neuron_checks_its_parameters_too()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Twin.Layer(8, new() { ["TauMemInv"] = 0 }));

        Assert.Contains("Twin: TauMemInv is 0; it must be > 0.", error.Message);
        Assert.Contains("Did you mean VTh?", Assert.Throws<ArgumentException>(() => Twin.Layer(8, new() { ["VThh"] = 0 })).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Twin.Layer(8, dt: -1));
    }

    [Fact]
    public void The_functions_of_an_own_neuron_take_and_return_its_records()
    {
        var mine = Twin.Function<double, Parameters<NeuronParameter>, State<Tensor<double>>>();
        var p = new Parameters<NeuronParameter>(150, 0, Enumerable.Range(1, 8).Select(n => 0.2 * n).ToArray(), 0);
        var lif = new LifBox(8, new() { TauMemInv = 150, VTh = p.VTh });

        var start = mine.Initial(p, [4, 8]);
        var (spikes, final) = mine.Integral(p, start, _input);
        var (z, next) = mine.Step(p, start, At(_input, 0));
        var pullback = mine.Pullback(p, start, _input);
        var gradients = pullback.Gradients(output: spikes, final: final.Variables);

        var expected = lif.Pullback(_input);
        var wanted = expected.Gradients(expected.Output, expected.Final, of: GradientOf.Input | GradientOf.Initial | GradientOf.Parameters);
        AssertEqual(expected.Output, spikes);
        AssertEqual(At(spikes, 0), z);
        AssertEqual(lif.Step(At(_input, 0)).State.V, next.Variables.V);
        Assert.Equal(30, final.Step);
        AssertEqual(expected.Final.V, pullback.Final.Variables.V);
        AssertEqual(wanted.Input, gradients.Input);
        AssertEqual(wanted.Initial.V, gradients.Initial.V);
        Assert.Equal(wanted.Parameters, gradients.Parameters);
    }

    [Fact]
    public void A_function_needs_records_with_the_fields_of_the_model()
    {
        Assert.Contains("TauMemInv", Assert.Throws<ArgumentException>(
            () => Twin.Function<double, State<NeuronParameter>, State<Tensor<double>>>()).Message);
        var mine = Twin.Function<double, Parameters<NeuronParameter>, State<Tensor<double>>>();
        var alone = new Parameters<NeuronParameter>(150, 0, Learnable.PerNeuron(1.0), 0);

        Assert.Contains("VTh", Assert.Throws<ArgumentException>(() => mine.Initial(alone, [8])).Message);
    }

    [Fact]
    public void A_neuron_may_have_several_inputs()
    {
        var gated = NeuronModel.Define(
            "Gated",
            inputs: ["x", "gate"],
            (StepOptions o, State<Expr> p, State<Expr> s, Expr[] x) =>
            {
                var v = s.V + (o.Dt * p.V * x[0] * x[1]);
                return (v, new State<Expr>(v));
            },
            defaults: new State<Quantity>(2.0),
            initial: _ => new State<Expr>(0.0),
            spikes: false);
        var layer = gated.Layer(8);
        NeuronInput<double> x = _input;

        var open = layer.Integral(x.And("gate", NeuronInput.Constant(Filled(1.0, 4, 8), 30))).State["V"];
        var shut = layer.Integral(x.And("gate", NeuronInput.Constant(Filled(0.0, 4, 8), 30))).State["V"];

        var sums = new double[32];
        for (var t = 0; t < 30; t++)
        {
            for (var n = 0; n < 32; n++) sums[n] += 2 * Flat(At(_input, t))[n];
        }

        Assert.Equal(sums, Flat(open));
        Assert.All(Flat(shut), v => Assert.Equal(0, v));
        var step = layer.Step(((NeuronInput<double>)At(_input, 0)).And("gate", Filled(3.0, 4, 8)));
        Assert.Equal(Flat(At(_input, 0)).Select(v => 2 * v * 3), Flat(step.Output));
        var gradients = layer.Pullback(x.And("gate", _input)).Gradients(_input);
        AssertEqual(gradients.Inputs["x"], gradients.Inputs["gate"]);
        const string Missing = "Gated has the inputs x, gate; gate is not given: input.And(\"gate\", …) does.";
        Assert.Equal(Missing, Assert.Throws<ArgumentException>(() => layer.Integral(x)).Message);
        Assert.Equal(Missing, Assert.Throws<ArgumentException>(() => layer.Step(At(_input, 0))).Message);
        Assert.Equal(Missing, Assert.Throws<ArgumentException>(() => layer.Pullback(x)).Message);
    }

    [Fact]
    public void A_definition_that_does_not_fit_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => NeuronModel.Define(
            "Odd",
            (StepOptions o, Parameters<Expr> p, State<Expr> s, Expr x) => (x, s),
            defaults: new State<Quantity>(0.0),
            initial: p => new State<Expr>(0.0)));

        Assert.Contains("Odd: the parameters are TauMemInv, VLeak, VTh, VReset; the defaults are for V.", error.Message);
    }

    [Fact]
    public void A_quantity_has_a_range_that_holds_its_default()
    {
        var tau = 20.0.In("ms", above: 0, max: 100, meaning: "time constant");

        Assert.Equal((20.0, "ms", "time constant"), (tau.Value, tau.Unit, tau.Meaning));
        Assert.Equal([false, true, true, false], new[] { 0.0, 1e-9, 100, 100.1 }.Select(tau.Range.Contains));
        Assert.Equal([true, false], new[] { 0.0, 1 }.Select(0.5.In("", min: 0, below: 1).Range.Contains));
        Assert.Contains("-1; it must be ≥ 0", Assert.Throws<ArgumentOutOfRangeException>(() => (-1.0).In("ms", min: 0)).Message);
        Assert.Throws<ArgumentException>(() => 1.0.In("ms", min: 0, above: 0));
    }
}
