using Neurons.Primitives;
using static TorchSharp.torch;

namespace Neurons.TorchSharp;

/// <summary>
/// The random numbers of one step, as tensors on the CPU: in float64 and in float32 those that the kernels of that precision draw, in
/// other types those of float32.
/// </summary>
internal sealed class RandomRows(NeuronCall call, ScalarType type, long step)
{
    private readonly Dictionary<(int Draw, bool Second), Tensor> _rows = [];

    /// <summary>The first or the second uniform number of a draw, for every neuron in the order of the state's elements.</summary>
    public Tensor Uniform(int draw, bool second)
    {
        if (!_rows.ContainsKey((draw, second))) Draw(draw);
        return _rows[(draw, second)];
    }

    private void Draw(int draw)
    {
        var kept = type == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        var first = empty(call.Shape, kept, CPU);
        var second = empty(call.Shape, kept, CPU);
        if (kept == ScalarType.Float64) Fill<double>(Philox.FillUniform);
        else Fill<float>(Philox.FillUniform);
        _rows[(draw, false)] = first;
        _rows[(draw, true)] = second;

        void Fill<T>(FillUniform<T> fill)
            where T : unmanaged => fill(
                TensorMemory.Numbers<T>(first), TensorMemory.Numbers<T>(second), call.Clock.Seed, call.Clock.Stream, 0, (uint)step, (uint)draw);
    }

    private delegate void FillUniform<T>(Span<T> first, Span<T> second, ulong seed, uint stream, uint neuron, uint step, uint draw);
}
