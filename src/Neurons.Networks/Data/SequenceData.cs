using System.Numerics.Tensors;
using Neurons.IO;

namespace Neurons.Networks;

/// <summary>Data sets of samples with targets over time, for regression and for what is asked at some steps alone.</summary>
public static class SequenceData
{
    /// <summary>Samples with targets.</summary>
    /// <param name="inputs">[samples, T, features…].</param>
    /// <param name="targets">
    /// [samples, T, outputs…], or [samples, 1, outputs…]: one for all steps, or for what is read of them. NaN where there is no target.
    /// </param>
    /// <param name="lengths">The steps of each sample, 1 .. T; what is behind them counts for nothing. Null where all have T.</param>
    /// <exception cref="ArgumentException">Shapes or lengths do not fit, or an input is not finite.</exception>
    public static Dataset Of(Tensor<float> inputs, Tensor<float> targets, int[]? lengths = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        var samples = inputs.Rank == 0 ? 0 : (int)inputs.Lengths[0];
        return Dataset.OverTime(inputs, new int[samples]).WithTargetsFor("", targets, lengths, hasClasses: false);
    }

    /// <summary>Samples of unequal lengths; they are padded at their ends, which changes no number of a network that runs forward in time.</summary>
    /// <param name="inputs">Of each sample [T, features…], each with a T of its own, at least 1.</param>
    /// <param name="targets">Of each sample [T, outputs…], with the T of its input, or [1, outputs…] of all.</param>
    /// <exception cref="ArgumentException">Shapes do not fit; the message names the sample.</exception>
    public static Dataset Of(IReadOnlyList<Tensor<float>> inputs, IReadOnlyList<Tensor<float>> targets)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        if (inputs.Count == 0 || inputs.Count != targets.Count)
            throw new ArgumentException(
                $"There are {inputs.Count} inputs and {targets.Count} targets; there must be as many, and one at least.", nameof(targets));
        var isOne = targets.All(target => target.Rank > 0 && target.Lengths[0] == 1) && inputs.Any(input => input.Lengths[0] != 1);
        for (var i = 0; i < inputs.Count; i++)
        {
            if (inputs[i].Rank < 2 || targets[i].Rank < 2 || inputs[i].Lengths[0] < 1 || (!isOne && inputs[i].Lengths[0] != targets[i].Lengths[0]))
                throw new ArgumentException(
                    $"Sample {i} has an input of {Shapes.Text(inputs[i].Lengths)} and a target of {Shapes.Text(targets[i].Lengths)}; they must be "
                    + "[T, features…] and [T, outputs…], or all targets [1, outputs…].", nameof(targets));
        }
        return Of(Padded(inputs, 0), isOne ? Padded(targets, 0) : Padded(targets, float.NaN), [.. inputs.Select(input => (int)input.Lengths[0])]);
    }

    /// <summary>Reads numpy arrays of inputs and targets.</summary>
    /// <param name="inputs">A <c>.npy</c> file of [samples, T, features…].</param>
    /// <param name="targets">A <c>.npy</c> file of [samples, T, outputs…] or [samples, 1, outputs…]; NaN where there is no target.</param>
    /// <param name="divisor">What all inputs are divided by, &gt; 0.</param>
    /// <exception cref="FormatError">A file is malformed, or the two do not fit together.</exception>
    public static Dataset FromNpy(string inputs, string targets, float divisor = 1)
    {
        if (!(float.IsFinite(divisor) && divisor > 0))
            throw new ArgumentOutOfRangeException(nameof(divisor), divisor, $"divisor is {divisor}; it must be > 0 and finite.");
        var values = Npy.Read<float>(inputs).RequireFinite(inputs);
        if (divisor != 1) TensorPrimitives.Divide(values.ReadOnlySpan(), divisor, values.Span());
        try
        {
            return Of(values, Npy.Read<float>(targets));
        }
        catch (ArgumentException error)
        {
            throw new FormatError(targets, $"does not fit {inputs}: {error.Message}", error);
        }
    }

    /// <summary>
    /// Reads a numpy archive: <c>inputs</c>, [samples, T, features…], and of a network with several inputs <c>inputs.NAME</c> besides;
    /// <c>targets</c>, [samples, T, outputs…] or [samples, 1, outputs…], or <c>targets.NAME</c> of each output; <c>labels</c>, [samples], where
    /// samples have a class; <c>lengths</c>, [samples], where they have unequal numbers of steps.
    /// </summary>
    /// <param name="path">A <c>.npz</c> file.</param>
    /// <exception cref="FormatError">The file is malformed, has another array, or they do not fit together.</exception>
    public static Dataset FromNpz(string path)
    {
        const string InputsName = "inputs", TargetsName = "targets", LabelsName = "labels", LengthsName = "lengths";
        var arrays = NpzReader.Read<float>(path);
        if (!arrays.TryGetValue(InputsName, out var inputs)) throw new FormatError(path, $"has no array '{InputsName}'");
        try
        {
            var samples = inputs.Rank == 0 ? 0 : (int)inputs.Lengths[0];
            var labels = arrays.TryGetValue(LabelsName, out var classes) ? Whole(LabelsName, classes) : null;
            var lengths = arrays.TryGetValue(LengthsName, out var its) ? Whole(LengthsName, its) : null;
            var data = Dataset.OverTime(inputs.RequireFinite(path), labels ?? new int[samples]);
            foreach (var (name, array) in arrays)
            {
                if (name is InputsName or LabelsName or LengthsName) continue;
                if (name == TargetsName || name.StartsWith($"{TargetsName}.", StringComparison.Ordinal))
                    data = data.WithTargetsFor(name[Math.Min(name.Length, TargetsName.Length + 1)..], array, lengths, labels is not null);
                else if (name.StartsWith($"{InputsName}.", StringComparison.Ordinal))
                    data = data.WithInput(name[(InputsName.Length + 1)..], Dataset.OverTime(array.RequireFinite(path), new int[samples]));
                else
                    throw new FormatError(
                        path, $"has an array '{name}'; there are {InputsName}, {InputsName}.NAME, {TargetsName}, {TargetsName}.NAME, "
                        + $"{LabelsName} and {LengthsName}");
            }
            if (data.TargetNames.Count > 0) return data;
            return lengths is not null ? throw new FormatError(path, $"has {LengthsName}, which are of {TargetsName}, and has none")
                : labels is null ? throw new FormatError(path, $"has neither {TargetsName} nor {LabelsName}")
                : data;
        }
        catch (ArgumentException error)
        {
            throw new FormatError(path, error.Message, error);
        }

        int[] Whole(string name, Tensor<float> array) => array.Rank == 1
            ? [.. array.ReadOnlySpan().ToArray().Select((value, i) => value >= 0 && value < 1 << 24 && value == MathF.Floor(value)
                ? (int)value : throw new FormatError(path, $"{name} has {value} at {i}; whole numbers from 0 are allowed"))]
            : throw new FormatError(path, $"{name} has the shape {Shapes.Text(array.Lengths)}; it must be [samples]");
    }

    /// <summary>Reads a time series, a row for each step, and cuts it into samples of so many steps; what is left at its end is left out.</summary>
    /// <param name="path">A csv file with a header.</param>
    /// <param name="inputs">The names of the columns that are inputs.</param>
    /// <param name="targets">The names of the columns that are targets.</param>
    /// <param name="steps">T, the rows of a sample, at least 1.</param>
    /// <param name="stride">The rows from the beginning of a sample to that of the next, at least 1; null for T.</param>
    /// <param name="ahead">How many rows a target is behind its input: 1 asks for the next row. At least 0.</param>
    /// <exception cref="FormatError">The file is malformed, lacks a column, or has too few rows.</exception>
    public static Dataset FromCsv(
        string path, IReadOnlyList<string> inputs, IReadOnlyList<string> targets, int steps, int? stride = null, int ahead = 0)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        Require.AtLeast(1, nameof(SequenceData), nameof(steps), steps);
        Require.AtLeast(0, nameof(SequenceData), nameof(ahead), ahead);
        var apart = Require.AtLeast(1, nameof(SequenceData), nameof(stride), stride ?? steps);
        var table = Csv.Read(path);
        var (from, to) = (Columns(inputs), Columns(targets));
        var rows = (int)table.Values.Lengths[0];
        var samples = rows < steps + ahead ? 0 : ((rows - steps - ahead) / apart) + 1;
        if (samples == 0)
            throw new FormatError(
                path, $"has {rows} rows; a sample of {steps} steps{(ahead == 0 ? "" : $" that looks {ahead} ahead")} needs {steps + ahead}");
        try
        {
            return Of(Cut(from, 0), Cut(to, ahead));
        }
        catch (ArgumentException error)
        {
            throw new FormatError(path, error.Message, error);
        }

        int[] Columns(IReadOnlyList<string> names) => names.Count == 0
            ? throw new ArgumentException("There are no columns of inputs or of targets; one of each at least is needed.")
            : [.. names.Select(name => Array.IndexOf(table.Header, name) is >= 0 and var column
                ? column : throw new FormatError(path, $"has no column '{name}'; there are {string.Join(", ", table.Header)}"))];

        Tensor<float> Cut(int[] columns, int later)
        {
            var all = table.Values.ReadOnlySpan();
            var width = (int)table.Values.Lengths[1];
            var cut = new float[samples * steps * columns.Length];
            for (var i = 0; i < cut.Length; i++)
            {
                var (row, column) = Math.DivRem(i, columns.Length);
                var (sample, step) = Math.DivRem(row, steps);
                cut[i] = (float)all[(((sample * apart) + step + later) * width) + columns[column]];
            }
            return Tensor.Create(cut, [samples, steps, columns.Length]);
        }
    }

    /// <summary>[samples, T, …] of [T, …], with a number behind the shorter ones.</summary>
    private static Tensor<float> Padded(IReadOnlyList<Tensor<float>> all, float padding)
    {
        var steps = all.Max(one => (int)one.Lengths[0]);
        var step = all[0].Lengths[1..].ToArray();
        var padded = AlignedTensor.CreateUninitialized<float>([all.Count, steps, .. step]);
        var to = padded.Span();
        var size = steps * Shapes.Elements(step);
        to.Fill(padding);
        for (var i = 0; i < all.Count; i++)
        {
            if (!all[i].Lengths[1..].SequenceEqual(step))
                throw new ArgumentException(
                    $"Sample {i} has {Shapes.Text(all[i].Lengths[1..])} at a step and sample 0 {Shapes.Text(step)}; they must be the same.",
                    nameof(all));
            all[i].ReadOnlySpan().CopyTo(to[(i * size)..]);
        }
        return padded;
    }
}
