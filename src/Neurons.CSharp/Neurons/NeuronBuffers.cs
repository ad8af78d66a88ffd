using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons;

/// <summary>
/// Memory that a layer writes its output and its last state to, again and again, instead of allocating. It belongs to the caller: the
/// next call with the same buffers overwrites what the last one returned, and a pullback reads them until it is done. The state that
/// a call returned may be the initial state of the next; it is then updated in place. Made by <see cref="NeuronLayer.Buffers{T}"/>.
/// </summary>
/// <typeparam name="T">float or double.</typeparam>
public sealed class NeuronBuffers<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal NeuronBuffers(nint[] shape, int steps, int states)
    {
        Output = Tensor.CreateFromShape<T>([steps, .. shape]);
        Final = new Tensor<T>[states];
        for (var s = 0; s < states; s++) Final[s] = Tensor.CreateFromShape<T>(shape);
        Native = new([Output], Final);
    }

    /// <summary>The output at every step, [T, batch…, features…].</summary>
    public Tensor<T> Output { get; }

    internal Tensor<T>[] Final { get; }

    internal IntegralBuffers<T> Native { get; }
}
