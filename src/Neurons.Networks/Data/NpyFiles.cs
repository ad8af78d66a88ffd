using Neurons.IO;

namespace Neurons.Networks;

/// <summary>What a data set needs of numpy's files beyond reading them.</summary>
internal static class NpyFiles
{
    /// <summary>The classes in a file of [samples].</summary>
    public static int[] Labels(string path)
    {
        var stored = Npy.Read<double>(path);
        if (stored.Rank != 1) throw new FormatError(path, $"has the shape {Shapes.Text(stored.Lengths)}; labels are [samples]");
        var values = stored.Numbers();
        var labels = new int[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            labels[i] = values[i] >= 0 && values[i] < int.MaxValue && values[i] == Math.Floor(values[i])
                ? (int)values[i]
                : throw new FormatError(path, $"label {i} is {values[i]}; whole numbers from 0 are allowed");
        }
        return labels;
    }
}
