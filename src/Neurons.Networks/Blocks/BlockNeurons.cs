namespace Neurons.Networks;

/// <summary>The neurons that blocks are made with where no others are given, and what else they have in common.</summary>
internal static class BlockNeurons
{
    /// <summary>
    /// Those of residual blocks: LIF with τ = 2 and θ = 1, a hard reset to 0 that no gradient flows through, and the surrogate atan(2).
    /// </summary>
    public static LifBox Residual => new(LifBoxOptions.SpikingjellyLif with { DetachReset = true });

    /// <summary>
    /// Those of MS blocks: LIF with τ = 4/3 and θ = ½, whose input is not scaled by 1/τ, and a rectangle of width ½ as the surrogate.
    /// </summary>
    public static LifBox Membrane => new(LifBoxOptions.SpikingjellyLif with
    {
        TauMemInv = 0.75,
        VTh = 0.5,
        DecayInput = false,
        DetachReset = true,
        Surrogate = Surrogate.Rect(2),
    });

    /// <summary>Those of attention: as in residual blocks, with the surrogate sigmoid(4).</summary>
    public static LifBox Attention => new(LifBoxOptions.SpikingjellyLif with { DetachReset = true, Surrogate = Surrogate.Sigmoid(4) });

    /// <summary>Those behind the sum of attention: the same with θ = ½.</summary>
    public static LifBox Gate => new(LifBoxOptions.SpikingjellyLif with { VTh = 0.5, DetachReset = true, Surrogate = Surrogate.Sigmoid(4) });

    /// <summary>A convolution that mixes the channels at each position of lines or images.</summary>
    /// <exception cref="ArgumentException">The shape is that of neither.</exception>
    public static Layer Mix(int[] input, int inputs, int outputs, bool bias = false) => input.Length switch
    {
        2 => new Conv1d(inputs, outputs, 1, bias: bias),
        3 => new Conv2d(inputs, outputs, 1, bias: bias),
        _ => throw new ArgumentException("takes [channels, tokens] or [channels, height, width]"),
    };

    /// <summary>The channels of lines or images.</summary>
    /// <exception cref="ArgumentException">They are not a multiple of the heads, or the shape is that of neither.</exception>
    public static int Channels(int[] input, int heads) => input.Length is 2 or 3 && input[0] % heads == 0
        ? input[0]
        : throw new ArgumentException($"takes [channels, tokens] or [channels, height, width], the channels a multiple of {heads}");

    /// <summary>The channels of images.</summary>
    /// <exception cref="ArgumentException">It is no image.</exception>
    public static int OfImage(int[] input) => input.Length == 3 ? input[0] : throw new ArgumentException("takes [channels, height, width]");
}
