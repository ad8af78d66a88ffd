namespace Neurons.Networks;

/// <summary>Height and width, of a kernel or a stride; one number stands for both.</summary>
/// <param name="Height">Along the second dimension of [channels, height, width].</param>
/// <param name="Width">Along the third.</param>
public readonly record struct ImageSize(int Height, int Width)
{
    /// <summary>As high as wide.</summary>
    public static implicit operator ImageSize(int both) => new(both, both);

    /// <summary>Height and width.</summary>
    public static implicit operator ImageSize((int Height, int Width) size) => new(size.Height, size.Width);

    /// <summary>One number where both are the same, else height × width.</summary>
    public override string ToString() => Height == Width ? $"{Height}" : $"{Height} × {Width}";

    internal int[] ToArray() => [Height, Width];
}
