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
            throw new NotSupportedException($"node {NirText.Quote(flat.Path)}: {reading.Word()} has no {flat.Node.Type}");
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
            if (reading != NirReading.Nir) throw LayerMaker.Wrong(flat, name, value, $"{allowed}, as {reading.Word()} reads it");
        }
    }

    /// <exception cref="ArgumentException">The options ask for what the library does not do.</exception>
    public static void Check(NirOptions options)
    {
        if (NirOptions.Of(options.Reading) is not { } own) return;
        if (options.Reading == NirReading.Snntorch && options.Dt != own.Dt)
            throw new ArgumentException($"The time step is {options.Dt} s; it must be 1e-4 s, as snnTorch reads files.");
        if (options.Reading == NirReading.Sinabs && (options.Dt != 1 || options.TimeUnit != NirTimeUnit.Seconds))
            throw new ArgumentException(
                $"The time step is {options.Dt} s, and the file counts in {options.TimeUnit.Word()}; "
                + "it must be 1 of the file's unit, as sinabs reads files, whose time constants are steps.");
        Same("discretisation", options.Discretisation!.Value.Word(), own.Discretisation!.Value.Word());
        Same("spike", Spike(options), Spike(own));
        Same("initial potential", Start(options), Start(own));

        void Same(string name, string value, string wanted)
        {
            if (value != wanted)
                throw new ArgumentException($"The {name} is {value}; it must be {wanted}, as {options.Reading.Word()} reads files.");
        }

        static string Spike(NirOptions options) => options.Spike == NirSpike.One ? "1" : "1/dt";

        static string Start(NirOptions options) => options.Initial == NirInitial.Leak ? "v_leak" : "0";
    }

    /// <summary>All numbers of a parameter as one.</summary>
    public static double One(FlatNode flat, NirReading reading, string name, double[] values)
    {
        foreach (var value in values)
            if (value != values[0])
                throw LayerMaker.Wrong(flat, name, $"{values[0]} and {value}", $"the same for all neurons, as {reading.Word()} asks");
        return values.Length > 0 ? values[0] : throw LayerMaker.Wrong(flat, name, "empty", "numbers");
    }

    /// <summary>Refuses a parameter that is not what a library asks for, by more than rounding.</summary>
    public static void Close(FlatNode flat, NirReading reading, string name, double[] values, Func<int, double> wanted, string rule)
    {
        for (var i = 0; i < values.Length; i++)
            if (Math.Abs(values[i] - wanted(i)) > 1e-8 + (1e-5 * Math.Abs(wanted(i))))
                throw LayerMaker.Wrong(
                    flat, name, $"{values[i]}", $"{(rule == $"{wanted(i)}" ? rule : $"{rule}, {wanted(i)}")}, as {reading.Word()} asks");
    }
}
