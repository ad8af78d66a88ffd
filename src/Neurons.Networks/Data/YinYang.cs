using System.Numerics.Tensors;

namespace Neurons.Networks;

/// <summary>
/// The Yin-Yang data set (Kriener, Göltz and Petrovici 2022), drawn by its published rule: points of a disc that belong to the yin, the yang or
/// the two dots, in equal parts. A linear readout reaches 64 %; it takes few inputs, and a hidden layer that learns.
/// </summary>
public static class YinYang
{
    /// <summary>Yang, yin and dot.</summary>
    public const int Classes = 3;

    /// <summary>x, y, 1 − x and 1 − y.</summary>
    public const int Features = 4;

    private const double Large = 0.5, Small = 0.1;

    /// <summary>Points with their classes.</summary>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="seed">What they are drawn from; training and test data need different ones.</param>
    public static Dataset Load(int count, ulong seed)
    {
        Require.AtLeast(1, nameof(YinYang), nameof(count), count);
        var random = new RandomStream(seed, 0);
        var (inputs, labels) = (new float[checked(count * Features)], new int[count]);
        for (var i = 0; i < count; i++)
        {
            // each class in turn, so that there are as many of each
            labels[i] = i % Classes;
            double x, y;
            do
            {
                (x, y) = (2 * Large * random.NextDouble(), 2 * Large * random.NextDouble());
            }
            while (Distance(x, y, Large) > Large || Class(x, y) != labels[i]);
            ((float[])[(float)x, (float)y, (float)(1 - x), (float)(1 - y)]).CopyTo(inputs, i * Features);
        }
        return new(Tensor.Create(inputs, [count, Features]), labels);
    }

    /// <summary>The class of a point of the disc.</summary>
    private static int Class(double x, double y)
    {
        var (right, left) = (Distance(x, y, 1.5 * Large), Distance(x, y, 0.5 * Large));
        if (right < Small || left < Small) return 2;
        var isYin = right <= Small || (left > Small && left <= 0.5 * Large) || (y > Large && right > 0.5 * Large);
        return isYin ? 1 : 0;
    }

    /// <summary>From a point on the middle line.</summary>
    private static double Distance(double x, double y, double middle) => Math.Sqrt(((x - middle) * (x - middle)) + ((y - Large) * (y - Large)));
}
