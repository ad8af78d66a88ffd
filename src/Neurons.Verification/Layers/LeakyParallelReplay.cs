using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Verification;

/// <summary>snnTorch's LeakyParallel: rectified leaky neurons behind a linear layer.</summary>
internal sealed class LeakyParallelReplay : ILayerReplay
{
    public Replay Run<T>(GoldenCase golden, bool interpreted)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (steps, inputs, neurons) = (golden.Steps, golden.Inputs, golden.Neurons);
        var isAllToAll = golden.Weights.ContainsKey("recurrent_weights");
        double[] beta = isAllToAll ? golden.Weights["recurrent_weights"]
            : golden.Parameters["beta"] is { IsShared: true } shared ? [.. Enumerable.Repeat(shared.Values[0], neurons)]
            : golden.Parameters["beta"].Values;
        Tensor<T>[] parameters =
        [
            Arrays.Tensor<T>(golden.Weights["input_weights"], neurons, inputs), Arrays.Tensor<T>(golden.Weights["input_bias"], neurons),
            isAllToAll ? Arrays.Tensor<T>(beta, neurons, neurons) : Arrays.Tensor<T>(beta, neurons),
            Arrays.Tensor<T>(golden.Weights["recurrent_bias"], neurons), Arrays.Tensor<T>(golden.Parameters["threshold"].Values, 1),
        ];
        var gradients = Array.ConvertAll(parameters, parameter => Tensor.CreateFromShape<T>(parameter.Lengths));
        var x = Arrays.Tensor<T>(golden.Input, steps, 1, inputs);
        var dz = Arrays.Tensor<T>(golden.UpstreamOutput, steps, 1, neurons);
        Tensor<T> mem = Tensor.CreateFromShape<T>(dz.Lengths), z = Tensor.CreateFromShape<T>(dz.Lengths), dx = Tensor.CreateFromShape<T>(x.Lengths);
        if (interpreted)
        {
            Naive(golden.Options["surrogate"], parameters, gradients, x, dz, mem, z, dx);
        }
        else
        {
            var layer = new LeakyParallel(
                new LeakyParallelOptions(inputs, neurons, isAllToAll, Surrogate: Surrogates.parse(golden.Options["surrogate"])));
            layer.Forward(parameters, null, x, mem, z);
            layer.Backward(parameters, null, x, mem, dz, dx, gradients);
        }
        var ofBeta = Arrays.Flat(gradients[2]);
        return new()
        {
            Output = Arrays.Flat(z),
            States = new Dictionary<string, double[]> { ["mem"] = Arrays.Flat(mem) },
            InputGradient = Arrays.Flat(dx),
            InitialStateGradients = new Dictionary<string, double[]>(),
            WeightGradients = new Dictionary<string, double[]>
            {
                ["input_weights"] = Arrays.Flat(gradients[0]),
                ["input_bias"] = Arrays.Flat(gradients[1]),
                ["recurrent_bias"] = Arrays.Flat(gradients[3]),
                ["recurrent_weights"] = ofBeta,
            },
            LayerParameterGradients = new Dictionary<string, double[]>
            {
                ["threshold"] = Arrays.Flat(gradients[4]),
                ["beta"] = !isAllToAll && golden.Parameters["beta"].IsShared ? [ofBeta.Sum()] : ofBeta,
            },
        };
    }

    private static void Naive<T>(
        string surrogate, Tensor<T>[] parameters, Tensor<T>[] gradients, Tensor<T> x, Tensor<T> dz, Tensor<T> mem, Tensor<T> z, Tensor<T> dx)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (steps, inputs, neurons) = ((int)x.Lengths[0], (int)x.Lengths[2], (int)dz.Lengths[2]);
        var firing = new NaiveFiring<T>(Neurons.Comparison.Greater, surrogate);
        var (w, b1, r, b2, threshold) = (parameters[0], parameters[1], parameters[2], parameters[3], parameters[4][0]);
        T Back(int to, int from) => r.Rank == 2 ? r[to, from] : to == from ? r[to] : T.Zero;
        for (var t = 0; t < steps; t++)
        {
            for (var n = 0; n < neurons; n++)
            {
                var sum = b1[n];
                for (var i = 0; i < inputs; i++) sum += w[n, i] * x[t, 0, i];
                for (var m = 0; m < neurons && t > 0; m++) sum += Back(n, m) * mem[t - 1, 0, m];
                mem[t, 0, n] = T.Max(T.Zero, sum + b2[n]);
                z[t, 0, n] = firing.Spike(mem[t, 0, n] - threshold);
            }
        }
        var carried = new T[neurons];
        for (var t = steps - 1; t >= 0; t--)
        {
            var before = new T[neurons];
            for (var n = 0; n < neurons; n++)
            {
                var through = dz[t, 0, n] * firing.Slope(mem[t, 0, n] - threshold);
                gradients[4][0] -= through;
                if (mem[t, 0, n] <= T.Zero) continue;
                var own = through + carried[n];
                gradients[1][n] += own;
                gradients[3][n] += own;
                for (var i = 0; i < inputs; i++)
                {
                    gradients[0][n, i] += own * x[t, 0, i];
                    dx[t, 0, i] += own * w[n, i];
                }
                for (var m = 0; m < neurons; m++)
                {
                    before[m] += own * Back(n, m);
                    if (t == 0) continue;
                    if (r.Rank == 2) gradients[2][n, m] += own * mem[t - 1, 0, m];
                    else if (m == n) gradients[2][n] += own * mem[t - 1, 0, m];
                }
            }
            carried = before;
        }
    }
}
