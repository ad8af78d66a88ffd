namespace Neurons.Networks;

/// <summary>
/// A random change of samples while they are trained with, as a value; <see cref="Dataset.Augmented"/> gives data that is changed so. What
/// happens to a sample follows from the seed, the epoch and its place in the data.
/// </summary>
/// <remarks>One of one's own derives from this record, and is registered with <see cref="Kinds"/> to stand in files.</remarks>
public abstract record Augmentation
{
    /// <summary>The augmentations by name.</summary>
    public static Registry<Augmentation> Kinds { get; } = BuiltIn();

    /// <summary>One from its text, as <see cref="ToString"/> gives it: <c>image_crop:padding=4</c>.</summary>
    /// <param name="text">The name, and the options that are not the default.</param>
    /// <exception cref="FormatException">There is no such augmentation or option.</exception>
    public static Augmentation Parse(string text) => Kinds.Parse(text);

    /// <summary>Changes a sample.</summary>
    /// <param name="values">Its values (at a step), row-major.</param>
    /// <param name="shape">Their shape.</param>
    /// <param name="random">What is drawn; the same at each step of a sample.</param>
    public abstract void Apply(Span<float> values, ReadOnlySpan<nint> shape, RandomStream random);

    /// <summary>Checks that samples can be changed. Default: any can.</summary>
    /// <param name="shape">Their shape.</param>
    /// <exception cref="ArgumentException">They cannot.</exception>
    public virtual void Check(ReadOnlySpan<nint> shape)
    {
    }

    /// <summary>The name and the options; <see cref="Parse"/> makes the same of it.</summary>
    public sealed override string ToString() => Kinds.TextOf(this);

    private static Registry<Augmentation> BuiltIn()
    {
        var kinds = new Registry<Augmentation>("augmentation");
        kinds.Register<ImageCrop, ImageCrop>("image_crop", one => one, one => one);
        kinds.Register<ImageFlip, ImageFlip>("image_flip", one => one, one => one);
        kinds.Register<CutOut, CutOut>("cut_out", one => one, one => one);
        kinds.Register<MixUp, MixUp>("mix_up", one => one, one => one);
        return kinds;
    }
}

/// <summary>An augmentation of images, [height, width] or [channels, height, width].</summary>
public abstract record ImageAugmentation : Augmentation
{
    /// <inheritdoc/>
    public sealed override void Check(ReadOnlySpan<nint> shape)
    {
        if (shape.Length is not (2 or 3))
            throw new ArgumentException(
                $"{this}: a sample has the shape {Shapes.Text(shape)}; it must be an image, [height, width] or [channels, height, width].");
    }

    /// <inheritdoc/>
    public sealed override void Apply(Span<float> values, ReadOnlySpan<nint> shape, RandomStream random) =>
        Apply(values, (int)shape[^2], (int)shape[^1], random);

    /// <summary>Changes the planes of an image.</summary>
    /// <param name="planes">The planes, one after the other.</param>
    /// <param name="height">The rows of a plane.</param>
    /// <param name="width">The columns of a plane.</param>
    /// <param name="random">What is drawn.</param>
    protected abstract void Apply(Span<float> planes, int height, int width, RandomStream random);
}
