using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Verification;

/// <summary>SpikingJelly's few-spike neurons: plain, by gates (HG), and aware of outliers.</summary>
internal sealed class FewSpikeReplay : ILayerReplay
{
    private const string Outlier = "outlier_";

    private static readonly string[] Tables = ["theta", "h", "d"];

    public Replay Run<T>(GoldenCase golden, bool interpreted)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var steps = golden.WeightShapes["theta"][^1];
        var hasOutliers = golden.Weights.ContainsKey(Outlier + "theta");
        Tensor<T>[] tables = [.. Tables.Select(name =>
        {
            double[] values = hasOutliers ? [.. golden.Weights[name], .. golden.Weights[Outlier + name]] : golden.Weights[name];
            return Arrays.Tensor<T>(values, values.Length / steps, steps);
        })];
        var gradients = Array.ConvertAll(tables, table => Tensor.CreateFromShape<T>(table.Lengths));
        var (x, dy) = (Arrays.Tensor<T>(golden.Input, golden.Steps, golden.Inputs), Arrays.Tensor<T>(golden.UpstreamOutput, steps, golden.Neurons));
        Tensor<T> y = Tensor.CreateFromShape<T>(dy.Lengths), dx = Tensor.CreateFromShape<T>(x.Lengths);
        if (interpreted)
        {
            Naive(golden, tables, gradients, x, dy, y, dx);
        }
        else
        {
            var layer = Layer(golden, steps);
            layer.Forward(tables[0], tables[1], tables[2], x, y);
            layer.Backward(tables[0], tables[1], tables[2], x, dy, dx, gradients[0], gradients[1], gradients[2]);
        }
        var weights = new Dictionary<string, double[]>();
        for (var i = 0; i < Tables.Length; i++)
        {
            var gradient = Arrays.Flat(gradients[i]);
            weights[Tables[i]] = hasOutliers ? gradient[..steps] : gradient;
            if (hasOutliers) weights[Outlier + Tables[i]] = gradient[steps..];
        }
        return new()
        {
            Output = Arrays.Flat(y),
            States = new Dictionary<string, double[]>(),
            InputGradient = Arrays.Flat(dx),
            InitialStateGradients = new Dictionary<string, double[]>(),
            WeightGradients = weights,
        };
    }

    private static FewSpikeNeurons Layer(GoldenCase golden, int steps)
    {
        var surrogate = Surrogates.parse(golden.Options["surrogate"]);
        if (Gates(golden) is { } gates) return new GatedFewSpike(new GatedFewSpikeOptions(steps, gates, Surrogate: surrogate));
        return Number(golden, "split_threshold") is { } split
            ? new OutlierFewSpike(new OutlierFewSpikeOptions(steps, split, Clamp: Number(golden, "clamp_value"), Surrogate: surrogate))
            : new FewSpike(new FewSpikeOptions(steps, Surrogate: surrogate));
    }

    private static double[]? Gates(GoldenCase golden) => golden.Options.TryGetValue("gate_thresholds", out var text)
        ? Array.ConvertAll(text.Split(','), gate => double.Parse(gate, CultureInfo.InvariantCulture)) : null;

    private static double? Number(GoldenCase golden, string option) =>
        golden.Options.TryGetValue(option, out var text) && text.Length > 0 ? double.Parse(text, CultureInfo.InvariantCulture) : null;

    private static void Naive<T>(
        GoldenCase golden, Tensor<T>[] tables, Tensor<T>[] gradients, Tensor<T> x, Tensor<T> dy, Tensor<T> y, Tensor<T> dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var firing = new NaiveFiring<T>(Neurons.Comparison.GreaterOrEqual, golden.Options["surrogate"]);
        var (steps, split) = ((int)dy.Lengths[0], Number(golden, "split_threshold"));
        for (var n = 0; n < golden.Neurons; n++)
        {
            var sum = T.Zero;
            for (var t = 0; t < golden.Steps; t++) sum += x[t, n];
            var sign = split is not null && sum < T.Zero ? -T.One : T.One;
            var most = Number(golden, "clamp_value") is { } clamp ? T.CreateChecked(clamp) : T.PositiveInfinity;
            var passes = sign * sum <= most;
            var before = new T[steps + 1];
            before[0] = split is null ? sum : T.Min(sign * sum, most);
            var row = split is { } least
                ? before[0] <= T.CreateChecked(least) ? 0 : 1 : (Gates(golden) ?? []).Count(gate => sum > T.CreateChecked(gate));
            for (var k = 0; k < steps; k++)
            {
                var z = firing.Spike(before[k] - tables[0][row, k]);
                y[k, n] = sign * tables[2][row, k] * z;
                before[k + 1] = before[k] - tables[1][row, k] * z;
            }
            var carried = T.Zero;
            for (var k = steps - 1; k >= 0; k--)
            {
                var u = before[k] - tables[0][row, k];
                var z = firing.Spike(u);
                gradients[2][row, k] += sign * dy[k, n] * z;
                gradients[1][row, k] -= carried * z;
                var through = (sign * dy[k, n] * tables[2][row, k] - carried * tables[1][row, k]) * firing.Slope(u);
                gradients[0][row, k] -= through;
                carried += through;
            }
            for (var t = 0; t < golden.Steps; t++) dx[t, n] = passes || split is null ? sign * carried : T.Zero;
        }
    }
}
