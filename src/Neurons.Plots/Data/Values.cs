using System.Collections;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Neurons.Plots;

/// <summary>
/// Numbers with a shape, as figures take them: made of their own accord from tensors and arrays of any number type that is listed here. The
/// numbers are copied, so that a figure does not change when what it was drawn from does. In C#, <c>[1, 2, 3]</c> is one, too.
/// </summary>
[CollectionBuilder(typeof(Values), nameof(Create))]
public sealed class Values : IEnumerable<double>
{
    private readonly double[] _numbers;
    private readonly int[] _shape;

    private Values(double[] numbers, params int[] shape) => (_numbers, _shape) = (numbers, shape);

    /// <summary>How many numbers there are.</summary>
    public int Count => _numbers.Length;

    /// <summary>The length of each dimension.</summary>
    public ReadOnlySpan<int> Shape => _shape;

    /// <summary>The numbers, in rows.</summary>
    public ReadOnlySpan<double> Numbers => _numbers;

    internal int Rank => _shape.Length;

    internal double[] Array => _numbers;

    /// <summary>A list of numbers.</summary>
    public static Values Create(ReadOnlySpan<double> numbers) => new(numbers.ToArray(), numbers.Length);

    /// <summary>The numbers of a tensor of any number type.</summary>
    public static Values Of<T>(Tensor<T> tensor)
        where T : INumberBase<T>
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var numbers = new T[tensor.FlattenedLength];
        tensor.FlattenTo(numbers);
        return new(
            numbers as double[] ?? System.Array.ConvertAll(numbers, double.CreateChecked),
            System.Array.ConvertAll(tensor.Lengths.ToArray(), n => (int)n));
    }

    /// <summary>A list of numbers.</summary>
    public static Values Of(IEnumerable<double> numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        double[] all = [.. numbers];
        return new(all, all.Length);
    }

    /// <summary>The numbers of a tensor.</summary>
    public static implicit operator Values(Tensor<float> tensor) => Of(tensor);

    /// <summary>The numbers of a tensor.</summary>
    public static implicit operator Values(Tensor<double> tensor) => Of(tensor);

    /// <summary>A list of numbers.</summary>
    public static implicit operator Values(double[] numbers) => Of(numbers);

    /// <summary>A list of numbers.</summary>
    public static implicit operator Values(float[] numbers) => new(Flat<float>(numbers), numbers.Length);

    /// <summary>A list of numbers.</summary>
    public static implicit operator Values(int[] numbers) => new(Flat<int>(numbers), numbers.Length);

    /// <summary>Rows of numbers.</summary>
    public static implicit operator Values(double[,] numbers) => OfArray<double>(numbers);

    /// <summary>Rows of numbers.</summary>
    public static implicit operator Values(float[,] numbers) => OfArray<float>(numbers);

    /// <summary>Rows of numbers, such as counts.</summary>
    public static implicit operator Values(int[,] numbers) => OfArray<int>(numbers);

    /// <summary>Numbers in three dimensions.</summary>
    public static implicit operator Values(double[,,] numbers) => OfArray<double>(numbers);

    /// <summary>Numbers in three dimensions.</summary>
    public static implicit operator Values(float[,,] numbers) => OfArray<float>(numbers);

    /// <summary>The numbers, in rows.</summary>
    public IEnumerator<double> GetEnumerator() => ((IEnumerable<double>)_numbers).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The numbers as rows of some columns.</summary>
    internal double[,] Grid()
    {
        if (Rank != 2) throw new ArgumentException($"The values are {ShapeText}; they must be [rows, columns].");
        var grid = new double[_shape[0], _shape[1]];
        Buffer.BlockCopy(_numbers, 0, grid, 0, _numbers.Length * sizeof(double));
        return grid;
    }

    /// <summary>The shape, as it is written in messages.</summary>
    internal string ShapeText => $"[{string.Join(", ", _shape)}]";

    private static Values OfArray<T>(Array array)
        where T : unmanaged, INumberBase<T>
    {
        ArgumentNullException.ThrowIfNull(array);
        var numbers = new double[array.Length];
        var next = 0;
        foreach (T value in array) numbers[next++] = double.CreateChecked(value);
        return new(numbers, [.. Enumerable.Range(0, array.Rank).Select(array.GetLength)]);
    }

    private static double[] Flat<T>(T[] numbers)
        where T : INumberBase<T>
    {
        ArgumentNullException.ThrowIfNull(numbers);
        return System.Array.ConvertAll(numbers, double.CreateChecked);
    }
}
