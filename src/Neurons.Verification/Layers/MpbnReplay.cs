using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Verification;

/// <summary>SpikingJelly's neurons whose potential is normalised over the batch, MPBNLIF.</summary>
internal sealed class MpbnReplay : ILayerReplay
{
    public Replay Run<T>(GoldenCase golden, bool interpreted)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        nint[] step = [.. golden.InputShape.Select(length => (nint)length)];
        var options = Options(golden);
        var channels = options.Channels;
        List<Tensor<T>> parameters =
        [
            Arrays.Tensor<T>(golden.Weights["gamma"], channels), Arrays.Tensor<T>(golden.Weights["beta"], channels),
            Tensor.CreateFromShape<T>([channels]), Arrays.Tensor<T>([.. Enumerable.Repeat(1.0, channels)], channels),
        ];
        if (options.LearnThreshold) parameters.Add(Arrays.Tensor<T>(golden.Weights["a"], channels));
        Tensor<T>[] values = [.. parameters], gradients = [.. parameters.Select(parameter => Tensor.CreateFromShape<T>(parameter.Lengths))];
        var (x, before) = (Arrays.Tensor<T>(golden.Input, [golden.Steps, .. step]), Arrays.Tensor<T>(golden.InitialState["v"], step));
        var (dz, dv) = (Arrays.Tensor<T>(golden.UpstreamOutput, x.Lengths), Arrays.Tensor<T>(golden.UpstreamFinalState["v"], step));
        Tensor<T> Buffer() => Tensor.CreateFromShape<T>(x.Lengths);
        var (z, dx, dBefore, buffers) = (Buffer(), Buffer(), Tensor.CreateFromShape<T>(step), new MpbnBuffers<T>(Buffer(), Buffer(), Buffer()));
        (double Tau, double Threshold, double VReset) own;
        if (interpreted)
        {
            own = Naive(options, golden.Options["surrogate"], values, gradients, x, before, dz, dv, z, buffers.Potential, dx, dBefore);
        }
        else
        {
            var layer = new MpbnLif(options);
            var moments = layer.Forward(values, before, x, buffers, z, isTraining: true);
            own = layer.Backward(values, before, x, buffers, z, moments, dz, dv, dx, dBefore, gradients);
        }
        var weights = new Dictionary<string, double[]> { ["gamma"] = Arrays.Flat(gradients[0]), ["beta"] = Arrays.Flat(gradients[1]) };
        if (options.LearnThreshold) weights["a"] = Arrays.Flat(gradients[4]);
        return new()
        {
            Output = Arrays.Flat(z),
            States = new Dictionary<string, double[]> { ["v"] = Arrays.Flat(buffers.Potential) },
            InputGradient = Arrays.Flat(dx),
            InitialStateGradients = new Dictionary<string, double[]> { ["v"] = Arrays.Flat(dBefore) },
            WeightGradients = weights,
            LayerParameterGradients = new Dictionary<string, double[]>
            {
                ["tau"] = [own.Tau],
                ["v_threshold"] = [own.Threshold],
                ["v_reset"] = [own.VReset],
            },
        };
    }

    private static MpbnLifOptions Options(GoldenCase golden) => new(
        golden.InputShape[1],
        golden.Parameters["tau"].Values[0],
        golden.Parameters["v_threshold"].Values[0],
        golden.Options["reset"] == "hard" ? MpbnReset.Value : MpbnReset.Subtract,
        golden.Parameters.TryGetValue("v_reset", out var reset) ? reset.Values[0] : 0,
        golden.HasOption("decay_input"),
        golden.HasOption("detach_reset"),
        golden.HasOption("learnable_threshold"),
        double.Parse(golden.Options["momentum"], CultureInfo.InvariantCulture),
        double.Parse(golden.Options["eps"], CultureInfo.InvariantCulture),
        Surrogates.parse(golden.Options["surrogate"]));

    private static (double Tau, double Threshold, double VReset) Naive<T>(
        MpbnLifOptions o, string surrogate, Tensor<T>[] parameters, Tensor<T>[] gradients, Tensor<T> x, Tensor<T> before, Tensor<T> dz, Tensor<T> dv,
        Tensor<T> z, Tensor<T> v, Tensor<T> dx, Tensor<T> dBefore)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var firing = new NaiveFiring<T>(Neurons.Comparison.GreaterOrEqual, surrogate);
        var (steps, batch, channels) = ((int)x.Lengths[0], (int)x.Lengths[1], (int)x.Lengths[2]);
        var (count, tau, theta) = (T.CreateChecked(batch), T.CreateChecked(o.Tau), T.CreateChecked(o.Threshold));
        var (isHard, reset) = (o.Reset == MpbnReset.Value, T.CreateChecked(o.VReset));
        var rest = isHard ? reset : T.Zero;
        T Fires(int c) => o.LearnThreshold ? T.Exp(parameters[4][c]) : theta;
        T Last(int t, int b, int c) => t == 0 ? before[b, c] : v[t - 1, b, c];
        var (normal, y, scale) = (new T[steps, batch, channels], new T[steps, batch, channels], new T[steps, channels]);
        for (var t = 0; t < steps; t++)
        {
            for (var c = 0; c < channels; c++)
            {
                var h = new T[batch];
                var (mean, variance) = (T.Zero, T.Zero);
                for (var b = 0; b < batch; b++)
                {
                    var leak = Last(t, b, c) - rest;
                    h[b] = o.DecayInput ? Last(t, b, c) + (x[t, b, c] - leak) / tau : Last(t, b, c) - leak / tau + x[t, b, c];
                    mean += h[b] / count;
                }
                for (var b = 0; b < batch; b++) variance += (h[b] - mean) * (h[b] - mean) / count;
                scale[t, c] = T.One / T.Sqrt(variance + T.CreateChecked(o.Epsilon));
                for (var b = 0; b < batch; b++)
                {
                    normal[t, b, c] = (h[b] - mean) * scale[t, c];
                    y[t, b, c] = parameters[0][c] * normal[t, b, c] + parameters[1][c];
                    z[t, b, c] = firing.Spike(y[t, b, c] - Fires(c));
                    v[t, b, c] = isHard ? z[t, b, c] * reset + (T.One - z[t, b, c]) * y[t, b, c] : y[t, b, c] - z[t, b, c] * theta;
                }
            }
        }
        var (dTau, dTheta, dReset) = (T.Zero, T.Zero, T.Zero);
        var carried = new T[batch, channels];
        for (var b = 0; b < batch; b++)
        {
            for (var c = 0; c < channels; c++) carried[b, c] = dv[b, c];
        }
        for (var t = steps - 1; t >= 0; t--)
        {
            for (var c = 0; c < channels; c++)
            {
                var dy = new T[batch];
                var (sum, product) = (T.Zero, T.Zero);
                for (var b = 0; b < batch; b++)
                {
                    var (spike, g) = (z[t, b, c], carried[b, c]);
                    var ofSpike = o.DetachReset ? T.Zero : isHard ? (reset - y[t, b, c]) * g : -theta * g;
                    var through = (dz[t, b, c] + ofSpike) * firing.Slope(y[t, b, c] - Fires(c));
                    dy[b] = through + (isHard ? (T.One - spike) * g : g);
                    if (isHard) dReset += spike * g;
                    else dTheta -= spike * g;
                    if (o.LearnThreshold) gradients[4][c] -= through * Fires(c);
                    else dTheta -= through;
                    gradients[0][c] += dy[b] * normal[t, b, c];
                    gradients[1][c] += dy[b];
                    sum += dy[b] / count;
                    product += dy[b] * normal[t, b, c] / count;
                }
                for (var b = 0; b < batch; b++)
                {
                    var dh = parameters[0][c] * scale[t, c] * (dy[b] - sum - normal[t, b, c] * product);
                    var leak = Last(t, b, c) - rest;
                    dTau -= dh * (o.DecayInput ? x[t, b, c] - leak : -leak) / (tau * tau);
                    if (isHard) dReset += dh / tau;
                    dx[t, b, c] = o.DecayInput ? dh / tau : dh;
                    carried[b, c] = dh - dh / tau;
                }
            }
        }
        for (var b = 0; b < batch; b++)
        {
            for (var c = 0; c < channels; c++) dBefore[b, c] = carried[b, c];
        }
        return (double.CreateChecked(dTau), double.CreateChecked(dTheta), double.CreateChecked(dReset));
    }
}
