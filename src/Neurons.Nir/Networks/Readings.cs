namespace Neurons.Nir;

/// <summary>What other libraries take of a file.</summary>
internal static class Readings
{
    /// <exception cref="NotSupportedException">The library has no such node, or asks for other numbers.</exception>
    public static void Require(NirReading reading, FlatNode flat)
    {
        var isTaken = reading switch
        {
            NirReading.Snntorch => flat.Node is NirAffine or NirLinear or NirConv2d or NirFlatten or NirAvgPool2d or NirIf or NirLif or NirCubaLif,
            NirReading.Norse => flat.Node is NirAffine or NirLinear or NirConv1d or NirConv2d or NirFlatten or NirSumPool2d or NirAvgPool2d
                or NirLi or NirIf or NirLif or NirCubaLif,
            NirReading.Spikingjelly => flat.Node is NirAffine or NirLinear or NirConv1d or NirConv2d or NirAvgPool2d or NirSumPool2d or NirFlatten
                or NirIf or NirLif,
            NirReading.Sinabs => flat.Node is NirAffine or NirConv2d or NirLi or NirIf or NirLif or NirSumPool2d or NirFlatten,
            _ => true,
        };
        if (!isTaken && flat.Node is not (NirInput or NirOutput))
            throw new NotSupportedException($"node {NirText.Quote(flat.Path)}: {reading} has no {flat.Node.Type}");
        switch (flat.Node)
        {
            case NirAffine { Weight.Shape: { Count: not 2 } shape }:
                Refuse("weight", $"of the shape {shape}", "of two axes");
                break;
            case NirLinear { Weight.Shape: { Count: not 2 } shape }:
                Refuse("weight", $"of the shape {shape}", "of two axes");
                break;
            case NirConv2d { Padding: { IsNumeric: false } padding } when reading == NirReading.Spikingjelly:
                Refuse("padding", NirText.Quote(padding.Texts[0]), "two numbers");
                break;
            case NirSumPool2d { KernelSize.Shape.Count: 0 }:
                Refuse("kernel_size", "one number", "two numbers");
                break;
            case NirSumPool2d { Padding: var padding } when padding.ToInt64s().AsSpan().ContainsAnyExcept(0L):
                Refuse("padding", string.Join(", ", padding.ToInt64s()), "0, which is what it is taken for");
                break;
        }

        void Refuse(string name, string value, string allowed)
        {
            if (reading != NirReading.Nir) throw LayerMaker.Wrong(flat, name, value, $"{allowed}, as {reading} reads it");
        }
    }

    /// <exception cref="ArgumentException">The options ask for what the library does not do.</exception>
    public static void Check(NirOptions options)
    {
        if (options.Reading == NirReading.Nir) return;
        if (options.Reading == NirReading.Snntorch && options.Dt != NirOptions.Snntorch.Dt)
            throw new ArgumentException($"NirOptions: Dt is {options.Dt}; it must be 1e-4 as Snntorch reads files.");
        var own = options.Reading switch
        {
            NirReading.Norse => NirOptions.Norse,
            NirReading.Sinabs => NirOptions.Sinabs,
            NirReading.Snntorch => NirOptions.Snntorch,
            _ => NirOptions.Spikingjelly,
        };
        if (options.Reading == NirReading.Sinabs && (options.Dt != 1 || options.TimeUnit != NirTimeUnit.Seconds))
            throw new ArgumentException(
                $"NirOptions: Dt is {options.Dt} {options.TimeUnit}; it must be 1 as sinabs reads files, whose time constants are steps.");
        Same(nameof(options.Discretisation), options.Discretisation, own.Discretisation);
        Same(nameof(options.Spike), options.Spike, own.Spike);
        Same(nameof(options.Initial), options.Initial, own.Initial);

        void Same<T>(string name, T value, T wanted)
        {
            if (!Equals(value, wanted))
                throw new ArgumentException($"NirOptions: {name} is {value}; it must be {wanted} as {options.Reading} reads files.");
        }
    }

    /// <summary>All numbers of a parameter as one.</summary>
    public static double One(FlatNode flat, NirReading reading, string name, double[] values)
    {
        foreach (var value in values)
            if (value != values[0]) throw LayerMaker.Wrong(flat, name, $"{values[0]} and {value}", $"the same for all neurons, as {reading} asks");
        return values.Length > 0 ? values[0] : throw LayerMaker.Wrong(flat, name, "empty", "numbers");
    }

    /// <summary>Refuses a parameter that is not what a library asks for, by more than rounding.</summary>
    public static void Close(FlatNode flat, NirReading reading, string name, double[] values, Func<int, double> wanted, string rule)
    {
        for (var i = 0; i < values.Length; i++)
            if (Math.Abs(values[i] - wanted(i)) > 1e-8 + (1e-5 * Math.Abs(wanted(i))))
                throw LayerMaker.Wrong(flat, name, $"{values[i]}", $"{(rule == $"{wanted(i)}" ? rule : $"{rule}, {wanted(i)}")}, as {reading} asks");
    }
}
