using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Interactive;

/// <summary>Tensors: shape, type, what their numbers are like, the first of them, and a picture.</summary>
internal static class TensorView
{
    // What fits into a cell of a notebook.
    private const int MostRows = 6;
    private const int MostColumns = 10;
    private const int MostDrawn = 1 << 22;

    public static View Of(object tensor) => tensor switch
    {
        Tensor<float> numbers => Numbered(numbers, "float"),
        Tensor<double> numbers => Numbered(numbers, "double"),
        Tensor<Half> numbers => Numbered(numbers, "Half"),
        Tensor<byte> numbers => Numbered(numbers, "byte"),
        Tensor<sbyte> numbers => Numbered(numbers, "sbyte"),
        Tensor<short> numbers => Numbered(numbers, "short"),
        Tensor<ushort> numbers => Numbered(numbers, "ushort"),
        Tensor<int> numbers => Numbered(numbers, "int"),
        Tensor<uint> numbers => Numbered(numbers, "uint"),
        Tensor<long> numbers => Numbered(numbers, "long"),
        Tensor<ulong> numbers => Numbered(numbers, "ulong"),
        _ => Other((dynamic)tensor),
    };

    /// <summary>The picture that suits the numbers of a shape: a raster of spikes, the colors of a matrix, else how often values occur.</summary>
    public static IEnumerable<ViewPart> Picture<T>(Tensor<T> tensor, Numbers numbers)
        where T : INumberBase<T>
    {
        if (numbers.Count < 2 || numbers.Finite == 0 || (numbers.Read == numbers.Count && numbers.Least == numbers.Most)) yield break;
        if (numbers.Count > MostDrawn)
        {
            yield return new NotePart($"not drawn: {Numbers.Whole(numbers.Count)} numbers are more than {Numbers.Whole(MostDrawn)}");
            yield break;
        }

        var (values, lengths) = (Values.Of(tensor), tensor.Lengths.ToArray());
        if (numbers.AreSpikes && lengths.Length >= 2)
        {
            yield return PicturePart.Of(Plot.Raster(values));
            if (lengths.Length > 2 && lengths[1] > 1) yield return new NotePart($"drawn: sample 0 of {lengths[1]}");
        }
        else
        {
            yield return PicturePart.Of(lengths is [> 1, > 1] ? Plot.HeatMap(values) : Plot.Histogram(values));
        }
    }

    private static View Numbered<T>(Tensor<T> tensor, string type)
        where T : INumberBase<T>
    {
        var numbers = Numbers.Of(tensor);
        return new View(Title(tensor, type), new NotePart(numbers.ToString())).With(First(tensor, Text)).With(Picture(tensor, numbers));
        static string Text(T number) => number is float or double or Half
            ? Numbers.Text(double.CreateChecked(number))
            : number.ToString(null, CultureInfo.InvariantCulture);
    }

    private static View Other<T>(Tensor<T> tensor) =>
        new View(Title(tensor, typeof(T).Name)).With(First(tensor, value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "null"));

    private static string Title<T>(Tensor<T> tensor, string type) => $"Tensor<{type}> {Numbers.Shape(tensor.Lengths)}";

    /// <summary>The first rows and columns, and how many more there are.</summary>
    private static IEnumerable<ViewPart> First<T>(Tensor<T> tensor, Func<T, string> text)
    {
        if (tensor.FlattenedLength == 0) yield break;
        var lengths = tensor.Lengths.ToArray();
        var columns = lengths.Length == 0 ? 1 : (long)lengths[^1];
        var rows = tensor.FlattenedLength / columns;
        var (shownRows, shownColumns) = ((int)Math.Min(rows, MostRows), (int)Math.Min(columns, MostColumns));
        var place = new nint[lengths.Length];
        var table = new List<IReadOnlyList<string>>();
        for (var row = 0; row < shownRows; row++)
        {
            var left = row;
            for (var dimension = lengths.Length - 2; dimension >= 0; dimension--)
            {
                place[dimension] = (nint)(left % lengths[dimension]);
                left = (int)(left / lengths[dimension]);
            }

            List<string> cells = [lengths.Length < 2 ? "" : string.Join(", ", place[..^1])];
            for (var column = 0; column < shownColumns; column++)
            {
                if (place.Length > 0) place[^1] = column;
                cells.Add(text(tensor[place]));
            }

            if (shownColumns < columns) cells.Add("…");
            table.Add(cells);
        }

        string[] headings =
            ["", .. Enumerable.Range(0, shownColumns).Select(column => $"#{column}"), .. shownColumns < columns ? ["#"] : (string[])[]];
        yield return new TablePart(headings, table);
        if (shownRows < rows || shownColumns < columns)
        {
            yield return new NotePart(
                $"shown: the first {Numbers.Whole(shownRows)} of {Numbers.Of(rows, "row")}, "
                + $"{Numbers.Whole(shownColumns)} of {Numbers.Of(columns, "column")}");
        }
    }
}
