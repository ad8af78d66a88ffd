using System.Numerics;

namespace Neurons.Primitives;

/// <summary>
/// Products with matrices whose rows are spikes, on all threads: where few fire, by additions alone. The order of the additions follows from the
/// shapes and the spikes, so that the number of threads changes no bit.
/// </summary>
public static unsafe class SpikeMatrices
{
    /// <summary>
    /// Y = X Wᵀ, plus the bias, where the rows of X are spikes: where few inputs fire, their columns of W are added, else the product is dense.
    /// </summary>
    /// <param name="spikes">X: each step has a batch of rows.</param>
    /// <param name="batch">The rows of a step; may be 0.</param>
    /// <param name="weight">W, [outputs, features].</param>
    /// <param name="bias">[outputs]; empty for none.</param>
    /// <param name="y">[steps · batch, outputs].</param>
    /// <param name="outputs">The rows of W.</param>
    /// <exception cref="ArgumentException">A step is not such a batch, or an operand has another length.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void Multiply<T>(
        SpikeBits spikes, int batch, ReadOnlySpan<T> weight, ReadOnlySpan<T> bias, Span<T> y, int outputs)
        where T : unmanaged, INumber<T>
    {
        SpikeBits.RequireFloats<T>();
        ArgumentNullException.ThrowIfNull(spikes);
        Matrices.RequireSize(nameof(outputs), outputs);
        if (IsEmpty(spikes, batch))
        {
            Matrices.RequireLength(nameof(y), y.Length, 0);
            return;
        }

        var rows = new SpikeRows(spikes, batch);
        Matrices.RequireLength(nameof(weight), weight.Length, (long)outputs * rows.Features);
        Matrices.RequireLength(nameof(y), y.Length, (long)rows.Rows * outputs);
        if (!bias.IsEmpty) Matrices.RequireLength(nameof(bias), bias.Length, outputs);
        fixed (T* w = weight, b = bias, to = y)
            SpikeProduct.Forward(rows, w, b, to, outputs, Workers.Shared);
        GC.KeepAlive(spikes);
    }

    /// <summary>dW = dYᵀ X, where the rows of X are spikes.</summary>
    /// <param name="spikes">X: each step has a batch of rows.</param>
    /// <param name="batch">The rows of a step; may be 0.</param>
    /// <param name="dy">dY, [steps · batch, outputs].</param>
    /// <param name="dWeight">dW, [outputs, features].</param>
    /// <param name="outputs">The rows of dW.</param>
    /// <exception cref="ArgumentException">A step is not such a batch, or an operand has another length.</exception>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is neither float nor double.</exception>
    public static void WeightGradient<T>(SpikeBits spikes, int batch, ReadOnlySpan<T> dy, Span<T> dWeight, int outputs)
        where T : unmanaged, INumber<T>
    {
        SpikeBits.RequireFloats<T>();
        ArgumentNullException.ThrowIfNull(spikes);
        Matrices.RequireSize(nameof(outputs), outputs);
        if (IsEmpty(spikes, batch))
        {
            Matrices.RequireLength(nameof(dy), dy.Length, 0);
            dWeight.Clear();
            return;
        }

        var rows = new SpikeRows(spikes, batch);
        Matrices.RequireLength(nameof(dy), dy.Length, (long)rows.Rows * outputs);
        Matrices.RequireLength(nameof(dWeight), dWeight.Length, (long)outputs * rows.Features);
        fixed (T* from = dy, dw = dWeight)
            SpikeProduct.WeightGradient(rows, from, dw, outputs, Workers.Shared);
        GC.KeepAlive(spikes);
    }

    /// <summary>A batch of no rows, which does not tell how many features there would be.</summary>
    private static bool IsEmpty(SpikeBits spikes, int batch) => batch == 0 && spikes.PerStep == 0;
}
