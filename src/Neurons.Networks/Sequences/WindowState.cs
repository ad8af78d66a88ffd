using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>What a layer that looks back over a window of steps goes on from.</summary>
/// <param name="Step">How many steps there have been.</param>
/// <param name="Rows">The last inputs that are still needed, [rows, batch, features…].</param>
internal sealed record WindowState(int Step, Tensor<float> Rows)
{
    /// <summary>How many inputs are held.</summary>
    public int Held => (int)Rows.Lengths[0];

    /// <summary>The inputs that are held and those of a sequence, one after the other.</summary>
    public static Tensor<float> Joined(Layer layer, WindowState? before, Tensor<float> x, Pass pass)
    {
        if (before is null or { Held: 0 }) return x;
        var joined = pass.Take(layer, "joined", [before.Held + x.Lengths[0], .. x.Lengths[1..]]);
        var held = before.Rows.ReadOnlySpan();
        var into = joined.Span();
        held.CopyTo(into);
        x.ReadOnlySpan().CopyTo(into[held.Length..]);
        return joined;
    }

    /// <summary>Keeps what a window needs of a sequence and of what it went on from.</summary>
    public static void Keep(Layer layer, WindowState? before, Tensor<float> x, int window, Pass pass)
    {
        var (held, steps) = (before?.Held ?? 0, (int)x.Lengths[0]);
        var count = Math.Min(window - 1, held + steps);
        var rows = Tensor.CreateFromShape<float>([count, .. x.Lengths[1..]]);
        for (var row = 0; row < count; row++)
        {
            var at = held + steps - count + row;
            (at < held ? Step(before!.Rows, at) : Step(x, at - held)).CopyTo(Step(rows, row));
        }
        pass.Keep(layer, new WindowState((before?.Step ?? 0) + steps, rows), x.Lengths[1..].ToArray());

        static Span<float> Step(Tensor<float> sequence, int step)
        {
            var all = sequence.Span();
            var width = all.Length / (int)sequence.Lengths[0];
            return all.Slice(step * width, width);
        }
    }
}
