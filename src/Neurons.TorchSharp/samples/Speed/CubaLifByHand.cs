using static TorchSharp.torch;

/// <summary>CubaLif with its default options and parameters, as one writes it with torch's own operations.</summary>
internal static class CubaLifByHand
{
    private const double Membrane = 0.001 * 100, Synapse = 0.001 * 200, Threshold = 1, Alpha = 100;

    /// <summary>[T, B, N] to the spikes, [T, B, N].</summary>
    public static Tensor Run(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (v, i) = (zeros_like(input[0]), zeros_like(input[0]));
        var spikes = new List<Tensor>();
        for (var t = 0L; t < input.shape[0]; t++)
        {
            using var step = NewDisposeScope();
            var charged = v + Membrane * (i - v);
            var z = Fire(charged - Threshold);
            v = (charged - z * charged).MoveToOuterDisposeScope();
            i = (i - Synapse * i + input[t]).MoveToOuterDisposeScope();
            spikes.Add(z.MoveToOuterDisposeScope());
        }

        return stack(spikes).MoveToOuterDisposeScope();
    }

    /// <summary>A step forward, backward the slope of u/(1 + α|u|), which is the superspike surrogate.</summary>
    private static Tensor Fire(Tensor u)
    {
        var spikes = u.gt(0).to(u.dtype);
        if (!u.requires_grad) return spikes;
        var smooth = u / (1 + Alpha * u.abs());
        return spikes + (smooth - smooth.detach());
    }
}
