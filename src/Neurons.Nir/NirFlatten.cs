namespace Neurons.Nir;

/// <summary>Makes one axis of several. Axes count from 0 without time and batch; −1 is the last one.</summary>
/// <param name="StartDim"><c>start_dim</c>: the first of these axes. In a file that does not say: 1.</param>
/// <param name="EndDim"><c>end_dim</c>: the last of them, included. In a file that does not say: −1.</param>
/// <param name="InputType"><c>input_type</c>: the shape of the signal, whole numbers along one axis; null where the graph shall find it.</param>
public sealed record NirFlatten(NirArray StartDim, NirArray EndDim, NirArray? InputType = null) : NirNode
{
    /// <inheritdoc/>
    public override string Type => "Flatten";

    /// <inheritdoc/>
    public override IReadOnlyList<NirParameter> Parameters =>
    [
        new("start_dim", StartDim), new("end_dim", EndDim),
        .. InputType is { } shape ? [new NirParameter("input_type", shape)] : Array.Empty<NirParameter>(),
    ];

    internal override NirShape? Takes => InputType is { } shape ? this.Shape("input_type", shape) : null;

    internal override NirShape? Gives(NirShape? input)
    {
        if (input is not { } shape) return null;
        var (start, end) = (Axis("start_dim", StartDim, shape.Count), Axis("end_dim", EndDim, shape.Count));
        // What begins right behind its end is an axis of length 1, as the reference library has it.
        if (start < 0 || end >= shape.Count || start > end + 1)
            throw this.Wrong($"start_dim is {StartDim} and end_dim {EndDim}; they must be axes of {shape}, the first not behind the last");
        NirShape flat = [.. shape.Lengths[start..(end + 1)]];
        return flat.Elements() is { } elements ? [.. shape.Lengths[..start], elements, .. shape.Lengths[(end + 1)..]]
            : throw this.Wrong($"its input has the shape {shape}, which has more elements than can be counted");
    }

    internal override NirNode Taking(NirShape input) =>
        InputType is null ? this with { InputType = NirArray.From(input.Lengths, [input.Count]) } : this;

    internal override void Check()
    {
        Axis("start_dim", StartDim, 0);
        Axis("end_dim", EndDim, 0);
        Gives(Takes);
    }

    /// <summary>An axis counted from the first.</summary>
    private int Axis(string name, NirArray axis, int axes)
    {
        var number = this.Whole(name, axis, 1, -IO.Hdf5Array.MostAxes)[0];
        return (int)(number < 0 ? number + axes : number);
    }
}
