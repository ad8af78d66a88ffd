namespace Neurons.Nir.Tests.Networks;

/// <summary>
/// A NIR graph evaluated step by step in float64, straight from its nodes: what a node gives is asked for from the outputs on, and where that comes
/// back to a node that is being asked, it is what that gave one step before.
/// </summary>
internal sealed class NaiveNir(NirGraph graph, NirOptions options)
{
    private readonly Dictionary<string, double[]> _now = [], _before = [], _v = [], _i = [];
    private readonly Dictionary<string, List<double[]>> _past = [];
    private readonly HashSet<string> _asked = [];
    private IReadOnlyDictionary<string, double[]> _given = new Dictionary<string, double[]>();
    private double Dt => options.Dt ?? 1e-4;

    /// <summary>The outputs of the next step.</summary>
    public Dictionary<string, double[]> Step(IReadOnlyDictionary<string, double[]> inputs)
    {
        _given = inputs;
        _now.Clear();
        var root = new Frame(graph, "", null, "");
        foreach (var name in graph.Nodes.Keys) Value(root, name);
        var outputs = graph.Nodes.Where(node => node.Value is NirOutput).ToDictionary(node => node.Key, node => _now[node.Key]);
        foreach (var (name, value) in _now) _before[name] = value;
        return outputs;
    }

    private double[] Value(Frame frame, string name)
    {
        var key = frame.Prefix + name;
        if (_now.TryGetValue(key, out var known)) return known;
        if (!_asked.Add(key)) return _before.GetValueOrDefault(key) ?? [];
        var node = frame.Graph.Nodes[name];
        var value = node switch
        {
            NirGraph inner => Value(
                new(inner, key + "/", frame, name), inner.Nodes.Single(one => one.Value is NirOutput).Key),
            NirInput when frame.Outer is null => _given[name],
            NirInput => Sum(frame.Outer!, frame.Name, ((NirInput)node).Shape.ToInt64s()),
            _ => Apply(key, node, Sum(frame, name, [.. frame.Graph.InputShape(name) ?? []]), [.. frame.Graph.InputShape(name) ?? []]),
        };
        _asked.Remove(key);
        return _now[key] = value;
    }

    private double[] Sum(Frame frame, string name, long[] shape)
    {
        var sum = new double[shape.Aggregate(1L, (product, length) => product * length)];
        foreach (var edge in frame.Graph.Edges.Distinct().Where(edge => edge.To == name))
        {
            var value = Value(frame, edge.From);
            if (value.Length > sum.Length) Array.Resize(ref sum, value.Length);
            for (var i = 0; i < value.Length; i++) sum[i] += value[i];
        }

        return sum;
    }

    private double[] Apply(string key, NirNode node, double[] x, long[] shape) => node switch
    {
        NirOutput or NirFlatten => x,
        NirAffine n => Product(n.Weight, n.Bias.ToDoubles(), x),
        NirLinear n => Product(n.Weight, [0], x),
        NirScale n => Each(x, i => x[i] * At(n.Scale, i)),
        NirThreshold n => Each(x, i => x[i] > At(n.Threshold, i) ? 1 : 0),
        NirDelay n => Delayed(key, n, x),
        NirConv1d n => Convolved(
            x, n.Weight, n.Bias, [1, n.Stride.ToInt64s()[0]], n.Padding, [1, n.Dilation.ToInt64s()[0]], n.Groups, [shape[0], 1, shape[1]]),
        NirConv2d n => Convolved(x, n.Weight, n.Bias, Two(n.Stride), n.Padding, Two(n.Dilation), n.Groups, shape),
        NirSumPool2d n => Pooled(x, Two(n.KernelSize), Two(n.Stride), Two(n.Padding), shape, 1),
        NirAvgPool2d n => Pooled(x, Two(n.KernelSize), Two(n.Stride), Two(n.Padding), shape, 1.0 / Two(n.KernelSize).Aggregate((a, b) => a * b)),
        NirI n => Neurons(key, x, (v, i) => v + (Dt * At(n.R, i) * x[i])),
        NirIf n => Neurons(key, x, (v, i) => v + (Dt * At(n.R, i) * x[i]), n.VThreshold, n.VReset),
        NirLi n => Neurons(key, x, (v, i) => Leak(v, At(n.VLeak, i) + (At(n.R, i) * x[i]), At(n.Tau, i))),
        NirLif n => Neurons(key, x, (v, i) => Leak(v, At(n.VLeak, i) + (At(n.R, i) * x[i]), At(n.Tau, i)), n.VThreshold, n.VReset),
        NirCubaLi n => Neurons(
            key, x, (v, i) => Synapse(key, v, i, At(n.WIn, i) * x[i], At(n.TauSyn, i), At(n.TauMem, i), At(n.R, i), At(n.VLeak, i), x.Length)),
        NirCubaLif n => Neurons(
            key, x, (v, i) => Synapse(key, v, i, At(n.WIn, i) * x[i], At(n.TauSyn, i), At(n.TauMem, i), At(n.R, i), At(n.VLeak, i), x.Length),
            n.VThreshold, n.VReset),
        _ => throw new NotSupportedException(node.Type),
    };

    private double Leak(double v, double target, double tau) => options.Discretisation == NirDiscretisation.Exact
        ? target + ((v - target) * Math.Exp(-Dt / tau)) : v + (Dt / tau * (target - v));

    private double Synapse(string key, double v, int n, double a, double tauSyn, double tauMem, double r, double leak, int count)
    {
        if (!_i.TryGetValue(key, out var currents)) _i[key] = currents = new double[count];
        var old = currents[n];
        if (options.Discretisation != NirDiscretisation.Exact)
        {
            currents[n] = old + (Dt / tauSyn * (a - old));
            return v + (Dt / tauMem * (leak - v + (r * (options.Discretisation is null or NirDiscretisation.Euler ? currents[n] : old))));
        }

        // for time constants that are not equal
        var (m, s) = (Math.Exp(-Dt / tauMem), Math.Exp(-Dt / tauSyn));
        currents[n] = a + ((old - a) * s);
        var w = leak + (r * a);
        return w + ((v - w) * m) + (r * (old - a) * tauSyn / (tauSyn - tauMem) * (s - m));
    }

    private double[] Neurons(string key, double[] x, Func<double, int, double> step, NirArray? threshold = null, NirArray? reset = null)
    {
        if (!_v.TryGetValue(key, out var v)) _v[key] = v = new double[x.Length];
        var output = new double[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            v[i] = step(v[i], i);
            output[i] = threshold is null ? v[i] : v[i] > At(threshold, i) ? 1 : 0;
            if (threshold is not null && output[i] == 1) v[i] = At(reset!, i);
        }

        return output;
    }

    private double[] Delayed(string key, NirDelay node, double[] x)
    {
        if (!_past.TryGetValue(key, out var past)) _past[key] = past = [];
        past.Add(x);
        return Each(x, i => past.Count - 1 - (int)Math.Round(At(node.Delay, i) / Dt) is >= 0 and var at ? past[at][i] : 0);
    }

    private static double[] Product(NirArray weight, double[] bias, double[] x)
    {
        var (inputs, outputs) = (weight.Shape[^1], weight.Shape[^2]);
        var w = weight.ToDoubles();
        var y = new double[w.Length / inputs];
        for (var o = 0; o < y.Length; o++)
        {
            y[o] = bias[o % bias.Length];
            for (var i = 0; i < inputs; i++) y[o] += w[(o * inputs) + i] * x[(o / outputs * inputs) + i];
        }

        return y;
    }

    private static double[] Convolved(
        double[] x, NirArray weight, NirArray bias, long[] stride, NirArray padding, long[] dilation, NirArray groups, long[] shape)
    {
        var (w, b) = (weight.ToDoubles(), bias.ToDoubles());
        var (outputs, channels, height, width) = (weight.Shape[0], weight.Shape[1], weight.Shape.Count == 4 ? weight.Shape[2] : 1, weight.Shape[^1]);
        long[] pad = padding.IsNumeric ? weight.Shape.Count == 4 ? Two(padding) : [0, padding.ToInt64s()[0]]
            : padding.Texts[0] == "valid" ? [0, 0] : [dilation[0] * (height - 1) / 2, dilation[1] * (width - 1) / 2];
        var isSame = !padding.IsNumeric && padding.Texts[0] == "same";
        var rows = isSame ? shape[1] : ((shape[1] + (2 * pad[0]) - (dilation[0] * (height - 1)) - 1) / stride[0]) + 1;
        var columns = isSame ? shape[2] : ((shape[2] + (2 * pad[1]) - (dilation[1] * (width - 1)) - 1) / stride[1]) + 1;
        var y = new double[outputs * rows * columns];
        for (var at = 0; at < y.Length; at++)
        {
            var (o, row, column) = (at / (rows * columns), at / columns % rows, at % columns);
            y[at] = b[o];
            for (var k = 0; k < channels * height * width; k++)
            {
                var channel = (o / (outputs / groups.ToInt64s()[0]) * channels) + (k / (height * width));
                var r = (row * stride[0]) + (k / width % height * dilation[0]) - pad[0];
                var c = (column * stride[1]) + (k % width * dilation[1]) - pad[1];
                if (r >= 0 && r < shape[1] && c >= 0 && c < shape[2])
                    y[at] += w[(o * channels * height * width) + k] * x[(((channel * shape[1]) + r) * shape[2]) + c];
            }
        }

        return y;
    }

    private static double[] Pooled(double[] x, long[] kernel, long[] stride, long[] pad, long[] shape, double factor)
    {
        var rows = ((shape[1] + (2 * pad[0]) - kernel[0]) / stride[0]) + 1;
        var columns = ((shape[2] + (2 * pad[1]) - kernel[1]) / stride[1]) + 1;
        return Each(new double[shape[0] * rows * columns], at =>
        {
            var sum = 0.0;
            for (var k = 0; k < kernel[0] * kernel[1]; k++)
            {
                var r = (at / columns % rows * stride[0]) + (k / kernel[1]) - pad[0];
                var c = (at % columns * stride[1]) + (k % kernel[1]) - pad[1];
                if (r >= 0 && r < shape[1] && c >= 0 && c < shape[2]) sum += x[(((at / (rows * columns) * shape[1]) + r) * shape[2]) + c];
            }

            return sum * factor;
        });
    }

    private static double[] Each(double[] x, Func<int, double> value) => [.. Enumerable.Range(0, x.Length).Select(value)];

    private static double At(NirArray array, int i) => array.ToDoubles() is var values && values.Length == 1 ? values[0] : values[i];

    private static long[] Two(NirArray pair) => pair.ToInt64s() is { Length: 1 } one ? [one[0], one[0]] : pair.ToInt64s();

    private sealed record Frame(NirGraph Graph, string Prefix, Frame? Outer, string Name);
}
