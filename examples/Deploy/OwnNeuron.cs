using System.Numerics.Tensors;

namespace Neurons.Deploy;

/// <summary>A neuron of the application's own.</summary>
internal static class OwnNeuron
{
    private sealed record Parameters<T>(T Tau, T Threshold);

    private sealed record State<T>(T V, T Trace);

    public static Checksum Use(string folder)
    {
        var model = NeuronModel.Define(
            "Own",
            (StepOptions o, Parameters<Expr> p, State<Expr> s, Expr x) =>
            {
                var v = s.V + o.Dt * (x - s.V) / p.Tau;
                var z = Expr.Fire(v - p.Threshold, Surrogate.Custom("bump", u => Expr.Exp(-u * u)));
                return (z, new State<Expr>(v - z * p.Threshold, 0.9 * s.Trace + z));
            },
            defaults: new Parameters<Quantity>(Tau: 5.0.In("ms", above: 0), Threshold: 0.5),
            initial: p => new State<Expr>(0.0, 0.0),
            timeUnit: "ms");

        var layer = model.Layer(6, new() { ["Threshold"] = Learnable.PerNeuron(0.4) });
        var (spikes, state) = layer.Integral(Inputs.Floats(12, 2, 6));
        var pullback = layer.Pullback(Inputs.Floats(12, 2, 6)).Gradients(Inputs.Floats(12, 2, 6));
        var sum = new Checksum().Add(spikes).Add(state.As<State<Tensor<float>>>().Trace).Add(pullback.Input).Add(pullback.Parameters["Threshold"]);

        var pure = model.Function<double, Parameters<NeuronParameter>, State<Tensor<double>>>();
        var given = new Parameters<NeuronParameter>(Tau: 4, Threshold: 0.3);
        var (output, next) = pure.Integral(given, pure.Initial(given, [2, 6]), Inputs.Doubles(12, 2, 6));
        return sum.Add(output).Add(next.Variables.V);
    }
}
