namespace Neurons.Networks;

/// <summary>What an <see cref="Upsample"/> puts between pixels.</summary>
public enum UpsampleMode
{
    /// <summary>The nearest pixel again.</summary>
    Nearest,

    /// <summary>A line between two pixels, in each dimension; the corners of images, and not their pixels' centers, lie on each other.</summary>
    Linear,
}

/// <summary>The options of an <see cref="Upsample"/>.</summary>
/// <param name="Factor">How many times as large images become, each at least 1; of lines, the width counts.</param>
/// <param name="Mode">What is put between pixels.</param>
public sealed record UpsampleOptions(ImageSize Factor, UpsampleMode Mode = UpsampleMode.Nearest);

/// <summary>
/// Larger images, [channels, height, width] → [channels, height · factor, width · factor], or lines [channels, length], as PyTorch's with
/// <c>nearest</c>, and with <c>linear</c> or <c>bilinear</c> and <c>align_corners=False</c>.
/// </summary>
public sealed unsafe class Upsample : Layer, IEachStep
{
    private Axis _y = new(1, 1, UpsampleMode.Nearest), _x = new(1, 1, UpsampleMode.Nearest);

    /// <summary>Makes images larger.</summary>
    /// <param name="factor">How many times as large images become, each at least 1; of lines, the width counts.</param>
    /// <param name="mode">What is put between pixels.</param>
    public Upsample(ImageSize factor, UpsampleMode mode = UpsampleMode.Nearest)
        : this(new UpsampleOptions(factor, mode))
    {
    }

    /// <summary>A layer of these options.</summary>
    public Upsample(UpsampleOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Require.AtLeast(1, nameof(Upsample), "factor", options.Factor.Height);
        Require.AtLeast(1, nameof(Upsample), "factor", options.Factor.Width);
        Require.Defined(nameof(Upsample), "mode", options.Mode);
        Options = options;
    }

    /// <summary>What makes the same layer again.</summary>
    public UpsampleOptions Options { get; }

    bool IEachStep.IsEachStep => true;

    /// <inheritdoc/>
    public override int[] OutputShape(int[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (height, width) = (Options.Factor.Height, Options.Factor.Width);
        if (input.Length is < 2 or > 3 || (long)input[^1] * width > int.MaxValue || (input.Length == 3 && (long)input[1] * height > int.MaxValue))
            throw new ArgumentException("takes [channels, length] or [channels, height, width], which do not become too large");
        return input.Length == 2 ? [input[0], input[1] * width] : [input[0], input[1] * height, input[2] * width];
    }

    /// <inheritdoc/>
    public override void Build(int[] input)
    {
        _ = OutputShape(input);
        _y = new(input.Length == 2 ? 1 : input[1], input.Length == 2 ? 1 : Options.Factor.Height, Options.Mode);
        _x = new(input[^1], Options.Factor.Width, Options.Mode);
    }

    /// <inheritdoc/>
    public override string ToString() => $"Upsample({Options.Factor}{(Options.Mode == UpsampleMode.Nearest ? "" : ", linear")})";

    /// <inheritdoc/>
    public override LayerRun Forward(Signal input, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        var x = input.Values;
        var lengths = x.Lengths.ToArray();
        lengths[^1] = _x.Pixels;
        if (lengths.Length - (input.IsConstant ? 1 : 2) == 3) lengths[^2] = _y.Pixels;
        var planes = (int)(x.FlattenedLength / (_y.Length * _x.Length));
        var output = pass.Take(this, "output", lengths);
        using (var operands = new Operands(nameof(Upsample)))
            Parallelism.Run(planes, new Work(_y, _x, operands.Read("input", x), operands.Write("output", output, lengths), isForward: true));
        if (!pass.WithGradient) return new(input.With(output));
        return new(input.With(output), (outputGradient, _, inputGradient) =>
        {
            if (inputGradient is null) return;
            using var operands = new Operands(nameof(Upsample));
            Parallelism.Run(planes, new Work(
                _y, _x, operands.Write("inputGradient", inputGradient, x.Lengths), operands.Read("outputGradient", outputGradient, lengths),
                isForward: false));
        });
    }

    /// <summary>Of which two pixels, and with which share of the second, each one along a dimension is made.</summary>
    private sealed class Axis
    {
        public Axis(int length, int factor, UpsampleMode mode)
        {
            (Length, Pixels) = (length, length * factor);
            (First, Second, Share) = (new int[Pixels], new int[Pixels], new float[Pixels]);
            for (var i = 0; i < Pixels; i++)
            {
                if (mode == UpsampleMode.Nearest)
                {
                    First[i] = Second[i] = i / factor;
                    continue;
                }
                var place = Math.Max(0, ((i + 0.5f) / factor) - 0.5f);
                First[i] = (int)place;
                Second[i] = Math.Min(First[i] + 1, length - 1);
                Share[i] = place - First[i];
            }
        }

        public int Length { get; }

        public int Pixels { get; }

        public int[] First { get; }

        public int[] Second { get; }

        public float[] Share { get; }
    }

    /// <summary>A channel of an image, or its gradient.</summary>
    private sealed class Work(Axis y, Axis x, float* small, float* large, bool isForward) : IWork
    {
        public void Run(int worker, int item)
        {
            var image = small + (nint)item * y.Length * x.Length;
            var pixel = large + (nint)item * y.Pixels * x.Pixels;
            if (!isForward) new Span<float>(image, y.Length * x.Length).Clear();
            for (var i = 0; i < y.Pixels; i++)
            {
                float* above = image + (nint)y.First[i] * x.Length, below = image + (nint)y.Second[i] * x.Length;
                var down = y.Share[i];
                for (var j = 0; j < x.Pixels; j++, pixel++)
                {
                    var (left, right, share) = (x.First[j], x.Second[j], x.Share[j]);
                    if (isForward)
                    {
                        *pixel = ((1 - down) * (((1 - share) * above[left]) + (share * above[right])))
                            + (down * (((1 - share) * below[left]) + (share * below[right])));
                        continue;
                    }
                    above[left] += (1 - down) * (1 - share) * *pixel;
                    above[right] += (1 - down) * share * *pixel;
                    below[left] += down * (1 - share) * *pixel;
                    below[right] += down * share * *pixel;
                }
            }
        }
    }
}
