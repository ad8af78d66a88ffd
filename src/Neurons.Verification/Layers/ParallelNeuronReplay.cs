using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Verification;

/// <summary>Parallel spiking neurons: PSN, MaskedPSN, SlidingPSN.</summary>
internal sealed class ParallelNeuronReplay : ILayerReplay
{
    public Replay Run<T>(GoldenCase golden, bool interpreted)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (steps, neurons) = (golden.Steps, golden.Neurons);
        Tensor<T> Sequence(double[] values) => Arrays.Tensor<T>(values, steps, neurons);
        var isSliding = golden.Parameters.ContainsKey("bias");
        var weight = Arrays.Tensor<T>(golden.Weights["weight"], isSliding ? [golden.Weights["weight"].Length] : [steps, steps]);
        var bias = isSliding ? Arrays.Tensor<T>(golden.Parameters["bias"].Values, 1) : Arrays.Tensor<T>(golden.Weights["bias"], steps);
        var (x, dz) = (Sequence(golden.Input), Sequence(golden.UpstreamOutput));
        Tensor<T> z = Sequence(golden.Output), h = Sequence(golden.Output), dx = Sequence(golden.Input);
        Tensor<T> dw = Tensor.CreateFromShape<T>(weight.Lengths), db = Tensor.CreateFromShape<T>(bias.Lengths);
        var surrogate = Surrogates.parse(golden.Options["surrogate"]);
        if (interpreted)
        {
            Naive(golden, weight, bias, x, dz, z, dx, dw, db);
        }
        else if (isSliding)
        {
            var layer = new SlidingPsn(new SlidingPsnOptions(Window(golden), surrogate));
            layer.Forward(weight, bias, null, x, h, z);
            layer.Backward(weight, null, x, h, dz, dx, dw, db);
        }
        else if (golden.Options.TryGetValue("lambda", out var lambda))
        {
            var layer = new MaskedPsn(new MaskedPsnOptions(steps, Window(golden), 0, surrogate));
            layer.Forward(weight, bias, Number(lambda), x, h, z);
            layer.Backward(weight, Number(lambda), x, h, dz, dx, dw, db);
        }
        else
        {
            var layer = new Psn(new PsnOptions(steps, surrogate));
            layer.Forward(weight, bias, x, h, z);
            layer.Backward(weight, x, h, dz, dx, dw, db);
        }
        var weights = new Dictionary<string, double[]> { ["weight"] = Arrays.Flat(dw) };
        if (!isSliding) weights["bias"] = Arrays.Flat(db);
        return new()
        {
            Output = Arrays.Flat(z),
            States = new Dictionary<string, double[]>(),
            InputGradient = Arrays.Flat(dx),
            InitialStateGradients = new Dictionary<string, double[]>(),
            WeightGradients = weights,
            LayerParameterGradients = new Dictionary<string, double[]> { ["bias"] = Arrays.Flat(db) },
        };
    }

    private static double Number(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static int Window(GoldenCase golden) => (int)Number(golden.Options["k"]);

    /// <summary>Each potential as a plain sum, with what a weight between two steps is multiplied by.</summary>
    private static void Naive<T>(
        GoldenCase golden, Tensor<T> weight, Tensor<T> bias, Tensor<T> x, Tensor<T> dz, Tensor<T> z, Tensor<T> dx, Tensor<T> dw, Tensor<T> db)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var firing = new NaiveFiring<T>(Neurons.Comparison.GreaterOrEqual, golden.Options["surrogate"]);
        dx.Clear();
        for (var t = 0; t < golden.Steps; t++)
        {
            for (var n = 0; n < golden.Neurons; n++)
            {
                var h = T.Zero;
                for (var s = 0; s < golden.Steps; s++) h += Factor(t, s) * Weight(weight, t, s) * x[s, n];
                h += bias[bias.FlattenedLength == 1 ? 0 : t];
                z[t, n] = firing.Spike(h);
                var dh = dz[t, n] * firing.Slope(h);
                db[bias.FlattenedLength == 1 ? 0 : t] += dh;
                for (var s = 0; s < golden.Steps; s++)
                {
                    dx[s, n] += Factor(t, s) * Weight(weight, t, s) * dh;
                    if (Factor(t, s) != T.Zero) Weight(dw, t, s) += Factor(t, s) * x[s, n] * dh;
                }
            }
        }

        ref T Weight(Tensor<T> tensor, int t, int s)
        {
            if (tensor.Rank == 2) return ref tensor[t, s];
            return ref tensor[Math.Clamp((int)tensor.Lengths[0] - 1 - t + s, 0, (int)tensor.Lengths[0] - 1)];
        }

        T Factor(int t, int s)
        {
            if (!golden.Options.ContainsKey("k")) return T.One;
            var isInside = t - s >= 0 && t - s < Window(golden);
            var lambda = golden.Options.TryGetValue("lambda", out var text) ? Number(text) : 1;
            return isInside ? T.One : T.CreateChecked(1 - lambda);
        }
    }
}
