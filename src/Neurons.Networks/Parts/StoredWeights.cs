using Neurons.IO;

namespace Neurons.Networks;

/// <summary>
/// What the weights of a described network may take. Those of a stored one must be in its file in the described shape, so that a damaged
/// description cannot ask for more than the file's own size; those of one that a person wrote must not be beyond what is written by hand.
/// </summary>
/// <param name="file">The file with the weights; null where there is none yet.</param>
internal sealed class StoredWeights(SafetensorsFile? file)
{
    /// <summary>The most weights of a network that is described without them, 256 MiB.</summary>
    public const long Most = 1 << 26;

    private long _left = Most;

    /// <summary>Whether there is a file with the weights.</summary>
    public bool IsFile => file is not null;

    /// <summary>Refuses a parameter, before it takes memory.</summary>
    public void Require(Parameter parameter)
    {
        Span<long> shape = stackalloc long[parameter.Shape.Length];
        for (var d = 0; d < shape.Length; d++) shape[d] = parameter.Shape[d];
        Require(parameter.Name, shape);
    }

    /// <summary>Refuses a tensor, before it is made, that is not in the file in this shape, or that there is no room for.</summary>
    public void Require(string name, ReadOnlySpan<long> shape)
    {
        if (file is not null)
        {
            var entry = file.Entry(name);
            if (!entry.Shape.SequenceEqual(shape.ToArray()))
                throw new FormatException($"tensor '{name}' has the shape {Shapes.Text([.. entry.Shape])}; the network needs {Shapes.Text(shape)}");
            return;
        }

        // what is below 1 is refused, with its name, by the layer
        var count = 1L;
        foreach (var length in shape)
        {
            if (length < 1) return;
            count = Math.Min(length, _left + 1) * Math.Min(count, _left + 1);
        }
        if (count > _left)
            throw new FormatException(
                $"the weights up to '{name}', {Shapes.Text(shape)}, are more than {Most}, the most that a network file may ask for; "
                + "build a larger network in code");
        _left -= count;
    }
}
