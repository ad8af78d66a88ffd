using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Verification;

/// <summary>SpikingJelly's neurons that are differentiated by their rate, DSRIF and DSRLIF.</summary>
internal sealed class DsrReplay : ILayerReplay
{
    public Replay Run<T>(GoldenCase golden, bool interpreted)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var x = Arrays.Tensor<T>(golden.Input, golden.Steps, golden.Neurons);
        var dz = Arrays.Tensor<T>(golden.UpstreamOutput, golden.Steps, golden.Neurons);
        Tensor<T> z = Tensor.CreateFromShape<T>(x.Lengths), dx = Tensor.CreateFromShape<T>(x.Lengths), dThreshold = Tensor.CreateFromShape<T>([1]);
        var threshold = Arrays.Tensor<T>(golden.Parameters["v_threshold"].Values, 1);
        double? Option(string name) => golden.Options.TryGetValue(name, out var text) ? double.Parse(text, CultureInfo.InvariantCulture) : null;
        var (alpha, tau, delta) = (Option("alpha")!.Value, Option("tau"), Option("delta_t"));
        if (interpreted)
        {
            Naive(threshold[0], alpha, tau, delta, x, dz, z, dx, dThreshold);
        }
        else
        {
            DsrNeurons layer = tau is { } constant
                ? new DsrLif(new DsrLifOptions(Tau: constant, StepLength: delta!.Value, Alpha: alpha)) : new DsrIf(new DsrIfOptions(Alpha: alpha));
            layer.Forward(threshold, x, z);
            layer.Backward(threshold, x, dz, dx, dThreshold);
        }
        return new()
        {
            Output = Arrays.Flat(z),
            States = new Dictionary<string, double[]>(),
            InputGradient = Arrays.Flat(dx),
            InitialStateGradients = new Dictionary<string, double[]>(),
            LayerParameterGradients = new Dictionary<string, double[]> { ["v_threshold"] = Arrays.Flat(dThreshold) },
        };
    }

    private static void Naive<T>(
        T threshold, double alpha, double? tau, double? delta, Tensor<T> x, Tensor<T> dz, Tensor<T> z, Tensor<T> dx, Tensor<T> dThreshold)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var steps = (int)x.Lengths[0];
        var rho = tau is null ? T.One : T.CreateChecked(Math.Exp(-delta!.Value / tau.Value));
        var weights = Enumerable.Range(0, steps).Select(t => T.Pow(rho, T.CreateChecked(steps - 1 - t))).ToArray();
        var total = weights.Aggregate(T.Zero, (sum, weight) => sum + weight);
        for (var n = 0; n < x.Lengths[1]; n++)
        {
            var (v, mean, q) = (T.Zero, T.Zero, T.Zero);
            for (var t = 0; t < steps; t++)
            {
                v = tau is null ? v + x[t, n] : rho * v + (T.One - rho) * x[t, n];
                var spike = v >= T.CreateChecked(alpha) * threshold ? threshold : T.Zero;
                z[t, n] = spike / T.CreateChecked(delta ?? 1);
                v -= spike;
                mean += weights[t] * x[t, n] / total;
                q += T.CreateChecked(steps) * weights[t] * dz[t, n] / total;
            }
            var top = tau is null ? threshold : threshold * T.CreateChecked(tau.Value / delta!.Value);
            var passes = tau is null ? mean >= T.Zero && mean <= top : mean > T.Zero && mean < top;
            for (var t = 0; t < steps; t++) dx[t, n] = passes ? q / T.CreateChecked(steps * (tau ?? 1)) : T.Zero;
            if (mean > top) dThreshold[0] += T.CreateChecked(delta ?? 1) * q;
        }
    }
}
