namespace Neurons.EventData;

/// <summary>The size of what saw events: [polarities, height, width].</summary>
/// <param name="Width">The columns, 1 to 65536; the channels of what has no rows.</param>
/// <param name="Height">The rows, 1 to 65536.</param>
/// <param name="Polarities">1, or 2 where events are on or off.</param>
public readonly record struct EventSensor(int Width, int Height = 1, int Polarities = 2)
{
    private const int Most = ushort.MaxValue + 1;

    /// <inheritdoc cref="EventSensor(int, int, int)" path="/param[@name='Width']"/>
    public int Width { get; init; } = Side(nameof(Width), Width);

    /// <inheritdoc cref="EventSensor(int, int, int)" path="/param[@name='Height']"/>
    public int Height { get; init; } = Side(nameof(Height), Height);

    /// <inheritdoc cref="EventSensor(int, int, int)" path="/param[@name='Polarities']"/>
    public int Polarities { get; init; } = Require.That(Polarities is 1 or 2, nameof(EventSensor), nameof(Polarities), Polarities, "1 or 2");

    /// <summary>The values of a frame.</summary>
    public long Size => (long)Polarities * Height * Width;

    /// <summary>34×34, or 700×1×1 where there is one polarity.</summary>
    public override string ToString() => $"{Width}×{Height}{(Polarities == 2 ? "" : "×1")}";

    private static int Side(string name, int value) =>
        Require.That(value is >= 1 and <= Most, nameof(EventSensor), name, value, $"in 1 .. {Most}");
}
