namespace Neurons.EventData.Tests;

/// <summary>The transforms, slices and representations give the numbers of tonic, event for event.</summary>
public sealed class TonicTests
{
    public static TheoryData<int> Cases => Tonic.Indices("cases");

    public static TheoryData<int> Drawn => Tonic.Indices("drawn");

    public static TheoryData<int> Slices => Tonic.Indices("slices");

    public static TheoryData<int> Representations => Tonic.Indices("representations");

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_transform_gives_the_events_of_tonic_in_their_order(int index)
    {
        var expected = Tonic.One("cases", index);
        var text = expected.GetProperty("text").GetString()!;
        var transform = EventTransform.Parse(text);
        Assert.Equal(text, transform.ToString());
        Assert.False(transform.IsRandom);
        var found = Tonic.Input.Apply(transform, seed: 5);
        Assert.Equal(Tonic.Of(expected, found.Sensor), found);
    }

    [Theory]
    [MemberData(nameof(Drawn))]
    public void What_is_drawn_is_used_as_tonic_uses_it(int index)
    {
        var drawn = Tonic.One("drawn", index);
        var found = drawn.GetProperty("kind").GetString() switch
        {
            "crop" => new RandomCrop(drawn.Whole("width"), drawn.Whole("height")).At(Tonic.Input, drawn.Whole("left"), drawn.Whole("top")),
            "time" => DropTime.Drop(Tonic.Input, drawn.Number("ratio"), drawn.Number("place")),
            _ => DropArea.Drop(Tonic.Input, drawn.Whole("left"), drawn.Whole("top"), drawn.Whole("width"), drawn.Whole("height")),
        };
        Assert.Equal(Tonic.Of(drawn, found.Sensor), found);
    }

    [Theory]
    [MemberData(nameof(Slices))]
    public void Slices_begin_and_end_where_those_of_tonic_do(int index)
    {
        var expected = Tonic.One("slices", index);
        var slicer = Tonic.Slicer(expected);
        var ranges = expected.GetProperty("ranges").EnumerateArray().Select(range => (range[0].GetInt32(), range[1].GetInt32()));
        Assert.Equal(ranges, slicer.Ranges(Tonic.Input));
        Assert.Equal(ranges.Select(range => range.Item2 - range.Item1), slicer.Slice(Tonic.Input).Select(part => part.Count));
    }

    [Theory]
    [MemberData(nameof(Representations))]
    public void Frames_surfaces_and_voxels_have_the_numbers_of_tonic(int index)
    {
        var expected = Tonic.One("representations", index);
        EventRepresentation representation = expected.GetProperty("kind").GetString() switch
        {
            "frames" => new SlicedFrames(Tonic.Slicer(expected.GetProperty("slice"))),
            "surfaces" => new TimeSurfaces(expected.Number("dt"), expected.Number("tau")),
            _ => new VoxelGrid(expected.Whole("bins")),
        };
        var found = representation.Of(Tonic.Input);
        Assert.Equal(expected.GetProperty("shape").EnumerateArray().Select(length => (nint)length.GetInt32()), found.Lengths.ToArray());
        var values = new float[found.FlattenedLength];
        foreach (var (at, value) in expected.GetProperty("at").EnumerateArray().Zip(expected.GetProperty("values").EnumerateArray()))
            values[at.GetInt32()] = (float)value.GetDouble();
        var numbers = found.ToArray();
        for (var i = 0; i < values.Length; i++) Assert.Equal(values[i], numbers[i], 1e-6f * Math.Max(1, Math.Abs(values[i])));
    }
}
