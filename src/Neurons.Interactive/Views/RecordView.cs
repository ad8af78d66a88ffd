using System.Numerics;
using System.Numerics.Tensors;

namespace Neurons.Interactive;

/// <summary>Tensors with names: states, and what was recorded of them.</summary>
internal static class RecordView
{
    private const int MostDrawn = 1 << 22;

    public static View Of<T>(NeuronState<T> state)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        new($"State {Numbers.Shape(state.Shape)} after {Numbers.Of(state.Step, "step")}",
            Table(state.Names.Select(name => KeyValuePair.Create(name, state[name]))));

    public static View Of<T>(IReadOnlyDictionary<string, Tensor<T>> record)
        where T : INumberBase<T>
    {
        var view = new View(Numbers.Of(record.Count, "tensor"), Table(record));
        Tensor<T>[] courses = [.. record.Values];
        // Over time: all have the same steps, and neurons besides.
        if (courses.Length == 0 || courses.Any(course => course.Rank < 2 || course.Lengths[0] < 2 || course.FlattenedLength == 0)
            || courses.DistinctBy(course => course.Lengths[0]).Count() > 1) return view;
        var all = courses.Sum(course => (long)course.FlattenedLength);
        return view.With(all <= MostDrawn
            ? PicturePart.Of(Plot.Trace(record))
            : new NotePart($"not drawn: {Numbers.Whole(all)} numbers are more than {Numbers.Whole(MostDrawn)}"));
    }

    /// <summary>A row for each: name, shape, norm, what the numbers are like.</summary>
    public static TablePart Table<T>(IEnumerable<KeyValuePair<string, Tensor<T>>> tensors)
        where T : INumberBase<T> => new(["name", "shape", "#norm", "numbers"], [.. tensors.Select(Row)]);

    public static string[] Row<T>(KeyValuePair<string, Tensor<T>> entry)
        where T : INumberBase<T>
    {
        var numbers = Numbers.Of(entry.Value);
        return [entry.Key, Numbers.Shape(entry.Value.Lengths), Numbers.Text(numbers.Norm), numbers.ToString()];
    }
}
