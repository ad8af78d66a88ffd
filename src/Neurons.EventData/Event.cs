namespace Neurons.EventData;

/// <summary>A change of brightness that one pixel of an event camera saw, or a spike of one channel.</summary>
/// <param name="Time">When, in µs.</param>
/// <param name="X">The column, or the channel.</param>
/// <param name="Y">The row.</param>
/// <param name="IsOn">Whether it became brighter; false where there is one polarity.</param>
public readonly record struct Event(long Time, int X, int Y, bool IsOn);
